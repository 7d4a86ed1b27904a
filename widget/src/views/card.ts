import { html, nothing, type TemplateResult } from "lit";
import { plansOf } from "../hold";
import { pictureAddress } from "../links";
import type { Block, Button, Card, Range } from "../protocol";
import { fill } from "../words/fill";
import { blocksView } from "./blocks";
import type { Context } from "./context";
import "../elements/counter";
import "../elements/timer";

/**
 * A stretch: picture, what it works on, how long, how it is done, a timer, easier and harder ones.
 *
 * @param blocks the words that belong to this card alone.
 */
export function cardView(card: Card, blocks: readonly Block[], context: Context): TemplateResult {
  const { words } = context;
  return html`
    <section class="card" part="card" aria-label=${card.title}>
      ${pictureView(card, context)}
      <div class="card-body">
        <h4 class="card-title"><bdi>${card.title}</bdi></h4>
        <dl class="facts">${factsView(card, context)}</dl>
        ${blocksView(blocks)}
      </div>
      ${practiceView(card, context)}
      ${otherWays(words.easier, card.easier, context)} ${otherWays(words.harder, card.harder, context)}
    </section>
  `;
}

function pictureView(card: Card, { server, words }: Context): TemplateResult | typeof nothing {
  const address = card.image && pictureAddress(card.image, server);
  if (!address) return nothing;
  return html`<figure class="picture" part="picture">
    <img src=${address} alt=${card.alt} decoding="async" @error=${replaceByWords(fill(words.no_picture, { alt: card.alt }))} />
  </figure>`;
}

/** A picture that can't be had is said in words. */
function replaceByWords(text: string): (event: Event) => void {
  return ({ target }) => {
    const image = target as HTMLImageElement;
    const words = document.createElement("figcaption");
    words.textContent = text;
    image.hidden = true;
    if (!image.nextElementSibling) image.after(words);
  };
}

function factsView(card: Card, { words }: Context): TemplateResult {
  const [times, repetitions] = card.perSide
    ? [words.repeats_each_side, words.repetitions_each_side]
    : [words.repeats_value, words.repetitions_value];
  const filled = (phrase: string, range: Range) => fill(phrase, { range: rangeText(range) });
  return html`
    ${fact(words.targets, card.targets.join(", "))}
    ${card.holdSeconds ? fact(words.hold, filled(words.hold_value, card.holdSeconds)) : nothing}
    ${card.repeats ? fact(words.repeats, filled(times, card.repeats)) : nothing}
    ${card.repetitions ? fact(words.repetitions, filled(repetitions, card.repetitions)) : nothing}
  `;
}

function fact(name: string, value: string): TemplateResult | typeof nothing {
  return value ? html`<div><dt>${name}</dt><dd><bdi>${value}</bdi></dd></div>` : nothing;
}

function rangeText([low, high]: Range): string {
  return low === high ? String(low) : `${low}–${high}`;
}

function practiceView(card: Card, { words }: Context): TemplateResult | typeof nothing {
  if (plansOf(card).length) return html`<limber-timer .card=${card} .words=${words}></limber-timer>`;
  if (card.repetitions) return html`<limber-counter .card=${card} .words=${words}></limber-counter>`;
  return nothing;
}

function otherWays(label: string, buttons: readonly Button[], { press }: Context): TemplateResult | typeof nothing {
  if (!buttons.length) return nothing;
  return html`<div class="other-ways" role="group" aria-label=${label}>
    <span class="other-label" aria-hidden="true">${label}</span>
    ${buttons.map(
      (button) =>
        html`<button type="button" class="chip" part="chip" aria-label="${label}: ${button.title}" @click=${() => press(button)}>
          <bdi>${button.title}</bdi>
        </button>`,
    )}
  </div>`;
}
