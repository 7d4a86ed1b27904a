/** The chat itself: what is shown, what people do, what they are told. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { Conversation } from "./conversation";
import type { Composer } from "./elements/composer";
import { define, PlainElement } from "./elements/element";
import { Frame } from "./frame";
import type { Host, PanelHandle } from "./host";
import { News } from "./news";
import { Scroller } from "./scroller";
import type { State } from "./state";
import { panelStyles } from "./styles";
import { bannerView } from "./views/banner";
import type { Context } from "./views/context";
import { headerView, type HeaderActions } from "./views/header";
import { icons } from "./views/icons";
import { logView } from "./views/log";
import { noticeView } from "./views/notice";
import { questionView, type Question } from "./views/question";
import type { TurnActions } from "./views/turn";
import { socketWire } from "./wire";
import "./elements/composer";

/** Connections that stand sooner are not worth a word. */
const PATIENCE_MILLISECONDS = 1200;
/** Announcements that are kept for screen readers that are slow to read them. */
const MOST_ANNOUNCEMENTS = 5;
const DEFAULT_LIMIT = 2000;

export class Panel extends PlainElement {
  static override properties = {
    state: { state: true },
    menu: { state: true },
    question: { state: true },
    trouble: { state: true },
    waiting: { state: true },
    below: { state: true },
    announcements: { state: true },
  };

  declare state: State;
  declare menu: boolean;
  declare question: Question | null;
  /** Why the last answer to a question came to nothing. */
  declare trouble: string;
  /** Whether the connection is missing for so long that it is said. */
  declare waiting: boolean;
  /** Whether the newest turn lies below what is in view. */
  declare below: boolean;
  declare announcements: readonly { readonly id: number; readonly text: string }[];

  private host!: Host;
  private conversation!: Conversation;
  private news!: News;
  private shown = false;
  private patience = 0;
  private readonly frame = new Frame();
  private readonly scroller = new Scroller((below) => (this.below = below));

  private readonly actions: TurnActions = {
    retry: (turn) => this.say(() => this.conversation.retry(turn.id)),
    edit: (turn) => this.composer.fill(this.conversation.withdraw(turn.id)),
    rate: (turn, vote, reason) => this.conversation.rate(turn, vote, reason),
  };

  /** Take the place that the page's element gives. */
  start(host: Host): void {
    this.host = host;
    this.menu = this.waiting = this.below = false;
    this.question = null;
    this.trouble = "";
    this.announcements = [];
    this.conversation = new Conversation(socketWire(host.server), host.memory, host.token);
    this.news = new News(host.element, host.words, (text) => this.announce(text));
    this.state = this.conversation.state;
    this.conversation.subscribe((state) => this.take(state));
  }

  /** @param focus whether the focus moves into the panel. */
  async show(focus: boolean): Promise<void> {
    this.shown = true;
    this.conversation.open();
    this.expectLine();
    await this.updateComplete;
    const dialog = this.querySelector("dialog");
    if (!dialog || !this.shown) return;
    this.frame.open(dialog);
    if (focus) this.focusInside();
    this.scroller.toEnd();
  }

  readonly hide = (): void => {
    if (!this.shown || this.inline) return;
    this.shown = this.menu = false;
    this.question = null;
    this.frame.close();
    this.host.closed();
  };

  /** The words or the token changed. */
  refresh(): void {
    if (this.state.connection === "refused") this.conversation.open();
    this.requestUpdate();
  }

  /** Close the line and leave the page. */
  end(): void {
    this.conversation.close();
    this.frame.end();
    this.scroller.end();
    this.remove();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("online", this.tryLine);
    window.addEventListener("storage", this.otherTab);
    document.addEventListener("visibilitychange", this.tryLine);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("online", this.tryLine);
    window.removeEventListener("storage", this.otherTab);
    document.removeEventListener("visibilitychange", this.tryLine);
    clearTimeout(this.patience);
  }

