import { html, type TemplateResult } from "lit";
import type { Card } from "../protocol";
import { icons } from "../views/icons";
import type { Words } from "../words/en";
import { fill } from "../words/fill";
import { define, PlainElement } from "./element";

/** Counts the repetitions of a move that is not held: the person's breath sets the pace. */
export class Counter extends PlainElement {
  static override properties = {
    card: { attribute: false },
    words: { attribute: false },
    count: { state: true },
  };

  declare card: Card;
  declare words: Words;
  declare count: number;

  constructor() {
    super();
    this.count = 0;
  }

  protected override render(): TemplateResult {
    const { words, card, count } = this;
    const [least, most] = card.repetitions ?? [1, 1];
    return html`
      <section class="practice" part="timer" aria-label=${fill(words.counter, { title: card.title })}>
        <p class="practice-title">${icons.timer}<span>${words.counter_short}</span></p>
        <p class="count" role="status">${this.text(least, most)}</p>
        <div class="practice-row">
          <button type="button" class="primary" ?disabled=${count >= most} @click=${() => (this.count += 1)}>${words.count_one}</button>
          <button type="button" class="secondary" ?disabled=${count === 0} @click=${() => (this.count = 0)}>${words.count_reset}</button>
        </div>
      </section>
    `;
  }

  private text(least: number, most: number): string {
    const { words, count } = this;
    if (count >= most) return fill(words.count_done, { count });
    if (count >= least) return fill(words.count_enough, { count, most });
    return fill(least === most ? words.count : words.count_range, { count, least, most });
  }
}

define("limber-counter", Counter);
