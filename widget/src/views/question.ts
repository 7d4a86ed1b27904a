import { html, type TemplateResult } from "lit";
import type { Words } from "../words/en";

/** What is asked before it is done. */
export type Question = "restart" | "forget";

/** Asks whether to start over or to delete, inside the panel. */
export function questionView(
  words: Words,
  question: Question,
  connected: boolean,
  trouble: string,
  cancel: () => void,
  confirm: () => void,
): TemplateResult {
  const restart = question === "restart";
  return html`
    <div class="veil">
      <div class="question" part="question" role="alertdialog" aria-modal="true" aria-labelledby="limber-question" aria-describedby="limber-question-text">
        <h2 id="limber-question">${restart ? words.restart_ask : words.forget_ask}</h2>
        <p id="limber-question-text">${restart ? words.restart_text : words.forget_text}</p>
        <p class="trouble" role="alert">${connected ? trouble : words.needs_connection}</p>
        <div class="practice-row">
          <button type="button" class="secondary cancel" @click=${cancel}>${words.cancel}</button>
          <button type="button" class=${restart ? "primary" : "danger"} ?disabled=${!connected} @click=${confirm}>
            ${restart ? words.restart : words.forget}
          </button>
        </div>
      </div>
    </div>
  `;
}
