import { html, nothing, svg, type TemplateResult } from "lit";
import { icons } from "./icons";
import type { Words } from "../words/en";

export interface HeaderActions {
  readonly toggleMenu: () => void;
  readonly restart: () => void;
  readonly forget: () => void;
  /** Null where the panel can't be closed. */
  readonly close: (() => void) | null;
}

const MARK = svg`<circle class="mark-ground" cx="20" cy="20" r="20"></circle><path d="M9 27c5 2 9-1 10-6s4-9 12-8"></path><circle class="mark-head" cx="27.5" cy="22" r="3"></circle>`;

/** Name, menu and the button to close. */
export function headerView(words: Words, connected: boolean, menu: boolean, actions: HeaderActions): TemplateResult {
  return html`
    <header class="header" part="header">
      <svg class="mark" viewBox="0 0 40 40" aria-hidden="true">${MARK}</svg>
      <div class="titles">
        <h2 id="limber-title" tabindex="-1">${words.title}</h2>
        <p>${connected ? words.subtitle : words.lost_short}</p>
      </div>
      <button
        type="button"
        class="tool more"
        part="menu-button"
        aria-label=${words.menu}
        title=${words.menu}
        aria-expanded=${menu ? "true" : "false"}
        aria-controls="limber-menu"
        @click=${actions.toggleMenu}
      >
        ${icons.more}
      </button>
      ${actions.close
        ? html`<button type="button" class="tool" part="close-button" aria-label=${words.close} title=${words.close} @click=${actions.close}>${icons.close}</button>`
        : nothing}
      <div id="limber-menu" class="menu" part="menu" ?hidden=${!menu}>
        <button type="button" @click=${actions.restart}>${words.restart}</button>
        <button type="button" @click=${actions.forget}>${words.forget}</button>
      </div>
    </header>
  `;
}
