/**
 * Keeps one conversation true over a line that comes and goes.
 *
 * Messages wait in the state's queue until the server has confirmed the conversation, and go out
 * one at a time. One that was not acknowledged is sent again under the same id, which the server
 * recognises. What the server says is merged into the state by id.
 */

import { newId } from "./identity";
import type { Memory } from "./memory";
import {
  readAcknowledgement,
  readReply,
  readSaid,
  readSession,
  type Acknowledgement,
  type Button,
  type Refusal,
  type Vote,
} from "./protocol";
import { INITIAL, nextToSend, reduce, turnOf, type Change, type State, type Turn } from "./state";
import type { Wire } from "./wire";

/** How long an acknowledged message or another tab's may lack its answer before it is asked for. */
const MISSING_MILLISECONDS = 1500;
const AWAITED_MILLISECONDS = 60_000;
const NO_WORDS: Refusal = { code: "failed", message: "", retryAfter: null };

export class Conversation {
  private current: State = INITIAL;
  private readonly listeners = new Set<(state: State, before: State) => void>();
  /** Messages whose missing answer was already asked for. */
  private readonly askedFor = new Set<string>();
  private held = false;
  private requesting = false;

  /**
   * @param wire the line, not yet open.
   * @param memory where the conversation's id is kept.
   * @param token gives the page's signed token, if the server wants one.
   */
  constructor(
    private readonly wire: Wire,
    private readonly memory: Memory,
    private readonly token: () => string | null = () => null,
  ) {
    wire.on("connect", () => this.request());
    wire.on("disconnect", () => this.lost());
    wire.on("connect_error", () => this.lost());
    wire.on("session_confirm", (data) => this.confirm(data));
    wire.on("said", (data) => this.hear(data));
    wire.on("reply", (data) => this.take(data));
    wire.on("restarted", () => this.change({ type: "restarted" }));
    wire.on("forgotten", () => this.forgotten());
  }

  get state(): State {
    return this.current;
  }

