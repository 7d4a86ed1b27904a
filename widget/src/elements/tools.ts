import { html, nothing, type TemplateResult } from "lit";
import { copyToClipboard } from "../clipboard";
import { printAnswer } from "../print";
import type { Vote } from "../protocol";
import type { Turn } from "../state";
import { copyText } from "../text";
import { icons } from "../views/icons";
import type { Words } from "../words/en";
import { fill } from "../words/fill";
import { define, PlainElement } from "./element";

const SHOWN_MILLISECONDS = 2500;
const LONGEST_REASON = 500;

/** What can be done with an answer: rate it, copy it, print it. */
export class Tools extends PlainElement {
  static override properties = {
    words: { attribute: false },
    server: { attribute: false },
    turn: { attribute: false },
    rated: { attribute: false },
    kept: { attribute: false },
    rate: { attribute: false },
    announce: { attribute: false },
    asking: { state: true },
    note: { state: true },
    copied: { state: true },
  };

  declare words: Words;
  declare server: string;
  declare turn: Turn;
  /** Whether the answer can be rated. */
  declare rated: boolean;
  /** Whether it can be copied and printed. */
  declare kept: boolean;
  declare rate: (turn: string, vote: Vote, reason: string | null) => Promise<boolean>;
  declare announce: (text: string) => void;
  /** Whether the reason is asked for. */
  declare asking: boolean;
  declare note: string;
  declare copied: boolean;

  private reason = "";

  constructor() {
    super();
    this.asking = false;
    this.note = "";
    this.copied = false;
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.rated && !this.kept) return nothing;
    const { words, turn } = this;
    return html`
      <div class="tools" part="tools">
        ${this.rated
          ? html`${this.voteButton("up", words.helpful, turn.feedback)} ${this.voteButton("down", words.not_helpful, turn.feedback)}`
          : nothing}
        ${this.kept
          ? html`<button type="button" class="tool" title=${words.copy} aria-label=${words.copy} @click=${this.copy}>${this.copied ? icons.done : icons.copy}</button>
              <button type="button" class="tool" title=${words.print} aria-label=${words.print} @click=${this.print}>${icons.print}</button>`
          : nothing}
        ${this.note ? html`<span class="note">${this.note}</span>` : nothing}
      </div>
      ${this.asking ? this.reasonView() : nothing}
    `;
  }

  private voteButton(vote: Vote, label: string, given: Vote | null): TemplateResult {
    return html`<button type="button" class="tool" title=${label} aria-label=${label} aria-pressed=${given === vote ? "true" : "false"} @click=${() => this.give(vote)}>
      ${icons[vote]}
    </button>`;
  }

  private reasonView(): TemplateResult {
    const { words } = this;
    return html`<form class="reason" @submit=${this.sendReason}>
      <label for="reason-${this.turn.id}">${words.reason}</label>
      <textarea id="reason-${this.turn.id}" rows="2" maxlength=${LONGEST_REASON} .value=${this.reason}></textarea>
      <div class="practice-row">
        <button type="submit" class="secondary">${words.reason_send}</button>
        <button type="button" class="quiet" @click=${this.skip}>${words.reason_skip}</button>
      </div>
    </form>`;
  }

  private async give(vote: Vote): Promise<void> {
    const stored = await this.rate(this.turn.id, vote, null);
    this.asking = stored && vote === "down";
    this.say(stored ? this.words.thanks : this.words.rate_failed);
    await this.updateComplete;
    this.querySelector("textarea")?.focus();
  }

  private async sendReason(event: Event): Promise<void> {
    event.preventDefault();
    this.reason = this.querySelector("textarea")!.value.trim();
    this.skip();
    const stored = !this.reason || (await this.rate(this.turn.id, "down", this.reason));
    // What was typed is there again if it could not be stored.
    this.asking = !stored;
    this.say(stored ? this.words.thanks : this.words.rate_failed);
  }

  private skip(): void {
    this.asking = false;
    this.focusVote();
  }

  private focusVote(): void {
    this.querySelector<HTMLElement>("[aria-pressed=true]")?.focus();
  }

  private async copy(): Promise<void> {
    const { words, turn } = this;
    const text = copyText(turn.reply!, words.sources, words.not_medical);
    this.copied = await copyToClipboard(text, this);
    this.say(this.copied ? words.copied : words.copy_failed);
  }

  private print(): void {
    const { words, turn } = this;
    const reply = turn.reply!;
    const from = fill(words.printed_from, { title: words.title, date: new Date().toLocaleDateString() });
    const sources = reply.sources.length ? [`${words.sources}: ${reply.sources.join("; ")}`] : [];
    void printAnswer(turn.text, reply, this.server, [...sources, from]);
  }

  private say(note: string): void {
    this.note = note;
    this.announce(note);
    setTimeout(() => {
      this.note = "";
      this.copied = false;
    }, SHOWN_MILLISECONDS);
  }
}

define("limber-tools", Tools);
