/** A held stretch as a plan of timed phases, and where in it a moment lies. Pure: time comes from outside. */

import type { Card } from "./protocol";

export type Side = "first" | "second";

export interface Phase {
  /** `ready`: getting into position. `change`: to the other side, or a short rest before the next round. */
  readonly kind: "ready" | "hold" | "change";
  readonly seconds: number;
  /** Counted from 1. */
  readonly round: number;
  /** Null where a stretch has no sides. */
  readonly side: Side | null;
}

export interface Plan {
  readonly phases: readonly Phase[];
  readonly rounds: number;
  readonly holdSeconds: number;
}

/** Where a moment lies in a plan. */
export interface Position {
  /** Index of the phase; the number of phases once the plan has ended. */
  readonly index: number;
  /** Whole seconds left of the phase, at least 1 until it ends. */
  readonly left: number;
  /** How much of the phase is over, from 0 to 1. */
  readonly done: number;
}

/** Time that has run: what was counted before the last start, and when that was. */
export interface Clock {
  readonly before: number;
  /** Milliseconds of the wall clock, which goes on while a tab sleeps; null while it is paused. */
  readonly since: number | null;
}

export const READY_SECONDS = 5;
/** Long enough to turn over on a mat with a sore back. */
export const CHANGE_SECONDS = 10;

export const STOPPED: Clock = { before: 0, since: null };

/**
 * The plans that a card offers: the lowest numbers that the content gives first, then the highest.
 *
 * @returns nothing for a move that is not held.
 */
export function plansOf(card: Card): readonly Plan[] {
  if (card.kind !== "static" || !card.holdSeconds) return [];
  const [lowRounds, highRounds] = card.repeats ?? [1, 1];
  const [low, high] = card.holdSeconds;
  const gentle = plan(low, lowRounds, card.perSide);
  return low === high && lowRounds === highRounds ? [gentle] : [gentle, plan(high, highRounds, card.perSide)];
}

function plan(holdSeconds: number, rounds: number, perSide: boolean): Plan {
  const sides: readonly (Side | null)[] = perSide ? ["first", "second"] : [null];
  const phases: Phase[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    for (const side of sides) {
      const kind = phases.length ? "change" : "ready";
      phases.push({ kind, seconds: kind === "ready" ? READY_SECONDS : CHANGE_SECONDS, round, side });
      phases.push({ kind: "hold", seconds: holdSeconds, round, side });
    }
  }
  return { phases, rounds, holdSeconds };
}

/** Where a plan stands after so many milliseconds. */
export function positionAt(phases: readonly Phase[], milliseconds: number): Position {
  let rest = Math.max(milliseconds, 0);
  for (const [index, phase] of phases.entries()) {
    const whole = phase.seconds * 1000;
    if (rest < whole) return { index, left: Math.ceil((whole - rest) / 1000), done: rest / whole };
    rest -= whole;
  }
  return { index: phases.length, left: 0, done: 1 };
}

/** Milliseconds that a clock has run. A wall clock that was set back takes nothing away. */
export function elapsed(clock: Clock, now: number): number {
  return clock.before + (clock.since === null ? 0 : Math.max(now - clock.since, 0));
}

/** The clock, running from now on. */
export function started(clock: Clock, now: number): Clock {
  return clock.since === null ? { ...clock, since: now } : clock;
}

/** The clock, standing still. */
export function paused(clock: Clock, now: number): Clock {
  return { before: elapsed(clock, now), since: null };
}

/** Milliseconds until the shown second changes, for a timer that wakes no more often than that. */
export function untilNextSecond(milliseconds: number): number {
  return 1000 - (Math.floor(milliseconds) % 1000);
}
