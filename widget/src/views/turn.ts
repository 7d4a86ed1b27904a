import { html, nothing, type TemplateResult } from "lit";
import type { Reply } from "../protocol";
import type { Turn } from "../state";
import type { Tools } from "../elements/tools";
import { blocksView } from "./blocks";
import { cardView } from "./card";
import type { Context } from "./context";
import { escalationView } from "./escalation";
import { icons } from "./icons";
import "../elements/tools";

export interface TurnActions {
  readonly retry: (turn: Turn) => void;
  readonly edit: (turn: Turn) => void;
  readonly rate: Tools["rate"];
}

/** Kinds that ask for a rating or say nothing worth one. */
const UNRATED = new Set(["escalation", "safety_check"]);
/** Kinds that somebody may want on paper. */
const KEPT = new Set(["answer", "steps", "list", "routine", "escalation"]);

/** What was said and what was answered. */
export function turnView(turn: Turn, newest: boolean, context: Context, actions: TurnActions): TemplateResult {
  const { words } = context;
  return html`
    <article class="turn" data-turn=${turn.id}>
      <h3 class="unseen">${words.you}</h3>
      <div class="mine ${turn.delivery}">
        <p class="bubble" part="message message-user" dir="auto">${turn.text}</p>
        ${deliveryView(turn, context, actions)}
      </div>
      ${turn.reply
        ? html`<h3 class="unseen">${words.bot}</h3>
            <div class="theirs">
              ${replyView(turn.reply, newest, context)}
              <limber-tools
                .words=${words}
                .server=${context.server}
                .turn=${turn}
                .rated=${!UNRATED.has(turn.reply.kind)}
                .kept=${KEPT.has(turn.reply.kind)}
                .rate=${actions.rate}
                .announce=${context.announce}
              ></limber-tools>
            </div>`
        : nothing}
    </article>
  `;
}

function replyView(reply: Reply, newest: boolean, context: Context): TemplateResult {
  if (reply.kind === "escalation") return escalationView(reply, newest, context);
  const [only, ...others] = reply.cards;
  if (only && !others.length) {
    return html`${cardView(only, reply.blocks, context)}${sourcesView(reply, context)}`;
  }
  return html`
    <div class="bubble ${reply.kind} ${reply.precaution ? "precaution" : ""}" part="message message-bot">
      ${labelView(reply, context)} ${blocksView(reply.blocks)}
    </div>
    ${reply.cards.map((card) => cardView(card, [], context))} ${sourcesView(reply, context)}
  `;
}

function labelView(reply: Reply, { words }: Context): TemplateResult | typeof nothing {
  const label = reply.kind === "safety_check" ? words.safety_check : reply.precaution ? words.precaution : "";
  return label ? html`<p class="label">${icons.ask}<span>${label}</span></p>` : nothing;
}

function sourcesView(reply: Reply, { words }: Context): TemplateResult | typeof nothing {
  if (!reply.sources.length) return nothing;
  return html`<details class="sources" part="sources">
    <summary>${words.sources}</summary>
    <ul dir="auto">${reply.sources.map((source) => html`<li>${source}</li>`)}</ul>
  </details>`;
}

function deliveryView(turn: Turn, { words }: Context, actions: TurnActions): TemplateResult | typeof nothing {
  if (turn.delivery === "queued") return html`<p class="delivery" dir="auto">${turn.refusal?.message || words.queued}</p>`;
  if (turn.delivery !== "failed") return nothing;
  return html`
    <div class="delivery trouble" role="alert">
      ${turn.reply ? nothing : html`<p><bdi>${turn.refusal?.message || words.failed}</bdi></p>`}
      <button type="button" class="small" @click=${() => actions.retry(turn)}>${words.retry}</button>
      <button type="button" class="small" @click=${() => actions.edit(turn)}>${words.edit}</button>
    </div>
  `;
}
