import { describe, expect, it } from "vitest";
import { CHANGE_SECONDS, elapsed, paused, plansOf, positionAt, READY_SECONDS, started, STOPPED, untilNextSecond } from "../src/hold";
import type { Card } from "../src/protocol";

const CARD: Card = {
  id: "pigeon",
  title: "Pigeon pose",
  image: null,
  alt: "",
  targets: [],
  kind: "static",
  holdSeconds: [20, 30],
  repeats: [2, 3],
  repetitions: null,
  perSide: true,
  easier: [],
  harder: [],
};

describe("plans", () => {
  it("hold each side in turn, with time to change between", () => {
    const [gentle, longer] = plansOf(CARD);
    expect(gentle!.phases.map((phase) => [phase.kind, phase.side, phase.round, phase.seconds])).toEqual([
      ["ready", "first", 1, READY_SECONDS],
      ["hold", "first", 1, 20],
      ["change", "second", 1, CHANGE_SECONDS],
      ["hold", "second", 1, 20],
      ["change", "first", 2, CHANGE_SECONDS],
      ["hold", "first", 2, 20],
      ["change", "second", 2, CHANGE_SECONDS],
      ["hold", "second", 2, 20],
    ]);
    expect(longer!.phases.filter((phase) => phase.kind === "hold").map((phase) => phase.seconds)).toEqual([30, 30, 30, 30, 30, 30]);
  });

  it("know no sides where there are none", () => {
    const [only, other] = plansOf({ ...CARD, perSide: false, holdSeconds: [20, 20], repeats: null });
    expect(only!.phases.map((phase) => [phase.kind, phase.side])).toEqual([["ready", null], ["hold", null]]);
    expect(other).toBeUndefined();
  });

  it("are not made for a move that is not held", () => {
    expect(plansOf({ ...CARD, kind: "dynamic" })).toEqual([]);
    expect(plansOf({ ...CARD, holdSeconds: null })).toEqual([]);
  });
});

describe("a position", () => {
  const phases = plansOf(CARD)[0]!.phases;

  it.each([
    [0, 0, 5],
    [4999, 0, 1],
    [5000, 1, 20],
    [5001, 1, 20],
    [24_999, 1, 1],
    [25_000, 2, 10],
    [-100, 0, 5],
  ])("after %i ms is phase %i with %i s left", (milliseconds, index, left) => {
    expect(positionAt(phases, milliseconds)).toMatchObject({ index, left });
  });

  it("is the end once all time is over, however late one looks", () => {
    expect(positionAt(phases, 9_999_999)).toEqual({ index: phases.length, left: 0, done: 1 });
  });
});

describe("a clock", () => {
  it("counts the time in which a tab slept, and none in which it was paused", () => {
    let clock = started(STOPPED, 1000);
    expect(elapsed(clock, 61_000)).toBe(60_000);
    clock = paused(clock, 61_000);
    expect(elapsed(clock, 500_000)).toBe(60_000);
    clock = started(clock, 500_000);
    expect(elapsed(clock, 501_000)).toBe(61_000);
    expect(started(clock, 600_000)).toBe(clock);
  });

  it("does not run backwards when the wall clock does", () => {
    expect(elapsed(started(STOPPED, 1000), 400)).toBe(0);
  });

  it("wakes when the shown second changes", () => {
    expect(untilNextSecond(0)).toBe(1000);
    expect(untilNextSecond(250)).toBe(750);
  });
});
