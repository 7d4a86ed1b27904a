/** The conversation as the widget knows it: a state, the events that change it, and what follows from it. */

import type { Button, PastTurn, Refusal, Reply, Session, Settings, Vote } from "./protocol";

/**
 * How far a message has come: `queued` waits for the line, `sending` is on its way and its answer
 * with it, `sent` is stored on the server, `failed` needs the person.
 */
export type Delivery = "queued" | "sending" | "sent" | "failed";

export interface Turn {
  /** Made by the widget that sent it; the server tells repeats by it. */
  readonly id: string;
  readonly text: string;
  readonly payload: string | null;
  readonly delivery: Delivery;
  readonly reply: Reply | null;
  /** Sent in another tab, and its answer is on the way. */
  readonly awaited: boolean;
  readonly feedback: Vote | null;
  readonly refusal: Refusal | null;
}

/** `ready`: the server has confirmed the conversation. `refused`: it will not talk to us. */
export type Connection = "connecting" | "ready" | "lost" | "refused";

export interface State {
  readonly connection: Connection;
  readonly refusal: Refusal | null;
  readonly sessionId: string | null;
  readonly settings: Settings | null;
  readonly turns: readonly Turn[];
}

export type Change =
  | { readonly type: "connecting" }
  | { readonly type: "lost" }
  | { readonly type: "turned_away"; readonly refusal: Refusal }
  | { readonly type: "confirmed"; readonly session: Session }
  | { readonly type: "typed"; readonly id: string; readonly text: string; readonly payload: string | null }
  | { readonly type: "sending"; readonly id: string }
  | { readonly type: "requeued"; readonly id: string; readonly refusal: Refusal }
  | { readonly type: "acknowledged"; readonly id: string }
  | { readonly type: "refused"; readonly id: string; readonly refusal: Refusal }
  | { readonly type: "retried"; readonly id: string }
  | { readonly type: "withdrawn"; readonly id: string }
  | { readonly type: "said"; readonly id: string; readonly text: string }
  | { readonly type: "given_up"; readonly id: string }
  | { readonly type: "replied"; readonly reply: Reply }
  | { readonly type: "rated"; readonly id: string; readonly vote: Vote | null }
  | { readonly type: "restarted" }
  | { readonly type: "forgotten" };

export const INITIAL: State = {
  connection: "connecting",
  refusal: null,
  sessionId: null,
  settings: null,
  turns: [],
};

/** The state after a change. */
export function reduce(state: State, change: Change): State {
  switch (change.type) {
    case "connecting":
      return { ...state, connection: "connecting", refusal: null };
    case "lost":
      return {
        ...state,
        connection: "lost",
        turns: state.turns.map((turn) => (turn.delivery === "sending" ? { ...turn, delivery: "queued" } : turn)),
      };
    case "turned_away":
      return { ...state, connection: "refused", refusal: change.refusal };
    case "confirmed":
      return confirmed(state, change.session);
    case "typed":
      return { ...state, turns: [...state.turns, turn(change.id, change.text, { payload: change.payload })] };
    case "sending":
      return withTurn(state, change.id, { delivery: "sending", refusal: null });
    case "requeued":
      return withTurn(state, change.id, { delivery: "queued", refusal: change.refusal });
    case "acknowledged":
      return withTurn(state, change.id, { delivery: "sent" });
    case "refused":
      return withTurn(state, change.id, { delivery: "failed", awaited: false, refusal: change.refusal });
    case "retried":
      return retried(state, change.id);
    case "withdrawn":
      return { ...state, turns: state.turns.filter((one) => one.id !== change.id) };
    case "said":
      return said(state, change.id, change.text);
    case "given_up":
      return withTurn(state, change.id, { awaited: false });
    case "replied":
      return withTurn(state, change.reply.turn, {
        reply: change.reply,
        delivery: "sent",
        awaited: false,
        refusal: null,
      });
    case "rated":
      return withTurn(state, change.id, { feedback: change.vote });
    case "restarted":
      return { ...state, turns: state.turns.filter(unsent) };
    case "forgotten":
      return { ...INITIAL, connection: state.connection === "ready" ? "connecting" : state.connection, settings: state.settings };
  }
}

