import { describe, expect, it } from "vitest";
import { copyText, replyText } from "../src/text";
import { readReply } from "../src/protocol";
import { en } from "../src/words/en";
import { fill } from "../src/words/fill";
import { wordsWith } from "../src/words/words";

describe("words", () => {
  it("of another language replace the English ones by name", () => {
    expect(wordsWith({ send: "Senden" })).toEqual({ ...en, send: "Senden" });
  });

  it.each([null, undefined, "text", { unknown: "x" }, { send: 5 }, { send: null }])("stay English for %j", (others) => {
    expect(wordsWith(others)).toEqual(en);
  });

  it("have their gaps filled once, whatever is filled in", () => {
    expect(fill("{a} and {b}", { a: "{b}", b: "x" })).toBe("{b} and x");
    expect(fill("{gone}", {})).toBe("{gone}");
  });
});

describe("an answer as text", () => {
  const reply = readReply({
    turn: "t",
    blocks: [
      { text: "How:", items: ["One", "Two"], numbered: true },
      { text: "", items: ["Careful"], numbered: false },
    ],
    sources: ["An article", "A guide"],
    contacts: [{ label: "Call 112", href: "tel:112" }],
  })!;

  it("has every word, steps with their numbers", () => {
    expect(replyText(reply)).toBe("How:\n1. One\n2. Two\n\n- Careful\n\nCall 112");
  });

  it("takes its sources and the notice to the clipboard", () => {
    expect(copyText(reply, "From", "No advice.")).toContain("From: An article; A guide\n\nNo advice.");
  });
});
