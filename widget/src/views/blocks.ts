import { html, nothing, type TemplateResult } from "lit";
import type { Block } from "../protocol";

/** Paragraphs and lists: steps as an ordered list. */
export function blocksView(blocks: readonly Block[]): TemplateResult {
  return html`${blocks.map(blockView)}`;
}

function blockView(block: Block): TemplateResult {
  const items = block.items.map((item) => html`<li>${item}</li>`);
  const list = block.numbered ? html`<ol class="steps" part="steps" dir="auto">${items}</ol>` : html`<ul dir="auto">${items}</ul>`;
  return html`${block.text ? html`<p dir="auto">${block.text}</p>` : nothing}${items.length ? list : nothing}`;
}