  /** Be told of every change; the function that is returned ends it. */
  subscribe(listener: (state: State, before: State) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Open the line, or try at once if it is down. */
  open(): void {
    if (this.current.connection === "refused") this.change({ type: "connecting" });
    if (!this.wire.connected) this.wire.open();
    else if (this.current.connection !== "ready") this.request();
  }

  close(): void {
    this.wire.close();
  }

  /** Say something. */
  say(text: string, payload: string | null = null): void {
    this.change({ type: "typed", id: newId(), text, payload });
    this.pump();
  }

  /** Use a button. */
  press(button: Button): void {
    this.say(button.title, button.payload || null);
  }

  /** Send a message that failed again. The server knows by its id whether it was stored after all. */
  retry(id: string): void {
    this.askedFor.delete(id);
    this.change({ type: "retried", id });
    this.pump();
  }

  /** Take a message back that was not sent; gives its text. */
  withdraw(id: string): string {
    const text = turnOf(this.current, id)?.text ?? "";
    this.change({ type: "withdrawn", id });
    return text;
  }

  /** Rate an answer. Gives whether the server has stored it. */
  async rate(id: string, vote: Vote, reason: string | null = null): Promise<boolean> {
    const before = turnOf(this.current, id)?.feedback ?? null;
    this.change({ type: "rated", id, vote });
    const stored = (await this.ask("feedback", { turn: id, value: vote, reason })).ok;
    if (!stored) this.change({ type: "rated", id, vote: before });
    return stored;
  }

  /** Start over. Gives whether the server did. */
  async restart(): Promise<boolean> {
    const { ok } = await this.ask("restart", {});
    if (ok) this.change({ type: "restarted" });
    return ok;
  }

  /** Delete the conversation on the server and here. Gives whether the server did. */
  async forget(): Promise<boolean> {
    const { ok } = await this.ask("forget", {});
    if (ok) this.startAnew();
    return ok;
  }

  /** Another tab of this site has another conversation: follow it, unless something was said here. */
  follow(): void {
    const id = this.memory.conversation;
    if (id && id !== this.current.sessionId && this.current.turns.length === 0) this.request();
  }

  private change(change: Change): void {
    const before = this.current;
    this.current = reduce(before, change);
    for (const listener of this.listeners) listener(this.current, before);
  }

  private request(): void {
    if (!this.wire.connected || this.requesting) return;
    this.requesting = true;
    const token = this.token();
    const data = { session_id: this.memory.conversation, ...(token ? { token } : {}) };
    this.wire.send("session_request", data, (raw) => {
      this.requesting = false;
      if (raw === null) return this.reopen();
      const answer = readAcknowledgement(raw);
      if (!answer.ok) this.turnedAway(answer.error);
    });
  }

  private lost(): void {
    this.requesting = false;
    this.change({ type: "lost" });
  }

  /** A line that does not answer is dead, even if nobody has noticed. */
  private reopen(): void {
    if (!this.wire.connected) return;
    this.wire.close();
    this.wire.open();
  }

  private turnedAway(refusal: Refusal): void {
    this.change({ type: "turned_away", refusal });
    if (refusal.retryAfter !== null) setTimeout(() => this.open(), refusal.retryAfter * 1000);
  }

  private confirm(data: unknown): void {
    const session = readSession(data);
    if (!session) return;
    this.memory.conversation = session.id;
    this.change({ type: "confirmed", session });
    this.pump();
  }

  private pump(): void {
    if (this.held || !this.wire.connected) return;
    const next = nextToSend(this.current);
    if (!next) return;
    this.change({ type: "sending", id: next.id });
    const data = { id: next.id, text: next.text, ...(next.payload ? { payload: next.payload } : {}) };
    this.wire.send("user_uttered", data, (raw) => this.sent(next, raw));
  }

  private sent(turn: Turn, raw: unknown): void {
    // Under the same id it does no harm to send it again on the next line.
    if (raw === null) return this.reopen();
    const answer = readAcknowledgement(raw);
    if (answer.ok) {
      this.change({ type: "acknowledged", id: turn.id });
      this.expectReply(turn.id, MISSING_MILLISECONDS);
    } else if (answer.error.code === "unknown_session") {
      this.change({ type: "requeued", id: turn.id, refusal: NO_WORDS });
      return this.request();
    } else if (answer.error.retryAfter !== null) {
      return this.again(turn.id, answer.error, answer.error.retryAfter);
    } else {
      this.change({ type: "refused", id: turn.id, refusal: answer.error });
    }
    this.pump();
  }

  /** Send the queue again after a while; until then nothing overtakes the message. */
  private again(id: string, refusal: Refusal, seconds: number): void {
    this.change({ type: "requeued", id, refusal });
    this.held = true;
    setTimeout(() => {
      this.held = false;
      this.pump();
    }, seconds * 1000);
  }

  private hear(data: unknown): void {
    const message = readSaid(data);
    if (!message) return;
    this.change({ type: "said", ...message });
    this.expectReply(message.id, AWAITED_MILLISECONDS);
  }

  private take(data: unknown): void {
    const reply = readReply(data);
    if (!reply) return;
    if (turnOf(this.current, reply.turn)) this.change({ type: "replied", reply });
    else this.request();
  }

  /** Nothing may stay silent: a missing answer is looked for in the history once, then said to be missing. */
  private expectReply(id: string, milliseconds: number): void {
    setTimeout(() => {
      const turn = turnOf(this.current, id);
      if (!turn || turn.reply || turn.delivery !== "sent" || this.current.connection !== "ready") return;
      if (this.askedFor.has(id)) return this.change({ type: "refused", id, refusal: NO_WORDS });
      this.askedFor.add(id);
      this.change({ type: "given_up", id });
      this.request();
      this.expectReply(id, MISSING_MILLISECONDS);
    }, milliseconds);
  }

  private forgotten(): void {
    this.change({ type: "forgotten" });
    // The tab that asked for it starts anew once it knows the answer; the others follow it.
    setTimeout(() => void (this.current.connection === "ready" || this.request()), MISSING_MILLISECONDS);
  }

  private startAnew(): void {
    this.memory.conversation = null;
    this.change({ type: "forgotten" });
    this.request();
  }

  private ask(event: string, data: object): Promise<Acknowledgement> {
    if (this.current.connection !== "ready") return Promise.resolve({ ok: false, error: NO_WORDS });
    return new Promise((resolve) => {
      this.wire.send(event, data, (raw) => resolve(readAcknowledgement(raw)));
    });
  }
}
