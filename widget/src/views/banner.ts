import { html, nothing, type TemplateResult } from "lit";
import type { State } from "../state";
import type { Words } from "../words/en";

/**
 * What is said about the line, if there is anything to say.
 *
 * @param long whether the line has been missing long enough to be worth a word.
 */
export function bannerView(words: Words, state: State, long: boolean, tryNow: () => void): TemplateResult {
  const text = bannerText(words, state, long);
  return html`
    <div role="status">
      ${text
        ? html`<div class="banner" part="banner">
            <p dir="auto">${text}</p>
            ${state.connection === "connecting"
              ? nothing
              : html`<button type="button" class="small" @click=${tryNow}>${words.try_now}</button>`}
          </div>`
        : nothing}
    </div>
  `;
}

function bannerText(words: Words, { connection, refusal }: State, long: boolean): string {
  if (connection === "refused") return refusal?.message || words.refused;
  if (connection === "ready" || !long) return "";
  return connection === "lost" ? words.lost : words.connecting;
}
