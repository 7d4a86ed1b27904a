import { html, nothing, svg, type TemplateResult } from "lit";
import { elapsed, paused, plansOf, positionAt, started, STOPPED, untilNextSecond, type Clock, type Phase, type Plan } from "../hold";
import type { Card } from "../protocol";
import { chime, wakeSound } from "../sound";
import { icons } from "../views/icons";
import { ScreenLock } from "../wake-lock";
import type { Words } from "../words/en";
import { fill } from "../words/fill";
import { define, PlainElement } from "./element";

const AROUND = 2 * Math.PI * 52;

/** Leads through the holds of one stretch: position, hold, other side, again. */
export class Timer extends PlainElement {
  static override properties = {
    card: { attribute: false },
    words: { attribute: false },
    choice: { state: true },
    clock: { state: true },
    loud: { state: true },
  };

  declare card: Card;
  declare words: Words;
  declare choice: number;
  declare clock: Clock;
  declare loud: boolean;

  private readonly screen = new ScreenLock();
  private waking = 0;
  /** The phase that was announced last; -1 before the start. */
  private announced = -1;
  private saying = "";
  private readonly look = () => void (document.visibilityState === "visible" && this.requestUpdate());

  constructor() {
    super();
    this.choice = 0;
    this.clock = STOPPED;
    this.loud = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.look);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.look);
    clearTimeout(this.waking);
    this.screen.release();
  }

  protected override willUpdate(): void {
    clearTimeout(this.waking);
    if (this.clock.since === null) return;
    const { index } = this.position();
    if (index !== this.announced) this.enter(index);
    if (index < this.plan.phases.length) {
      this.waking = window.setTimeout(() => this.requestUpdate(), untilNextSecond(elapsed(this.clock, Date.now())));
    }
  }

  protected override render(): TemplateResult {
    const { words, card } = this;
    const position = this.position();
    const phase = this.plan.phases[position.index];
    const untouched = this.clock === STOPPED;
    return html`
      <section class="practice" part="timer" aria-label=${fill(words.timer, { title: card.title })}>
        ${untouched ? this.startView() : phase ? this.runView(phase, position.left, position.done) : this.endView()}
        <p class="unseen" role="status">${this.saying}</p>
      </section>
    `;
  }

  private get plan(): Plan {
    const plans = plansOf(this.card);
    return plans[this.choice] ?? plans[0]!;
  }

  private position() {
    return positionAt(this.plan.phases, elapsed(this.clock, Date.now()));
  }

  private startView(): TemplateResult {
    const { words } = this;
    const plans = plansOf(this.card);
    const names = [words.plan_gentle, words.plan_longer];
    return html`
      <p class="practice-title">${icons.timer}<span>${words.timer_short}</span></p>
      ${plans.length > 1
        ? html`<fieldset class="plans">
            <legend class="unseen">${words.plan}</legend>
            ${plans.map(
              (plan, index) =>
                html`<label class="plan">
                  <input type="radio" name="plan-${this.card.id}" .checked=${index === this.choice} @change=${() => (this.choice = index)} />
                  <span><b>${names[index]}</b> ${fill(words.plan_detail, { seconds: plan.holdSeconds, rounds: plan.rounds })}</span>
                </label>`,
            )}
          </fieldset>`
        : nothing}
      <div class="practice-row">
        <button type="button" class="primary" @click=${this.start}>${words.timer_start}</button>
        ${this.soundButton()}
      </div>
    `;
  }

  private runView(phase: Phase, left: number, done: number): TemplateResult {
    const { words, plan } = this;
    const running = this.clock.since !== null;
    const side = phase.side && (phase.side === "first" ? words.side_first : words.side_second);
    const round = plan.rounds > 1 ? fill(words.round, { round: phase.round, rounds: plan.rounds }) : "";
    return html`
      <div class="dial ${phase.kind}">
        <svg viewBox="0 0 120 120" aria-hidden="true">
          ${svg`<circle class="track" cx="60" cy="60" r="52"></circle>
          <circle class="gone" cx="60" cy="60" r="52" stroke-dasharray=${AROUND} stroke-dashoffset=${AROUND * done} transform="rotate(-90 60 60)"></circle>`}
        </svg>
        <div class="dial-text" role="timer" aria-live="off" aria-label=${fill(words.seconds, { seconds: left })}><span aria-hidden="true">${left}</span></div>
      </div>
      <p class="phase">
        <b>${this.phaseName(phase)}</b>
        <span>${[side, round].filter(Boolean).join(" · ")}</span>
      </p>
      <div class="practice-row">
        ${running
          ? html`<button type="button" class="primary" @click=${this.pause}>${words.timer_pause}</button>`
          : html`<button type="button" class="primary" @click=${this.start}>${words.timer_resume}</button>`}
        <button type="button" class="secondary" @click=${this.stop}>${words.timer_stop}</button>
        ${this.soundButton()}
      </div>
      <p class="hint" dir="auto">${words.timer_hint}</p>
    `;
  }

  private endView(): TemplateResult {
    const { words } = this;
    return html`
      <p class="practice-title done">${icons.done}<span>${words.timer_done}</span></p>
      <div class="practice-row">
        <button type="button" class="secondary" @click=${this.stop}>${words.timer_again}</button>
      </div>
    `;
  }

  private soundButton(): TemplateResult {
    return html`<button type="button" class="quiet" aria-pressed=${this.loud ? "true" : "false"} @click=${this.toggleSound}>
      ${this.loud ? icons.sound : icons.silent}<span>${this.words.sound}</span>
    </button>`;
  }

  private phaseName(phase: Phase): string {
    const { words } = this;
    if (phase.kind === "ready") return words.phase_ready;
    if (phase.kind === "hold") return words.phase_hold;
    return phase.side ? words.phase_change : words.phase_rest;
  }

  private enter(index: number): void {
    this.announced = index;
    const phase = this.plan.phases[index];
    this.saying = phase ? this.announcement(phase) : this.words.timer_done;
    if (this.loud && phase?.kind !== "ready") chime(phase?.kind === "hold");
    if (phase) this.screen.hold();
    else this.screen.release();
  }

  private announcement(phase: Phase): string {
    const { words } = this;
    const { seconds } = phase;
    if (phase.kind === "ready") return fill(words.announce_ready, { seconds });
    if (phase.kind === "change") return fill(phase.side ? words.announce_change : words.announce_rest, { seconds });
    if (!phase.side) return fill(words.announce_hold, { seconds });
    return fill(words.announce_side, { seconds, side: phase.side === "first" ? words.side_first : words.side_second });
  }

  private start(): void {
    if (this.loud) wakeSound();
    this.clock = started(this.clock, Date.now());
    this.screen.hold();
    this.keepFocus();
  }

  private pause(): void {
    this.clock = paused(this.clock, Date.now());
    this.saying = this.words.announce_paused;
    this.screen.release();
    this.keepFocus();
  }

  private stop(): void {
    this.clock = STOPPED;
    this.announced = -1;
    this.saying = "";
    this.screen.release();
    this.keepFocus();
  }

  private toggleSound(): void {
    this.loud = !this.loud && wakeSound();
  }

  /** The button that was pressed is replaced: the focus goes to the one in its place. */
  private keepFocus(): void {
    void this.updateComplete.then(() => {
      this.querySelector<HTMLButtonElement>(".practice-row button")?.focus();
      this.scrollIntoView({ block: "nearest" });
    });
  }
}

define("limber-timer", Timer);
