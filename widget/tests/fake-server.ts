/**
 * A server at the edge of the tests: keeps conversations, recognises repeats, and breaks when told.
 *
 * It stands for `limber.channels.web` and a line; the browser tests use the real ones.
 */

import type { Shelf } from "../src/memory";
import type { Wire } from "../src/wire";

interface Stored {
  id: string;
  text: string;
  reply: object | null;
  feedback: string | null;
}

type Listener = (data: unknown) => void;

export const SETTINGS = {
  max_length: 2000,
  emergency_number: "112",
  welcome: { text: "Hello.", buttons: [{ title: "Find a stretch", payload: "/find_stretch" }] },
};

export class FakeServer {
  readonly conversations = new Map<string, Stored[]>();
  readonly handled: string[] = [];
  readonly lines = new Set<FakeWire>();
  /** Called before an event is handled; may break lines. */
  before: (event: string, data: Record<string, unknown>) => void = () => undefined;
  /** Called after it was handled and before the acknowledgement. */
  after: (event: string, data: Record<string, unknown>) => void = () => undefined;
  /** What to answer in place of handling. */
  refuse: (event: string, data: Record<string, unknown>) => object | null = () => null;
  /** Turns whose reply is stored but not emitted. */
  mute = false;
  private count = 0;

  line(): FakeWire {
    return new FakeWire(this);
  }

  handle(wire: FakeWire, event: string, data: Record<string, unknown>): object {
    const refused = this.refuse(event, data);
    if (refused) return { ok: false, error: refused };
    if (event === "session_request") return this.join(wire, data);
    const turns = this.conversations.get(wire.session);
    if (!turns) return { ok: false, error: { code: "unknown_session", message: "", retry_after: null } };
    const room = [...this.lines].filter((line) => line.session === wire.session);
    if (event === "user_uttered") return this.turn(wire, room, turns, data);
    if (event === "feedback") {
      for (const turn of turns) if (turn.id === data["turn"]) turn.feedback = String(data["value"]);
    } else if (event === "restart") {
      turns.length = 0;
      for (const line of room) line.tell("restarted", {});
    } else if (event === "forget") {
      this.conversations.delete(wire.session);
      for (const line of room) line.tell("forgotten", {});
    }
    return { ok: true };
  }

  private join(wire: FakeWire, data: Record<string, unknown>): object {
    const id = String(data["session_id"] ?? `web-${(++this.count).toString(16).padStart(32, "0")}`);
    if (!this.conversations.has(id)) this.conversations.set(id, []);
    wire.session = id;
    const history = structuredClone(this.conversations.get(id));
    wire.tell("session_confirm", { session_id: id, history, settings: SETTINGS });
    return { ok: true };
  }

  private turn(wire: FakeWire, room: FakeWire[], turns: Stored[], data: Record<string, unknown>): object {
    const { id, text } = data as { id: string; text: string };
    const known = turns.find((turn) => turn.id === id);
    if (known) {
      wire.tell("reply", known.reply);
      return { ok: true, duplicate: true };
    }
    for (const line of room) if (line !== wire) line.tell("said", { id, text });
    const reply = { turn: id, kind: "answer", blocks: [{ text: `About ${text}`, items: [], numbered: false }] };
    turns.push({ id, text, reply, feedback: null });
    this.handled.push(text);
    if (!this.mute) for (const line of room) line.tell("reply", reply);
    return { ok: true, duplicate: false };
  }
}

/** One browser's line: every packet takes a microtask, and those of a broken line are lost. */
export class FakeWire implements Wire {
  connected = false;
  session = "";
  private generation = 0;
  private readonly listeners = new Map<string, Listener[]>();
  private readonly pending = new Set<Listener>();

  constructor(private readonly server: FakeServer) {}

  on(event: string, listener: Listener): void {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
  }

  send(event: string, data: object, answered: Listener): void {
    const fields = structuredClone(data) as Record<string, unknown>;
    const generation = this.generation;
    this.pending.add(answered);
    queueMicrotask(() => {
      if (generation !== this.generation) return;
      this.server.before(event, fields);
      if (generation !== this.generation) return;
      const acknowledgement = this.server.handle(this, event, fields);
      this.server.after(event, fields);
      queueMicrotask(() => {
        if (generation === this.generation && this.pending.delete(answered)) answered(acknowledgement);
      });
    });
  }

  open(): void {
    if (this.connected) return;
    this.connected = true;
    this.session = "";
    this.server.lines.add(this);
    this.generation += 1;
    this.hear("connect", undefined);
  }

  close(): void {
    this.cut();
  }

  /** Break the line: what is under way in either direction is lost. */
  cut(): void {
    if (!this.connected) return;
    this.connected = false;
    this.generation += 1;
    this.server.lines.delete(this);
    this.hear("disconnect", undefined);
    const waiting = [...this.pending];
    this.pending.clear();
    for (const answered of waiting) answered(null);
  }

  tell(event: string, data: unknown): void {
    const generation = this.generation;
    queueMicrotask(() => void (generation === this.generation && this.hear(event, data)));
  }

  private hear(event: string, data: unknown): void {
    for (const listener of this.listeners.get(event) ?? []) listener(data);
  }
}

/** A browser's storage; tabs of one browser share it. */
export function shelf(): Shelf {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}
