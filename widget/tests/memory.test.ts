import { expect, it } from "vitest";
import { Memory, siteShelf } from "../src/memory";
import { shelf } from "./fake-server";

const ID = "web-0123456789abcdef0123456789abcdef";

it("keeps the id and the open flag, and nothing else", () => {
  const kept: Record<string, string> = {};
  const memory = new Memory({
    getItem: (key) => kept[key] ?? null,
    setItem: (key, value) => void (kept[key] = value),
    removeItem: (key) => void delete kept[key],
  });
  memory.conversation = ID;
  memory.open = true;
  expect(kept).toEqual({ "limber-chat.conversation": ID, "limber-chat.open": "1" });
  memory.conversation = null;
  memory.open = false;
  expect(kept).toEqual({});
});

it("does not trust what it finds", () => {
  const found = shelf();
  found.setItem("limber-chat.conversation", "<img src=x>");
  expect(new Memory(found).conversation).toBeNull();
});

it("lasts as long as the page where there is no storage", () => {
  const memory = new Memory(siteShelf());
  memory.conversation = ID;
  expect(memory.conversation).toBe(ID);
});