  protected override render(): TemplateResult {
    const words = this.host.words();
    const inside = html`
      <div class="inside" ?inert=${this.question !== null}>
        ${headerView(words, this.state.connection !== "lost", this.menu, this.headerActions())}
        ${bannerView(words, this.state, this.waiting, this.tryLine)} ${this.conversationView()}
        <limber-composer
          .words=${words}
          .limit=${this.state.settings?.maxLength ?? DEFAULT_LIMIT}
          .send=${(text: string) => this.say(() => this.conversation.say(text))}
        ></limber-composer>
        ${noticeView(words, this.state.settings)}
        <div class="unseen" role="log">${this.announcements.map(({ id, text }) => keyed(id, html`<p>${text}</p>`))}</div>
      </div>
      ${this.question ? this.questionView(this.question) : nothing}
    `;
    if (this.inline) {
      return html`<section class="panel inline" part="panel" lang=${words.lang} aria-labelledby="limber-title" @keydown=${this.key}>${inside}</section>`;
    }
    return html`<dialog
      class="panel"
      part="panel"
      lang=${words.lang}
      aria-labelledby="limber-title"
      @keydown=${this.key}
      @cancel=${this.cancel}
      @close=${this.closedByBrowser}
    >
      ${inside}
    </dialog>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.scroller.attach(this.querySelector<HTMLElement>(".log")!);
    if (changed.has("state") && newestChanged(changed.get("state"), this.state)) {
      void this.drawn().then(() => this.scroller.news());
    }
    if (changed.has("question") && this.question) this.querySelector<HTMLElement>(".question .cancel")?.focus();
  }

  private conversationView(): TemplateResult {
    const { words } = this.context();
    return html`
      <div class="log" part="log" role="region" tabindex="0" aria-label=${words.conversation} @scroll=${this.scroller.moved}>
        ${logView(this.state, this.context(), this.actions)}
      </div>
      ${this.below
        ? html`<div class="newest-place">
            <button type="button" class="newest" aria-label=${words.to_newest} @click=${this.scroller.toEnd}>${icons.newest}</button>
          </div>`
        : nothing}
    `;
  }

  private questionView(question: Question): TemplateResult {
    const connected = this.state.connection === "ready";
    return questionView(this.host.words(), question, connected, this.trouble, this.dropQuestion, () => void this.answer(question));
  }

  private context(): Context {
    return {
      words: this.host.words(),
      server: this.host.server,
      press: (button) => this.say(() => this.conversation.press(button)),
      announce: (text) => this.announce(text),
    };
  }

  private headerActions(): HeaderActions {
    return {
      toggleMenu: () => (this.menu = !this.menu),
      restart: () => this.ask("restart"),
      forget: () => this.ask("forget"),
      close: this.inline ? null : this.hide,
    };
  }

  private get inline(): boolean {
    return this.host.mode === "inline";
  }

  private get composer(): Composer {
    return this.querySelector<Composer>("limber-composer")!;
  }

  // What people do

  private say(said: () => void): void {
    this.scroller.follow();
    this.menu = false;
    said();
    void this.updateComplete.then(() => {
      // The choice that was used has vanished, and the focus with it.
      if (!(this.getRootNode() as ShadowRoot).activeElement) this.focusInside();
    });
  }

  private ask(question: Question): void {
    this.menu = false;
    this.trouble = "";
    this.question = question;
  }

  private readonly dropQuestion = (): void => {
    this.question = null;
    void this.updateComplete.then(() => this.focusMenu());
  };

  private async answer(question: Question): Promise<void> {
    const words = this.host.words();
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
    if (event.key === "Escape" && !event.isComposing && (!this.inline || this.menu || this.question)) {
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

  private readonly closedByBrowser = (): void => {
    if (this.frame.wasClosed()) this.hide();
  };

  /** Escape undoes one thing: the question, the menu, the panel. */
  private stepBack(): void {
    if (this.question) this.dropQuestion();
    else if (this.menu) {
      this.menu = false;
      this.focusMenu();
    } else this.hide();
  }

  private keepFocusInQuestion(event: KeyboardEvent): void {
    const buttons = [...this.querySelectorAll<HTMLButtonElement>(".question button:not(:disabled)")];
    const at = buttons.indexOf((this.getRootNode() as ShadowRoot).activeElement as HTMLButtonElement);
    event.preventDefault();
    buttons[(at + (event.shiftKey ? -1 : 1) + buttons.length) % buttons.length]?.focus();
  }

  private focusInside(): void {
    // On a touch screen the field would raise the keyboard over what there is to read.
    const title = this.querySelector<HTMLElement>("#limber-title");
    if (window.matchMedia("(pointer: coarse)").matches) title?.focus({ preventScroll: true });
    else this.composer.focus();
  }

  private focusMenu(): void {
    this.querySelector<HTMLElement>("[aria-controls=limber-menu]")?.focus();
  }

  // What the conversation tells

  private take(state: State): void {
    const wasMissed = this.waiting && state.connection === "ready";
    this.state = state;
    this.expectLine();
    if (wasMissed) this.announce(this.host.words().back);
    this.news.tell(state);
  }

  /** Say that the line is missing once it has been for a while. */
  private expectLine(): void {
    if (this.state.connection === "ready") {
      clearTimeout(this.patience);
      this.patience = 0;
      this.waiting = false;
    } else if (!this.patience) {
      this.patience = window.setTimeout(() => (this.waiting = true), PATIENCE_MILLISECONDS);
    }
  }

  private announce(text: string): void {
    const id = (this.announcements[this.announcements.length - 1]?.id ?? 0) + 1;
    this.announcements = [...this.announcements, { id, text }].slice(-MOST_ANNOUNCEMENTS);
  }

  private readonly tryLine = (): void => {
    if (document.visibilityState === "visible" && this.shown && this.state.connection !== "ready") this.conversation.open();
  };

  private readonly otherTab = (event: StorageEvent): void => {
    if (this.shown && this.host.memory.concerns(event)) this.conversation.follow();
  };

  /** This and the elements inside are drawn, so that heights are true. */
  private async drawn(): Promise<void> {
    await this.updateComplete;
    const inside = [...this.querySelectorAll<PlainElement>("limber-tools, limber-timer, limber-counter")];
    await Promise.all(inside.map((element) => element.updateComplete));
  }
}

/** Whether there is something new to see at the end: a message, an answer, or that something went wrong. */
function newestChanged(before: State | undefined, now: State): boolean {
  const [old, last] = [before?.turns[before.turns.length - 1], now.turns[now.turns.length - 1]];
  const failed = last?.delivery === "failed" && old?.delivery !== "failed";
  return old?.id !== last?.id || old?.reply !== last?.reply || failed;
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
    show: (focus) => void panel.show(focus),
    hide: panel.hide,
    refresh: () => panel.refresh(),
    remove: () => {
      panel.end();
      host.root.adoptedStyleSheets = host.root.adoptedStyleSheets.filter((one) => one !== sheet);
    },
  };
}
