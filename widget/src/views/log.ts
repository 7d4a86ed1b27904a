import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Button } from "../protocol";
import { isAnswering, quickReplies, type State } from "../state";
import type { Context } from "./context";
import { turnView, type TurnActions } from "./turn";

/** The conversation: opening line, turns, the sign that an answer is made, the choices. */
export function logView(state: State, context: Context, actions: TurnActions): TemplateResult {
  const { turns } = state;
  const last = turns[turns.length - 1];
  return html`
    ${openingView(state, context)}
    ${repeat(
      turns,
      (turn) => turn.id,
      (turn) => turnView(turn, turn === last, context, actions),
    )}
    ${isAnswering(state) ? answeringView(context) : nothing} ${choicesView(quickReplies(state), context)}
  `;
}

function openingView({ settings, connection }: State, { words }: Context): TemplateResult | typeof nothing {
  if (!settings) return connection === "refused" ? nothing : html`<p class="loading">${words.loading}</p>`;
  if (!settings.welcome.text) return nothing;
  return html`<div class="turn">
    <h3 class="unseen">${words.bot}</h3>
    <div class="theirs"><div class="bubble" part="message message-bot"><p dir="auto">${settings.welcome.text}</p></div></div>
  </div>`;
}

function answeringView({ words }: Context): TemplateResult {
  return html`<p class="answering">
    <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span><span>${words.answering}</span>
  </p>`;
}

function choicesView(choices: readonly Button[], { words, press }: Context): TemplateResult | typeof nothing {
  if (!choices.length) return nothing;
  return html`<div class="replies" part="replies" role="group" aria-label=${words.replies}>
    ${choices.map(
      (button) => html`<button type="button" class="chip" part="chip" @click=${() => press(button)}><bdi>${button.title}</bdi></button>`,
    )}
  </div>`;
}
