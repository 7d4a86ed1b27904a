import { html, type TemplateResult } from "lit";
import { safeHref } from "../links";
import type { Settings } from "../protocol";
import type { Words } from "../words/en";
import { fill } from "../words/fill";

/** The line that always stands there; the number can be tapped where there is just one. */
export function noticeView(words: Words, settings: Settings | null): TemplateResult {
  const number = settings?.emergencyNumber;
  const text = number ? fill(words.emergency, { number }) : words.emergency_unknown;
  const [only, ...others] = settings?.emergencyContacts ?? [];
  const href = only && !others.length ? safeHref(only.href) : null;
  return html`<p class="notice" part="notice">
    <bdi>${words.not_medical}</bdi> ${href ? html`<a href=${href}><bdi>${text}</bdi></a>` : html`<b><bdi>${text}</bdi></b>`}
  </p>`;
}
