import { beforeEach, describe, expect, it, vi } from "vitest";
import { Conversation } from "../src/conversation";
import { Memory } from "../src/memory";
import { isAnswering } from "../src/state";
import { FakeServer, shelf } from "./fake-server";

function setUp(server = new FakeServer(), memory = new Memory(shelf())) {
  const wire = server.line();
  return { server, wire, memory, chat: new Conversation(wire, memory) };
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const texts = (chat: Conversation) => chat.state.turns.map((turn) => turn.text);
const unanswered = (chat: Conversation) => chat.state.turns.filter((turn) => !turn.reply).map((turn) => turn.text);

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

describe("a conversation", () => {
  it("keeps the id that the server gives and answers what is said", async () => {
    const { chat, memory, wire, server } = setUp();
    chat.open();
    await settle();
    expect(memory.conversation).toMatch(/^web-[0-9a-f]{32}$/);
    chat.say("hello");
    expect(isAnswering(chat.state)).toBe(true);
    await settle();
    expect(isAnswering(chat.state)).toBe(false);
    expect(chat.state.turns[0]).toMatchObject({ text: "hello", delivery: "sent", reply: { turn: chat.state.turns[0]!.id } });
    expect(server.handled).toEqual(["hello"]);
    expect(wire.connected).toBe(true);
  });

  it("begins one conversation however often it is opened", async () => {
    const { chat, server } = setUp();
    chat.open();
    chat.open();
    chat.open();
    await settle();
    expect(server.conversations.size).toBe(1);
  });

  it("holds what is said before the line stands and sends it in order, one at a time", async () => {
    const { chat, server } = setUp();
    for (const text of ["one", "two", "three"]) chat.say(text);
    expect(chat.state.turns.map((turn) => turn.delivery)).toEqual(["queued", "queued", "queued"]);
    let most = 0;
    chat.subscribe((state) => {
      most = Math.max(most, state.turns.filter((turn) => turn.delivery === "sending").length);
    });
    chat.open();
    await settle();
    expect(server.handled).toEqual(["one", "two", "three"]);
    expect(most).toBe(1);
    expect(unanswered(chat)).toEqual([]);
  });

  it.each(["before", "after"] as const)("sends again what broke %s the server handled it", async (moment) => {
    const { chat, server, wire } = setUp();
    chat.open();
    await settle();
    server[moment] = (event) => void (event === "user_uttered" && wire.cut());
    chat.say("hello");
    await settle();
    expect(chat.state.connection).toBe("lost");
    server[moment] = () => undefined;
    wire.open();
    await settle();
    expect(server.handled).toEqual(["hello"]);
    expect(texts(chat)).toEqual(["hello"]);
    expect(chat.state.turns[0]).toMatchObject({ delivery: "sent", reply: { kind: "answer" } });
  });

  it("loses and doubles nothing in 400 sends with a line that breaks at every point", async () => {
    const { chat, server, wire } = setUp();
    const random = seeded(26);
    const maybe = () => void (random() < 0.15 && (wire.cut(), setTimeout(() => wire.open(), 50)));
    server.before = maybe;
    server.after = maybe;
    chat.open();
    const said = Array.from({ length: 400 }, (_, number) => `message ${number}`);
    for (const text of said) {
      chat.say(text);
      if (random() < 0.5) await vi.advanceTimersByTimeAsync(random() * 60);
    }
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.handled).toEqual(said);
    expect(texts(chat)).toEqual(said);
    expect(unanswered(chat)).toEqual([]);
  });

  it("shows after a break the answer that was made meanwhile", async () => {
    const { chat, server, wire, memory } = setUp();
    const other = setUp(server, memory);
    chat.open();
    await settle();
    other.chat.open();
    await settle();
    wire.cut();
    other.chat.say("from the other tab");
    await settle();
    expect(texts(chat)).toEqual([]);
    wire.open();
    await settle();
    expect(texts(chat)).toEqual(["from the other tab"]);
    expect(unanswered(chat)).toEqual([]);
  });

  it("keeps two tabs in step", async () => {
    const { chat, server, memory } = setUp();
    chat.open();
    await settle();
    const other = setUp(server, memory).chat;
    other.open();
    await settle();
    chat.say("one");
    await settle();
    other.say("two");
    await settle();
    expect(texts(chat)).toEqual(["one", "two"]);
    expect(texts(other)).toEqual(["one", "two"]);
    expect([...unanswered(chat), ...unanswered(other)]).toEqual([]);
    await chat.restart();
    await settle();
    expect([...texts(chat), ...texts(other)]).toEqual([]);
  });

  it("deletes the conversation here and there, and both tabs go on in one new conversation", async () => {
    const { chat, server, memory } = setUp();
    chat.open();
    await settle();
    const { chat: other } = setUp(server, memory);
    other.open();
    await settle();
    chat.say("secret");
    await settle();
    const old = memory.conversation!;
    const done = chat.forget();
    await settle();
    expect(await done).toBe(true);
    await vi.advanceTimersByTimeAsync(2000);
    expect(server.conversations.has(old)).toBe(false);
    expect([...texts(chat), ...texts(other)]).toEqual([]);
    expect(chat.state.sessionId).not.toBe(old);
    expect(other.state.sessionId).toBe(chat.state.sessionId);
  });

  it("does not send into a conversation that is being deleted", async () => {
    const { chat, server } = setUp();
    chat.open();
    await settle();
    const done = chat.forget();
    await settle();
    await done;
    chat.say("new");
    await settle();
    expect(server.handled).toEqual(["new"]);
    expect(server.conversations.size).toBe(1);
  });

  it("waits as long as the server asks for and sends again", async () => {
    const { chat, server } = setUp();
    chat.open();
    await settle();
    server.refuse = (event) => (event === "user_uttered" ? { code: "too_many", message: "Slowly.", retry_after: 5 } : null);
    chat.say("one");
    await settle();
    expect(chat.state.turns[0]).toMatchObject({ delivery: "queued", refusal: { message: "Slowly." } });
    server.refuse = () => null;
    chat.say("two");
    await settle();
    expect(server.handled).toEqual([]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(server.handled).toEqual(["one", "two"]);
  });

  it("shows what failed, goes on with the next message, and retries", async () => {
    const { chat, server } = setUp();
    chat.open();
    await settle();
    server.refuse = (_, data) => (data["text"] === "one" ? { code: "failed", message: "Sorry.", retry_after: null } : null);
    chat.say("one");
    chat.say("two");
    await settle();
    expect(chat.state.turns[0]).toMatchObject({ delivery: "failed", refusal: { message: "Sorry." } });
    expect(server.handled).toEqual(["two"]);
    server.refuse = () => null;
    chat.retry(chat.state.turns[0]!.id);
    await settle();
    expect(server.handled).toEqual(["two", "one"]);
    expect(texts(chat)).toEqual(["two", "one"]);
  });

  it("gives the text of a message that is taken back", async () => {
    const { chat } = setUp();
    chat.say("too long");
    expect(chat.withdraw(chat.state.turns[0]!.id)).toBe("too long");
    expect(texts(chat)).toEqual([]);
  });

  it("looks for an answer that did not come", async () => {
    const { chat, server } = setUp();
    chat.open();
    await settle();
    server.mute = true;
    chat.say("hello");
    await settle();
    expect(unanswered(chat)).toEqual(["hello"]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(unanswered(chat)).toEqual([]);
  });

  it("says that an answer is missing if the server has none", async () => {
    const { chat, server } = setUp();
    chat.open();
    await settle();
    server.mute = true;
    server.after = () => server.conversations.forEach((turns) => turns.forEach((turn) => (turn.reply = null)));
    chat.say("hello");
    await vi.advanceTimersByTimeAsync(5000);
    expect(chat.state.turns[0]).toMatchObject({ delivery: "failed" });
  });

  it("takes a rating back that the server did not store", async () => {
    const { chat, server } = setUp();
    chat.open();
    await settle();
    chat.say("hello");
    await settle();
    const id = chat.state.turns[0]!.id;
    server.refuse = (event) => (event === "feedback" ? { code: "failed", message: "", retry_after: null } : null);
    const refused = chat.rate(id, "up");
    await settle();
    expect(await refused).toBe(false);
    expect(chat.state.turns[0]!.feedback).toBeNull();
    server.refuse = () => null;
    const done = chat.rate(id, "down", "too short");
    await settle();
    expect(await done).toBe(true);
    expect(chat.state.turns[0]!.feedback).toBe("down");
  });

  it("asks anew when the server says that it may", async () => {
    const { chat, server } = setUp();
    server.refuse = () => ({ code: "unauthorised", message: "Please sign in.", retry_after: null });
    chat.open();
    await settle();
    expect(chat.state).toMatchObject({ connection: "refused", refusal: { message: "Please sign in." } });
    server.refuse = () => null;
    chat.open();
    await settle();
    expect(chat.state.connection).toBe("ready");
  });
});

/** Mulberry32: the same numbers every time. */
function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
