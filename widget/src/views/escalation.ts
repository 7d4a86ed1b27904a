import { html, nothing, type TemplateResult } from "lit";
import { safeHref } from "../links";
import type { Contact, Reply } from "../protocol";
import type { Words } from "../words/en";
import { blocksView } from "./blocks";
import type { Context } from "./context";
import { icons } from "./icons";

const SELF_HARM = "self_harm";

/**
 * The reply that must not be overlooked: its own heading, colour and call buttons.
 *
 * @param newest whether it is the last thing said: only then it interrupts a screen reader.
 */
export function escalationView(reply: Reply, newest: boolean, { words }: Context): TemplateResult {
  const urgent = reply.tier === "emergency";
  // In danger the number comes first; in despair a kind word does.
  const comfort = reply.groups.includes(SELF_HARM);
  const said = blocksView(reply.blocks);
  const calls = reply.contacts.length ? html`<div class="contacts">${reply.contacts.map(contactView)}</div>` : nothing;
  return html`
    <section class="escalation ${urgent ? "emergency" : ""}" part="escalation" role=${newest ? "alert" : "group"} aria-label=${headingOf(reply, words)}>
      <h4>${icons.alert}<span>${headingOf(reply, words)}</span></h4>
      ${comfort ? [said, calls] : [calls, said]}
    </section>
  `;
}

function headingOf(reply: Reply, words: Words): string {
  if (reply.groups.includes(SELF_HARM)) return words.escalation_talk;
  if (reply.tier === "emergency") return words.escalation_emergency;
  return reply.tier === "urgent" ? words.escalation_urgent : words.escalation_see;
}

function contactView(contact: Contact): TemplateResult {
  const href = safeHref(contact.href);
  if (!href) return html`<p class="contact">${contact.label}</p>`;
  return html`<a class="call" part="call" href=${href}>${href.startsWith("tel:") ? icons.phone : nothing}<bdi>${contact.label}</bdi></a>`;
}
