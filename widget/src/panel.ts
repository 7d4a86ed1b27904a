/** The chat itself: header, conversation, composer, and what is asked before something is undone. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { repeat } from "lit/directives/repeat.js";
import { Conversation } from "./conversation";
import type { Composer } from "./elements/composer";
import { define, PlainElement } from "./elements/element";
import type { Host, PanelHandle } from "./host";
import { safeHref } from "./links";
import type { Reply, Vote } from "./protocol";
import { isAnswering, quickReplies, type State } from "./state";
import { panelStyles } from "./styles";
import { replyText } from "./text";
import type { Context } from "./views/context";
import { icons } from "./views/icons";
import { turnView, type TurnActions } from "./views/turn";
import { socketWire } from "./wire";
import { fill } from "./words/fill";
import "./elements/composer";

/** Below this the panel fills the screen: phones, and pages at high zoom. */
const SMALL_SCREEN = "(max-width: 640px), (max-height: 520px)";
/** Connections that stand sooner are not worth a word. */
const PATIENCE_MILLISECONDS = 1200;
/** Nearer to the end than this, the reader follows the conversation. */
const NEAR_END_PIXELS = 120;
const DEFAULT_LIMIT = 2000;

type Question = "restart" | "forget";

export class Panel extends PlainElement {
  static override properties = {
    state: { state: true },
    shown: { state: true },
    menu: { state: true },
    question: { state: true },
    trouble: { state: true },
    waiting: { state: true },
    behind: { state: true },
  };

  declare host: Host;
  declare state: State;
  declare shown: boolean;
  declare menu: boolean;
  declare question: Question | null;
  declare trouble: string;
  /** Whether the connection is missing for so long that it is said. */
  declare waiting: boolean;
  /** Whether there is something below what can be seen. */
  declare behind: boolean;

  private conversation!: Conversation;
  private readonly small = window.matchMedia(SMALL_SCREEN);
  private readonly announcements: { id: number; text: string }[] = [];
  /** Answers that were announced or were there from the start. */
  private readonly known = new Set<string>();
  private knownSession: string | null = null;
  private follow = true;
  private patience = 0;

  private readonly context: Context = {
    words: null!,
    server: "",
    press: (button) => this.say(() => this.conversation.press(button)),
    announce: (text) => this.announce(text),
  };
  private readonly actions: TurnActions = {
    retry: (turn) => this.say(() => this.conversation.retry(turn.id)),
    edit: (turn) => this.composer.fill(this.conversation.withdraw(turn.id)),
    rate: (turn: string, vote: Vote, reason: string | null) => this.conversation.rate(turn, vote, reason),
  };

  /** Take over the element that stands in the page. */
  start(host: Host): void {
    this.host = host;
    this.menu = false;
    this.question = null;
    this.trouble = "";
    this.waiting = false;
    this.behind = false;
    this.shown = host.mode === "inline";
    this.conversation = new Conversation(socketWire(host.server), host.memory, host.token);
    this.state = this.conversation.state;
    this.conversation.subscribe((state) => this.take(state));
  }

  show(focus: boolean): void {
    this.conversation.open();
    if (this.host.mode === "inline") return;
    this.shown = true;
    void this.updateComplete.then(() => {
      this.openDialog();
      if (focus) this.focusInside();
      this.toEnd();
    });
  }

  hide(): void {
    if (!this.shown || this.host.mode === "inline") return;
    this.shown = false;
    this.menu = false;
    this.question = null;
    this.dialog?.close();
    this.host.closed();
  }

  /** The words or the token changed. */
  refresh(): void {
    if (this.state.connection === "refused") this.conversation.open();
    this.requestUpdate();
  }

  /** Close the line for good. */
  end(): void {
    this.conversation.close();
    this.remove();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("online", this.lineMayBeBack);
    window.addEventListener("storage", this.otherTab);
    document.addEventListener("visibilitychange", this.lineMayBeBack);
    this.small.addEventListener("change", this.refit);
    window.visualViewport?.addEventListener("resize", this.fit);
    window.visualViewport?.addEventListener("scroll", this.fit);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("online", this.lineMayBeBack);
    window.removeEventListener("storage", this.otherTab);
    document.removeEventListener("visibilitychange", this.lineMayBeBack);
    this.small.removeEventListener("change", this.refit);
    window.visualViewport?.removeEventListener("resize", this.fit);
    window.visualViewport?.removeEventListener("scroll", this.fit);
    clearTimeout(this.patience);
  }

