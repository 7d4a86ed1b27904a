import { html, nothing, type TemplateResult } from "lit";
import { icons } from "../views/icons";
import type { Words } from "../words/en";
import { fill } from "../words/fill";
import { define, PlainElement } from "./element";

const MOST_ROWS = 5;
/** From this part of the limit on, the characters left are shown. */
const NEAR = 0.9;

/** The field and the button to send. A text that is too long is told, never cut. */
export class Composer extends PlainElement {
  static override properties = {
    words: { attribute: false },
    limit: { attribute: false },
    send: { attribute: false },
    draft: { state: true },
  };

  declare words: Words;
  /** Longest message in characters. */
  declare limit: number;
  declare send: (text: string) => void;
  declare draft: string;

  constructor() {
    super();
    this.draft = "";
  }

  /** Put a text into the field, to be changed. */
  fill(text: string): void {
    this.draft = text;
    this.focus();
  }

  override focus(): void {
    this.field?.focus();
  }

  protected override render(): TemplateResult {
    const { words } = this;
    const left = this.left();
    const near = left < this.limit * (1 - NEAR);
    return html`
      <form class="composer" part="composer" @submit=${this.submit}>
        <label class="unseen" for="limber-input">${words.input}</label>
        <textarea
          id="limber-input"
          part="input"
          rows="1"
          dir="auto"
          enterkeyhint="send"
          autocomplete="off"
          placeholder=${words.input_hint}
          aria-describedby="limber-count"
          aria-invalid=${left < 0 ? "true" : "false"}
          .value=${this.draft}
          @input=${this.changed}
          @keydown=${this.key}
        ></textarea>
        <button type="submit" class="send" part="send" aria-label=${words.send} ?disabled=${!this.sendable()}>${icons.send}</button>
        <p id="limber-count" class="counter ${left < 0 ? "over" : ""}">
          ${near ? fill(left < 0 ? words.characters_over : words.characters_left, { count: Math.abs(left) }) : nothing}
        </p>
        <p class="unseen" role="status">${left < 0 ? words.too_long : nothing}</p>
      </form>
    `;
  }

  protected override updated(): void {
    const field = this.field;
    if (!field) return;
    field.rows = 1;
    const line = parseFloat(getComputedStyle(field).lineHeight) || 24;
    field.rows = Math.min(Math.max(Math.floor((field.scrollHeight - 16) / line), 1), MOST_ROWS);
  }

  private get field(): HTMLTextAreaElement | null {
    return this.querySelector("textarea");
  }

  private left(): number {
    return this.limit - [...this.draft.trim()].length;
  }

  private sendable(): boolean {
    return this.draft.trim() !== "" && this.left() >= 0;
  }

  private changed(event: Event): void {
    this.draft = (event.target as HTMLTextAreaElement).value;
  }

  private key(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    this.submit(event);
  }

  private submit(event: Event): void {
    event.preventDefault();
    if (!this.sendable()) return;
    this.send(this.draft.trim());
    this.draft = "";
    this.focus();
  }
}

define("limber-composer", Composer);
