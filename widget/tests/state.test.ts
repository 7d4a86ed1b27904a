import { describe, expect, it } from "vitest";
import type { PastTurn, Reply, Session } from "../src/protocol";
import { INITIAL, isAnswering, nextToSend, quickReplies, reduce, type Change, type State } from "../src/state";

const ID = "web-0123456789abcdef0123456789abcdef";

const reply = (turn: string): Reply => ({
  turn,
  kind: "answer",
  tier: null,
  groups: [],
  contentIds: [],
  sources: [],
  precaution: false,
  blocks: [{ text: `To ${turn}`, items: [], numbered: false }],
  buttons: [{ title: `After ${turn}`, payload: "/x" }],
  cards: [],
  contacts: [],
});

const past = (id: string, answered = true): PastTurn => ({ id, text: id, reply: answered ? reply(id) : null, feedback: null });

const session = (...ids: string[]): Session => ({
  id: ID,
  history: ids.map((id) => past(id)),
  settings: {
    maxLength: 2000,
    emergencyNumber: "112",
    emergencyContacts: [],
    welcome: { text: "Hello.", buttons: [{ title: "Start", payload: "/start" }] },
  },
});

const confirmed = (...ids: string[]): Change => ({ type: "confirmed", session: session(...ids) });
const typed = (id: string): Change => ({ type: "typed", id, text: id, payload: null });
const after = (...changes: Change[]): State => changes.reduce(reduce, INITIAL);
const shown = (state: State) => state.turns.map((turn) => `${turn.id}:${turn.delivery}`);
const sent = (id: string): Change[] => [typed(id), { type: "sending", id }, { type: "replied", reply: reply(id) }, { type: "acknowledged", id }];

describe("the history", () => {
  it("replaces what is stored and keeps what waits behind it", () => {
    const state = after(confirmed(), ...sent("a"), { type: "lost" }, typed("b"), confirmed("a", "x"));
    expect(shown(state)).toEqual(["a:sent", "x:sent", "b:queued"]);
  });

  it("knows a message again that was stored but not acknowledged", () => {
    const state = after(confirmed(), typed("a"), { type: "sending", id: "a" }, { type: "lost" }, confirmed("a"));
    expect(shown(state)).toEqual(["a:sent"]);
    expect(nextToSend(state)).toBeNull();
  });

  it("sends again what was stored without an answer", () => {
    const open: Change = { type: "confirmed", session: { ...session(), history: [past("a", false)] } };
    const state = after(confirmed(), typed("a"), { type: "sending", id: "a" }, { type: "lost" }, open);
    expect(nextToSend(state)?.id).toBe("a");
  });

  it("keeps turns that are older than it reaches", () => {
    const state = after(confirmed(), ...sent("a"), ...sent("b"), ...sent("c"), { type: "lost" }, confirmed("b", "c"));
    expect(shown(state)).toEqual(["a:sent", "b:sent", "c:sent"]);
  });

  it("drops what was deleted meanwhile, but nothing that waits", () => {
    const state = after(confirmed(), ...sent("a"), { type: "lost" }, typed("b"), confirmed("x"));
    expect(shown(state)).toEqual(["x:sent", "b:queued"]);
  });

  it("leaves what failed in its place", () => {
    const failed: Change = { type: "refused", id: "b", refusal: { code: "failed", message: "", retryAfter: null } };
    const state = after(confirmed(), ...sent("a"), typed("b"), failed, ...sent("c"), { type: "lost" }, confirmed("a", "c"));
    expect(shown(state)).toEqual(["a:sent", "b:failed", "c:sent"]);
  });

  it("of another conversation shows nothing of the one before", () => {
    const other = { ...session("x"), id: ID.replace("0", "f") };
    expect(shown(after(confirmed(), ...sent("a"), { type: "confirmed", session: other }))).toEqual(["x:sent"]);
  });
});

describe("the queue", () => {
  it("gives one message at a time, oldest first, and only to a confirmed conversation", () => {
    expect(nextToSend(after(typed("a")))).toBeNull();
    const state = after(confirmed(), typed("a"), typed("b"));
    expect(nextToSend(state)?.id).toBe("a");
    expect(nextToSend(reduce(state, { type: "sending", id: "a" }))).toBeNull();
  });

  it("goes behind what another tab says", () => {
    const state = after(confirmed(), typed("a"), { type: "said", id: "x", text: "x" });
    expect(shown(state)).toEqual(["x:sent", "a:queued"]);
    expect(shown(reduce(state, { type: "said", id: "x", text: "x" }))).toEqual(["x:sent", "a:queued"]);
  });

  it("outlives a start over", () => {
    expect(shown(after(confirmed(), ...sent("a"), typed("b"), { type: "restarted" }))).toEqual(["b:queued"]);
  });
});

describe("the sign that an answer is made", () => {
  it("shows from sending to the answer, and not while the line is down", () => {
    const sending = after(confirmed(), typed("a"), { type: "sending", id: "a" });
    expect(isAnswering(after(confirmed(), typed("a")))).toBe(false);
    expect(isAnswering(sending)).toBe(true);
    expect(isAnswering(reduce(sending, { type: "lost" }))).toBe(false);
    expect(isAnswering(reduce(sending, { type: "replied", reply: reply("a") }))).toBe(false);
  });

  it("shows for another tab's message too", () => {
    const state = after(confirmed(), { type: "said", id: "x", text: "x" });
    expect(isAnswering(state)).toBe(true);
    expect(isAnswering(reduce(state, { type: "given_up", id: "x" }))).toBe(false);
  });
});

describe("choices", () => {
  const titles = (state: State) => quickReplies(state).map((button) => button.title);

  it("are those of the newest answer and vanish once something is said", () => {
    const state = after(confirmed());
    expect(titles(state)).toEqual(["Start"]);
    expect(titles(reduce(state, typed("a")))).toEqual([]);
    expect(titles(after(confirmed(), ...sent("a")))).toEqual(["After a"]);
    expect(titles(after(confirmed(), ...sent("a"), typed("b")))).toEqual([]);
  });
});

it("forgets everything but the settings, and sends nothing until a conversation is confirmed", () => {
  const state = after(confirmed(), ...sent("a"), { type: "forgotten" }, typed("b"));
  expect(state).toMatchObject({ sessionId: null, connection: "connecting" });
  expect(state.settings).not.toBeNull();
  expect(nextToSend(state)).toBeNull();
});