/** The message to send next, if none is on its way. */
export function nextToSend(state: State): Turn | null {
  if (state.connection !== "ready" || state.turns.some((one) => one.delivery === "sending")) return null;
  return state.turns.find((one) => one.delivery === "queued") ?? null;
}

/** Whether an answer is being made at this moment, as far as the server has told. */
export function isAnswering(state: State): boolean {
  return (
    state.connection === "ready" &&
    state.turns.some((one) => !one.reply && (one.delivery === "sending" || one.awaited))
  );
}

/** The choices to offer: those of the newest answer, until something is said after it. */
export function quickReplies(state: State): readonly Button[] {
  const last = state.turns[state.turns.length - 1];
  return last ? (last.reply?.buttons ?? []) : (state.settings?.welcome.buttons ?? []);
}

/** The turn with an id. */
export function turnOf(state: State, id: string): Turn | null {
  return state.turns.find((one) => one.id === id) ?? null;
}

function turn(id: string, text: string, more: Partial<Turn> = {}): Turn {
  return {
    id,
    text,
    payload: null,
    delivery: "queued",
    reply: null,
    awaited: false,
    feedback: null,
    refusal: null,
    ...more,
  };
}

function withTurn(state: State, id: string, fields: Partial<Turn>): State {
  return { ...state, turns: state.turns.map((one) => (one.id === id ? { ...one, ...fields } : one)) };
}

function unsent(one: Turn): boolean {
  return one.delivery === "queued" || one.delivery === "sending";
}

function confirmed(state: State, session: Session): State {
  const same = state.sessionId === null || state.sessionId === session.id;
  const local = same ? state.turns : state.turns.filter((one) => one.delivery !== "sent");
  return {
    connection: "ready",
    refusal: null,
    sessionId: session.id,
    settings: session.settings,
    turns: merged(local, session.history),
  };
}

/**
 * The server's history with what only this widget knows.
 *
 * Stored turns come from the server, in its order. What is not sent yet follows them. What failed
 * stays behind the turn that it followed. Turns that are older than the history reaches stay; turns
 * that were sent but are missing from it were deleted elsewhere and go.
 */
function merged(local: readonly Turn[], history: readonly PastTurn[]): readonly Turn[] {
  const mine = new Map(local.map((one) => [one.id, one]));
  const first = history[0];
  const reach = first ? local.findIndex((one) => one.id === first.id) : -1;
  const result = local.slice(0, Math.max(reach, 0)).filter((one) => !unsent(one));
  for (const past of history) {
    const known = mine.get(past.id);
    // Stored without an answer and not acknowledged: sent again, so that its answer comes.
    const open = known && unsent(known) && !past.reply;
    result.push(turn(past.id, past.text, { ...past, payload: known?.payload ?? null, delivery: open ? known.delivery : "sent" }));
  }
  const placed = new Set(result.map((one) => one.id));
  let before = -1;
  for (const one of local) {
    if (placed.has(one.id)) {
      before = result.findIndex((other) => other.id === one.id);
    } else if (one.delivery === "failed") {
      result.splice(++before, 0, one);
    } else if (unsent(one)) {
      result.push(one);
    }
  }
  return result;
}

function retried(state: State, id: string): State {
  const old = turnOf(state, id);
  if (!old) return state;
  const others = state.turns.filter((one) => one.id !== id);
  return { ...state, turns: [...others, turn(id, old.text, { payload: old.payload })] };
}

function said(state: State, id: string, text: string): State {
  if (turnOf(state, id)) return state;
  const waiting = state.turns.findIndex((one) => one.delivery === "queued");
  const at = waiting < 0 ? state.turns.length : waiting;
  const other = turn(id, text, { delivery: "sent", awaited: true });
  return { ...state, turns: [...state.turns.slice(0, at), other, ...state.turns.slice(at)] };
}