  protected override render(): TemplateResult {
    Object.assign(this.context, { words: this.host.words(), server: this.host.server });
    const inside = html`${this.insideView()} ${this.question ? this.questionView(this.question) : nothing}`;
    if (this.host.mode === "inline") {
      return html`<section class="panel inline" part="panel" aria-labelledby="limber-title" @keydown=${this.key}>${inside}</section>`;
    }
    return html`<dialog class="panel" part="panel" aria-labelledby="limber-title" @keydown=${this.key} @cancel=${this.cancel} @close=${this.dialogClosed}>
      ${inside}
    </dialog>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("state")) this.scrollToNews(changed.get("state") as State | undefined);
    if (changed.has("question") && this.question) this.querySelector<HTMLElement>(".question .cancel")?.focus();
  }

  // What is shown

  private insideView(): TemplateResult {
    return html`
      <div class="inside" ?inert=${this.question !== null}>
        ${this.headerView()} ${this.bannerView()}
        <div class="log" part="log" role="region" tabindex="0" aria-label=${this.context.words.conversation} @scroll=${this.scrolled}>
          ${this.logView()}
        </div>
        ${this.behind
          ? html`<div class="newest-place"><button type="button" class="newest" aria-label=${this.context.words.to_newest} @click=${this.toEnd}>${icons.newest}</button></div>`
          : nothing}
        <limber-composer .words=${this.context.words} .limit=${this.state.settings?.maxLength ?? DEFAULT_LIMIT} .send=${this.send}></limber-composer>
        ${this.noticeView()}
        <div class="unseen" role="log">${this.announcements.map(({ id, text }) => keyed(id, html`<p>${text}</p>`))}</div>
      </div>
    `;
  }

  private headerView(): TemplateResult {
    const { words } = this.context;
    return html`
      <header class="header" part="header">
        <svg class="mark" viewBox="0 0 40 40" aria-hidden="true"><circle class="mark-ground" cx="20" cy="20" r="20"></circle><path d="M9 27c5 2 9-1 10-6s4-9 12-8"></path><circle class="mark-head" cx="27.5" cy="22" r="3"></circle></svg>
        <div class="titles">
          <h2 id="limber-title" tabindex="-1">${words.title}</h2>
          <p>${this.state.connection === "lost" ? words.lost_short : words.subtitle}</p>
        </div>
        <button type="button" class="tool more" part="menu-button" aria-label=${words.menu} title=${words.menu} aria-expanded=${this.menu ? "true" : "false"} aria-controls="limber-menu" @click=${() => (this.menu = !this.menu)}>
          ${icons.more}
        </button>
        ${this.host.mode === "inline"
          ? nothing
          : html`<button type="button" class="tool" part="close-button" aria-label=${words.close} title=${words.close} @click=${this.hide}>${icons.close}</button>`}
        <div id="limber-menu" class="menu" part="menu" ?hidden=${!this.menu}>
          <button type="button" @click=${() => this.askFirst("restart")}>${words.restart}</button>
          <button type="button" @click=${() => this.askFirst("forget")}>${words.forget}</button>
        </div>
      </header>
    `;
  }

  private bannerView(): TemplateResult {
    const { words } = this.context;
    const { connection, refusal } = this.state;
    const refused = connection === "refused";
    const text = refused
      ? refusal?.message || words.refused
      : this.waiting && connection !== "ready"
        ? connection === "lost"
          ? words.lost
          : words.connecting
        : "";
    return html`
      <div class="banner-place" role="status">
        ${text
          ? html`<div class="banner ${refused ? "refused" : ""}" part="banner">
              <p dir="auto">${text}</p>
              ${connection === "connecting" ? nothing : html`<button type="button" class="small" @click=${this.lineMayBeBack}>${words.try_now}</button>`}
            </div>`
          : nothing}
      </div>
    `;
  }

  private logView(): TemplateResult {
    const { words } = this.context;
    const { turns, settings } = this.state;
    const last = turns[turns.length - 1];
    const choices = quickReplies(this.state);
    return html`
      ${settings?.welcome.text
        ? html`<div class="turn"><h3 class="unseen">${words.bot}</h3><div class="theirs"><div class="bubble" part="message message-bot"><p dir="auto">${settings.welcome.text}</p></div></div></div>`
        : nothing}
      ${!settings && this.state.connection !== "refused" ? html`<p class="loading"><span class="dots" aria-hidden="true"></span>${words.loading}</p>` : nothing}
      ${repeat(
        turns,
        (turn) => turn.id,
        (turn) => turnView(turn, turn === last, this.context, this.actions),
      )}
      ${isAnswering(this.state)
        ? html`<p class="answering"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span><span>${words.answering}</span></p>`
        : nothing}
      ${choices.length
        ? html`<div class="replies" part="replies" role="group" aria-label=${words.replies}>
            ${choices.map(
              (button) => html`<button type="button" class="chip" part="chip" @click=${() => this.context.press(button)}><span dir="auto">${button.title}</span></button>`,
            )}
          </div>`
        : nothing}
    `;
  }

  private noticeView(): TemplateResult {
    const { words } = this.context;
    const number = this.state.settings?.emergencyNumber ?? "";
    const text = number ? fill(words.emergency, { number }) : words.emergency_unknown;
    const href = /^[0-9+ ]+$/.test(number) ? safeHref(`tel:${number}`) : null;
    return html`<p class="notice" part="notice">${words.not_medical} ${href ? html`<a href=${href}>${text}</a>` : html`<b dir="auto">${text}</b>`}</p>`;
  }

  private questionView(question: Question): TemplateResult {
    const { words } = this.context;
    const online = this.state.connection === "ready";
    const restart = question === "restart";
    return html`
      <div class="veil">
        <div class="question" part="question" role="alertdialog" aria-modal="true" aria-labelledby="limber-question" aria-describedby="limber-question-text">
          <h3 id="limber-question">${restart ? words.restart_ask : words.forget_ask}</h3>
          <p id="limber-question-text">${restart ? words.restart_text : words.forget_text}</p>
          <p class="trouble" role="alert">${online ? this.trouble : words.needs_connection}</p>
          <div class="practice-row">
            <button type="button" class="secondary cancel" @click=${this.dropQuestion}>${words.cancel}</button>
            <button type="button" class=${restart ? "primary" : "danger"} ?disabled=${!online} @click=${() => void this.answer(question)}>
              ${restart ? words.restart : words.forget}
            </button>
          </div>
        </div>
      </div>
    `;
  }

  // What people do

  private readonly send = (text: string): void => this.say(() => this.conversation.say(text));

  private say(said: () => void): void {
    this.follow = true;
    said();
  }

  private askFirst(question: Question): void {
    this.menu = false;
    this.trouble = "";
    this.question = question;
  }

  private readonly dropQuestion = (): void => {
    this.question = null;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("[aria-controls=limber-menu]")?.focus());
  };

  private async answer(question: Question): Promise<void> {
    const { words } = this.context;
    const done = await (question === "restart" ? this.conversation.restart() : this.conversation.forget());
    if (!done) {
      this.trouble = words.action_failed;
      return;
    }
    this.question = null;
    this.announce(question === "restart" ? words.restarted : words.forgotten);
    await this.updateComplete;
    this.focusInside();
  }

  private readonly key = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !event.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      this.stepBack();
    } else if (event.key === "Tab" && this.question) {
      this.keepFocusInQuestion(event);
    }
  };

  private readonly cancel = (event: Event): void => {
    event.preventDefault();
    this.stepBack();
  };

  /** Escape undoes one thing: the question, the menu, the panel. */
  private stepBack(): void {
    if (this.question) this.dropQuestion();
    else if (this.menu) {
      this.menu = false;
      this.querySelector<HTMLElement>("[aria-controls=limber-menu]")?.focus();
    } else this.hide();
  }

  private keepFocusInQuestion(event: KeyboardEvent): void {
    const buttons = [...this.querySelectorAll<HTMLButtonElement>(".question button:not(:disabled)")];
    const at = buttons.indexOf((this.getRootNode() as ShadowRoot).activeElement as HTMLButtonElement);
    const next = buttons[(at + (event.shiftKey ? -1 : 1) + buttons.length) % buttons.length];
    event.preventDefault();
    next?.focus();
  }

  // What the conversation tells

  private take(state: State): void {
    const lineCame = state.connection === "ready" && this.state.connection !== "ready";
    if (lineCame && this.waiting && this.state.connection === "lost") this.announce(this.context.words.back);
    if (state.connection === "ready") {
      clearTimeout(this.patience);
      this.patience = 0;
      this.waiting = false;
    } else if (!this.patience) {
      this.patience = window.setTimeout(() => (this.waiting = true), PATIENCE_MILLISECONDS);
    }
    this.state = state;
    this.tellNews(state);
  }

  /** Announce answers that came since, and tell the page. What was there from the start is no news. */
  private tellNews(state: State): void {
    const first = state.sessionId !== this.knownSession;
    this.knownSession = state.sessionId;
    for (const { reply } of state.turns) {
      if (!reply || this.known.has(reply.turn)) continue;
      this.known.add(reply.turn);
      if (first) continue;
      // An escalation speaks for itself, as an alert.
      if (reply.kind !== "escalation") this.announce(`${this.context.words.bot}: ${replyText(reply)}`);
      this.tellPage(reply);
    }
  }

  /** Ids and kinds only: what people say stays in the conversation. */
  private tellPage({ turn, kind, tier, groups, contentIds }: Reply): void {
    const names = kind === "escalation" ? ["limber-reply", "limber-escalation"] : ["limber-reply"];
    for (const name of names) {
      const detail = { turn, kind, tier, groups, contentIds };
      this.host.element.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
    }
  }

  private announce(text: string): void {
    const last = this.announcements[this.announcements.length - 1];
    this.announcements.push({ id: (last?.id ?? 0) + 1, text });
    if (this.announcements.length > 5) this.announcements.shift();
    this.requestUpdate();
  }

  private readonly lineMayBeBack = (): void => {
    if (document.visibilityState === "visible" && this.shown && this.state.connection !== "ready") this.conversation.open();
  };

  private readonly otherTab = (event: StorageEvent): void => {
    if (this.shown && this.host.memory.concerns(event)) this.conversation.follow();
  };

  // The dialog and where it stands

  private get dialog(): HTMLDialogElement | null {
    return this.querySelector("dialog");
  }

  private get composer(): Composer {
    return this.querySelector<Composer>("limber-composer")!;
  }

  private get log(): HTMLElement {
    return this.querySelector<HTMLElement>(".log")!;
  }

  /** Full-screen it is modal: nothing behind it can be reached. Beside the page it is not. */
  private openDialog(): void {
    const { dialog } = this;
    if (!dialog || dialog.open || !this.shown) return;
    const focused = (this.getRootNode() as ShadowRoot).activeElement ?? document.activeElement;
    if (this.small.matches) dialog.showModal();
    else {
      dialog.show();
      // show() takes the focus; whoever reads the page keeps it.
      if (focused instanceof HTMLElement && focused !== document.body) focused.focus({ preventScroll: true });
      else ((this.getRootNode() as ShadowRoot).activeElement as HTMLElement | null)?.blur();
    }
    this.fit();
  }

  private readonly refit = (): void => {
    const { dialog } = this;
    if (!dialog?.open) return;
    const focused = (this.getRootNode() as ShadowRoot).activeElement;
    dialog.removeEventListener("close", this.dialogClosed);
    dialog.close();
    this.openDialog();
    if (focused instanceof HTMLElement) focused.focus();
  };

  /** The browser closed the dialog by itself, as some do at a second Escape. */
  private readonly dialogClosed = (): void => {
    if (this.shown && !this.dialog?.open) this.hide();
  };

  /** Fill what the on-screen keyboard leaves of the screen. */
  private readonly fit = (): void => {
    const { dialog } = this;
    const view = window.visualViewport;
    if (!dialog?.open || !view) return;
    const whole = view.scale === 1 && this.small.matches;
    dialog.style.setProperty("--seen-height", whole ? `${view.height}px` : "100dvh");
    dialog.style.setProperty("--seen-top", whole ? `${view.offsetTop}px` : "0px");
  };

  private focusInside(): void {
    // On a touch screen the field would raise the keyboard over what there is to read.
    if (window.matchMedia("(pointer: coarse)").matches) this.querySelector<HTMLElement>("#limber-title")?.focus();
    else this.composer.focus();
  }

  private readonly scrolled = (): void => {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    const below = scrollHeight - scrollTop - clientHeight;
    this.follow = below < NEAR_END_PIXELS;
    this.behind = below > clientHeight / 2;
  };

  private readonly toEnd = (): void => {
    this.log.scrollTop = this.log.scrollHeight;
  };

  /** Show the newest turn from its beginning, if the reader was at the end. */
  private scrollToNews(before: State | undefined): void {
    const { turns } = this.state;
    const last = turns[turns.length - 1];
    const same = before && before.turns.length === turns.length && before.turns[turns.length - 1]?.reply === last?.reply;
    if (same || !this.follow) return;
    const sameSession = before?.sessionId === this.state.sessionId && before?.turns.length;
    void this.rendered().then(() => {
      const { log } = this;
      const end = log.scrollHeight - log.clientHeight;
      const turn = last && log.querySelector<HTMLElement>(`[data-turn="${CSS.escape(last.id)}"]`);
      log.scrollTop = turn && sameSession ? Math.min(turn.offsetTop - 12, end) : end;
      this.follow = true;
    });
  }

  /** The elements inside are drawn, so that heights are true. */
  private async rendered(): Promise<void> {
    await this.updateComplete;
    const inside = [...this.querySelectorAll<PlainElement>("limber-tools, limber-timer, limber-counter")];
    await Promise.all(inside.map((element) => element.updateComplete));
  }
}

define("limber-panel", Panel);

/** Put the panel into the element that stands in the page. */
export function mount(host: Host): PanelHandle {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(panelStyles);
  host.root.adoptedStyleSheets = [...host.root.adoptedStyleSheets, sheet];
  const panel = document.createElement("limber-panel") as Panel;
  panel.start(host);
  host.root.append(panel);
  return {
    show: (focus) => panel.show(focus),
    hide: () => panel.hide(),
    refresh: () => panel.refresh(),
    remove: () => {
      panel.end();
      host.root.adoptedStyleSheets = host.root.adoptedStyleSheets.filter((one) => one !== sheet);
    },
  };
}

