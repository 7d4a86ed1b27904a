import { describe, expect, it } from "vitest";
import { readAcknowledgement, readReply, readSaid, readSession } from "../src/protocol";

const ID = "web-0123456789abcdef0123456789abcdef";
const BLOCK = { text: "Hold it.", items: [], numbered: false };

describe("a reply", () => {
  it("is read whole", () => {
    const reply = readReply({
      turn: "t1",
      kind: "steps",
      tier: null,
      groups: [],
      content_ids: ["pigeon"],
      sources: ["An article, 6"],
      precaution: true,
      blocks: [{ text: "How:", items: ["One", "Two"], numbered: true }],
      buttons: [{ title: "Easier", payload: "/ask_easier" }],
      cards: [
        {
          id: "pigeon",
          title: "Pigeon pose",
          image: "/media/pigeon.svg",
          alt: "A person",
          targets: ["Piriformis"],
          kind: "static",
          hold_seconds: [20, 30],
          repeats: [2, 3],
          repetitions: null,
          per_side: true,
          easier: [],
          harder: [],
        },
      ],
      contacts: [{ label: "Call 112", href: "tel:112", number: "112" }],
    });
    expect(reply).toMatchObject({
      turn: "t1",
      kind: "steps",
      precaution: true,
      contentIds: ["pigeon"],
      blocks: [{ items: ["One", "Two"], numbered: true }],
      cards: [{ holdSeconds: [20, 30], repeats: [2, 3], repetitions: null, perSide: true }],
      contacts: [{ label: "Call 112", href: "tel:112" }],
    });
  });

  it.each([
    ["numbers in place of texts", { blocks: [BLOCK, { text: 5 }], buttons: [{ title: {} }], sources: [null, "One"] }],
    ["texts in place of lists", { blocks: [BLOCK], buttons: "none", cards: "none", contacts: 7, sources: ["One"] }],
  ])("keeps its words beside %s", (_, odd) => {
    expect(readReply({ turn: "t", ...odd })).toMatchObject({ blocks: [BLOCK], buttons: [], cards: [], sources: ["One"] });
  });

  it.each([null, "text", [], {}, { turn: "t" }, { blocks: [BLOCK] }, { turn: "t", blocks: [{}] }])("is none: %j", (raw) => {
    expect(readReply(raw)).toBeNull();
  });

  it.each([[[30, 20]], [[20]], ["20-30"], [[0, 5]], [[1, Infinity]], [["20", "30"]]])("has no hold of %j", (hold_seconds) => {
    const reply = readReply({ turn: "t", blocks: [BLOCK], cards: [{ title: "Pigeon", hold_seconds }] });
    expect(reply!.cards[0]!.holdSeconds).toBeNull();
  });
});

describe("a session", () => {
  it("has its history and settings", () => {
    const session = readSession({
      session_id: ID,
      history: [
        { id: "t1", text: "hello", reply: { kind: "answer", blocks: [BLOCK] }, feedback: "up" },
        { id: "t2", text: "lost", reply: null, feedback: "sideways" },
        { text: "no id" },
      ],
      settings: { max_length: 500, emergency_number: "112" },
    });
    expect(session).toMatchObject({
      id: ID,
      history: [
        { id: "t1", text: "hello", reply: { turn: "t1" }, feedback: "up" },
        { id: "t2", text: "lost", reply: null, feedback: null },
      ],
      settings: { maxLength: 500, emergencyNumber: "112", welcome: { text: "", buttons: [] } },
    });
    expect(session!.history).toHaveLength(2);
  });

  it.each([null, {}, { session_id: "web-1" }, { session_id: `${ID}x` }, { session_id: "anna" }])("is none without a proper id: %j", (raw) => {
    expect(readSession(raw)).toBeNull();
  });
});

describe("an acknowledgement", () => {
  it("says what went wrong", () => {
    expect(readAcknowledgement({ ok: false, error: { code: "too_many", message: "Slowly.", retry_after: 3 } })).toEqual({
      ok: false,
      error: { code: "too_many", message: "Slowly.", retryAfter: 3 },
    });
  });

  it.each([undefined, null, "ok", {}, { ok: "true" }])("is a failure if it is odd: %j", (raw) => {
    expect(readAcknowledgement(raw)).toEqual({ ok: false, error: { code: "failed", message: "", retryAfter: null } });
  });
});

it("reads what another tab said", () => {
  expect(readSaid({ id: "t", text: "hello" })).toEqual({ id: "t", text: "hello" });
  expect(readSaid({ text: "hello" })).toBeNull();
});
