/**
 * What server and widget say to each other, and how the widget reads it.
 *
 * Nothing that comes over the line is trusted: what has not the expected form becomes an empty
 * text, an empty list or null, so that one odd field never hides the words beside it.
 */

export const SESSION_ID = /^web-[0-9a-f]{32}$/;

export interface Button {
  readonly title: string;
  readonly payload: string;
}

export interface Block {
  readonly text: string;
  readonly items: readonly string[];
  readonly numbered: boolean;
}

/** From the lesser to the greater number; they may be the same. */
export type Range = readonly [low: number, high: number];

export interface Card {
  readonly id: string;
  readonly title: string;
  /** A path below the server's `/media/`. */
  readonly image: string | null;
  readonly alt: string;
  readonly targets: readonly string[];
  readonly kind: "static" | "dynamic";
  readonly holdSeconds: Range | null;
  readonly repeats: Range | null;
  readonly repetitions: Range | null;
  readonly perSide: boolean;
  readonly easier: readonly Button[];
  readonly harder: readonly Button[];
}

export interface Contact {
  readonly label: string;
  readonly href: string;
}

export interface Reply {
  /** Id of the message that it answers. */
  readonly turn: string;
  readonly kind: string;
  readonly tier: string | null;
  readonly groups: readonly string[];
  readonly contentIds: readonly string[];
  readonly sources: readonly string[];
  readonly precaution: boolean;
  readonly blocks: readonly Block[];
  readonly buttons: readonly Button[];
  readonly cards: readonly Card[];
  readonly contacts: readonly Contact[];
}

export type Vote = "up" | "down";

export interface PastTurn {
  readonly id: string;
  readonly text: string;
  readonly reply: Reply | null;
  readonly feedback: Vote | null;
}

export interface Settings {
  /** Longest message, in characters. */
  readonly maxLength: number;
  /** As it stands in a sentence; may be several numbers. */
  readonly emergencyNumber: string;
  readonly emergencyContacts: readonly Contact[];
  readonly welcome: { readonly text: string; readonly buttons: readonly Button[] };
}

export interface Session {
  readonly id: string;
  readonly history: readonly PastTurn[];
  readonly settings: Settings;
}

/** Why the server did not do what it was asked. */
export interface Refusal {
  readonly code: string;
  /** In words for the person; may be empty. */
  readonly message: string;
  /** Seconds after which it may be tried again. */
  readonly retryAfter: number | null;
}

export type Acknowledgement =
  | { readonly ok: true; readonly duplicate: boolean }
  | { readonly ok: false; readonly error: Refusal };

const DEFAULT_MAX_LENGTH = 2000;

/** Reads an acknowledgement; anything odd counts as a failure that may be tried again. */
export function readAcknowledgement(raw: unknown): Acknowledgement {
  const fields = record(raw);
  if (fields["ok"] === true) return { ok: true, duplicate: fields["duplicate"] === true };
  const error = record(fields["error"]);
  return {
    ok: false,
    error: {
      code: text(error["code"]) || "failed",
      message: text(error["message"]),
      retryAfter: positive(error["retry_after"]),
    },
  };
}

/** Reads `session_confirm`; null if it names no conversation. */
export function readSession(raw: unknown): Session | null {
  const fields = record(raw);
  const id = text(fields["session_id"]);
  if (!SESSION_ID.test(id)) return null;
  return { id, history: list(fields["history"], readPastTurn), settings: readSettings(fields["settings"]) };
}

/** Reads `reply`; null if it does not say what it answers or says nothing. */
export function readReply(raw: unknown): Reply | null {
  const fields = record(raw);
  const turn = text(fields["turn"]);
  const reply: Reply = {
    turn,
    kind: text(fields["kind"]) || "answer",
    tier: text(fields["tier"]) || null,
    groups: list(fields["groups"], word),
    contentIds: list(fields["content_ids"], word),
    sources: list(fields["sources"], word),
    precaution: fields["precaution"] === true,
    blocks: list(fields["blocks"], readBlock),
    buttons: list(fields["buttons"], readButton),
    cards: list(fields["cards"], readCard),
    contacts: list(fields["contacts"], readContact),
  };
  const says = reply.blocks.length + reply.buttons.length + reply.cards.length + reply.contacts.length > 0;
  return turn && says ? reply : null;
}

/** Reads `said`; null if it has no id. */
export function readSaid(raw: unknown): { id: string; text: string } | null {
  const fields = record(raw);
  const id = text(fields["id"]);
  return id ? { id, text: text(fields["text"]) } : null;
}

function readPastTurn(raw: unknown): PastTurn | null {
  const fields = record(raw);
  const id = text(fields["id"]);
  if (!id) return null;
  const reply = fields["reply"] ? readReply({ turn: id, ...record(fields["reply"]) }) : null;
  return { id, text: text(fields["text"]), reply, feedback: vote(fields["feedback"]) };
}

function readSettings(raw: unknown): Settings {
  const fields = record(raw);
  const welcome = record(fields["welcome"]);
  return {
    maxLength: positive(fields["max_length"]) ?? DEFAULT_MAX_LENGTH,
    emergencyNumber: text(fields["emergency_number"]),
    emergencyContacts: list(fields["emergency_contacts"], readContact),
    welcome: { text: text(welcome["text"]), buttons: list(welcome["buttons"], readButton) },
  };
}

function readBlock(raw: unknown): Block | null {
  const fields = record(raw);
  const block = {
    text: text(fields["text"]),
    items: list(fields["items"], word),
    numbered: fields["numbered"] === true,
  };
  return block.text || block.items.length ? block : null;
}

function readButton(raw: unknown): Button | null {
  const fields = record(raw);
  const title = text(fields["title"]);
  return title ? { title, payload: text(fields["payload"]) } : null;
}

function readCard(raw: unknown): Card | null {
  const fields = record(raw);
  const title = text(fields["title"]);
  if (!title) return null;
  return {
    id: text(fields["id"]),
    title,
    image: text(fields["image"]) || null,
    alt: text(fields["alt"]),
    targets: list(fields["targets"], word),
    kind: fields["kind"] === "dynamic" ? "dynamic" : "static",
    holdSeconds: range(fields["hold_seconds"]),
    repeats: range(fields["repeats"]),
    repetitions: range(fields["repetitions"]),
    perSide: fields["per_side"] === true,
    easier: list(fields["easier"], readButton),
    harder: list(fields["harder"], readButton),
  };
}

function readContact(raw: unknown): Contact | null {
  const fields = record(raw);
  const label = text(fields["label"]);
  return label ? { label, href: text(fields["href"]) } : null;
}

function record(raw: unknown): Record<string, unknown> {
  return typeof raw === "object" && raw !== null && !Array.isArray(raw) ? (raw as Record<string, unknown>) : {};
}

function text(raw: unknown): string {
  return typeof raw === "string" ? raw : "";
}

function word(raw: unknown): string | null {
  return text(raw) || null;
}

function positive(raw: unknown): number | null {
  return typeof raw === "number" && Number.isFinite(raw) && raw > 0 ? raw : null;
}

function vote(raw: unknown): Vote | null {
  return raw === "up" || raw === "down" ? raw : null;
}

function range(raw: unknown): Range | null {
  if (!Array.isArray(raw) || raw.length !== 2) return null;
  const [low, high] = [positive(raw[0]), positive(raw[1])];
  return low !== null && high !== null && low <= high ? [low, high] : null;
}

function list<T>(raw: unknown, read: (one: unknown) => T | null): readonly T[] {
  if (!Array.isArray(raw)) return [];
  return raw.map(read).filter((one): one is Awaited<T> & T => one !== null);
}
