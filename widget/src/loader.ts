/**
 * `<limber-chat>`: the element that stands in the page, and the launcher.
 *
 * Small, and idle until the page is: the panel's code is fetched when somebody is about to use it.
 */

import type { Host, Mode, PanelHandle } from "./host";
import { launcherStyles } from "./launcher-styles";
import { Memory, siteShelf } from "./memory";
import { wordsWith } from "./words/words";

/** An idle page may never report it. */
const IDLE_MILLISECONDS = 3000;
const SCRIPT = new URL(import.meta.url);

export class LimberChat extends HTMLElement {
  static readonly observedAttributes = ["token"];

  private readonly shadow = this.attachShadow({ mode: "open" });
  private readonly memory = new Memory(siteShelf());
  private launcher: HTMLButtonElement | null = null;
  private panel: Promise<PanelHandle> | null = null;
  private ready: PanelHandle | null = null;
  private visible = false;
  private givenWords: unknown = null;
  private givenToken: string | null = null;

  /** Phrases in place of the English ones, by name. */
  set words(words: unknown) {
    this.givenWords = words;
    this.label();
    this.ready?.refresh();
  }

  /** A signed token, if the server wants one. */
  set token(token: string | null) {
    this.givenToken = token;
    this.ready?.refresh();
  }

  get mode(): Mode {
    return this.getAttribute("mode") === "inline" ? "inline" : "popup";
  }

  /** Base address of the server: the attribute's, or where the script came from. */
  get server(): string {
    const url = new URL(this.getAttribute("server") || ".", this.hasAttribute("server") ? document.baseURI : SCRIPT);
    return (url.origin + url.pathname).replace(/\/+$/, "");
  }

  connectedCallback(): void {
    whenIdle(() => void (this.isConnected && this.start()));
  }

  disconnectedCallback(): void {
    this.ready?.remove();
    this.panel = this.ready = null;
  }

  attributeChangedCallback(): void {
    this.token = this.getAttribute("token");
  }

  /** Open the panel. */
  show(): void {
    // A page may ask before it is idle, and so before there is a launcher to hide.
    this.start();
    void this.open(true);
  }

  /** Close the panel; the focus goes to the launcher if it was inside. */
  hide(): void {
    this.ready?.hide();
  }

  private start(): void {
    if (!this.shadow.adoptedStyleSheets.length) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(launcherStyles);
      this.shadow.adoptedStyleSheets = [sheet];
    }
    if (this.mode === "inline") return void this.open(false);
    if (!this.launcher) this.shadow.append((this.launcher = this.makeLauncher()));
    if (this.memory.open || this.visible) void this.open(false);
  }

  private makeLauncher(): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "launcher";
    button.setAttribute("part", "launcher");
    button.setAttribute("aria-haspopup", "dialog");
    button.append(speechBubble(), document.createElement("span"));
    button.addEventListener("click", () => this.show());
    for (const sign of ["pointerenter", "focus"]) {
      button.addEventListener(sign, () => void this.load().catch(() => undefined), { once: true });
    }
    queueMicrotask(() => this.label());
    return button;
  }

  private label(trouble = false): void {
    if (!this.launcher) return;
    const words = wordsWith(this.givenWords);
    this.launcher.lang = words.lang;
    this.launcher.querySelector("span")!.textContent = trouble ? words.open_failed : words.open;
  }

  private load(): Promise<PanelHandle> {
    this.panel ??= import("./panel").then(({ mount }) => (this.ready = mount(this.host())));
    return this.panel;
  }

  private async open(focus: boolean): Promise<void> {
    this.visible = true;
    this.launcher?.setAttribute("aria-busy", "true");
    try {
      const panel = await this.load();
      if (!this.visible || !this.isConnected) return;
      panel.show(focus);
      if (this.mode === "inline" || this.launcher?.hidden) return;
      this.memory.open = true;
      this.launcher!.hidden = true;
      this.tell("limber-open");
    } catch {
      this.panel = null;
      this.visible = false;
      this.label(true);
    } finally {
      this.launcher?.removeAttribute("aria-busy");
    }
  }

  private closed(): void {
    this.visible = false;
    this.memory.open = false;
    if (this.launcher) {
      this.launcher.hidden = false;
      this.launcher.focus();
    }
    this.tell("limber-close");
  }

  private tell(name: string): void {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true }));
  }

  private host(): Host {
    return {
      element: this,
      root: this.shadow,
      server: this.server,
      mode: this.mode,
      memory: this.memory,
      words: () => wordsWith(this.givenWords),
      token: () => this.givenToken,
      closed: () => this.closed(),
    };
  }
}

function whenIdle(run: () => void): void {
  const wait = () => {
    if ("requestIdleCallback" in window) requestIdleCallback(run, { timeout: IDLE_MILLISECONDS });
    else setTimeout(run, 200);
  };
  if (document.readyState === "complete") wait();
  else window.addEventListener("load", wait, { once: true });
}

function speechBubble(): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", "M12 4c-4.7 0-8.5 3.1-8.5 7 0 2.2 1.2 4.1 3.1 5.4L6 20l4.1-2.2c.6.1 1.2.2 1.9.2 4.7 0 8.5-3.1 8.5-7S16.7 4 12 4Z");
  svg.append(path);
  return svg;
}

if (!customElements.get("limber-chat")) customElements.define("limber-chat", LimberChat);
