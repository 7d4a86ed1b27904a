/** The panel's looks. Logical properties throughout, so right-to-left pages need nothing more. */

export const panelStyles = `
limber-panel, limber-composer, limber-timer, limber-counter, limber-tools { display: block; }
limber-panel { block-size: 100%; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
p, h2, h3, h4, dl, dd, ol, ul, figure, fieldset { margin: 0; padding: 0; border: 0; }
button, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
button { cursor: pointer; -webkit-tap-highlight-color: transparent; touch-action: manipulation; }
button:disabled { cursor: default; opacity: 0.5; }
.icon { flex: none; inline-size: 22px; block-size: 22px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }

.panel {
  position: fixed;
  z-index: var(--limber-z-index, 9999);
  inset: auto;
  inset-block-end: calc(var(--limber-offset, 20px) + env(safe-area-inset-bottom, 0px));
  inset-inline-end: var(--limber-offset, 20px);
  inline-size: var(--limber-width, 420px);
  max-inline-size: calc(100vw - 2 * var(--limber-offset, 20px));
  block-size: var(--limber-height, 680px);
  max-block-size: calc(100dvh - 2 * var(--limber-offset, 20px));
  margin: 0;
  padding: 0;
  overflow: hidden;
  border: 1px solid var(--line);
  border-radius: var(--radius);
  background: var(--ground);
  color: var(--text);
  font: 400 16px/1.55 var(--font);
  text-align: start;
  text-indent: 0;
  text-transform: none;
  letter-spacing: normal;
  word-spacing: normal;
  white-space: normal;
  overflow-wrap: break-word;
  box-shadow: var(--shadow);
  -webkit-text-size-adjust: 100%;
}
.panel[open] { animation: rise 180ms ease-out; }
@keyframes rise { from { opacity: 0; transform: translateY(12px); } }
.panel::backdrop { background: none; }
.panel.inline { position: relative; inset: auto; z-index: auto; inline-size: 100%; max-inline-size: none; block-size: 100%; max-block-size: none; min-block-size: 360px; box-shadow: none; }
@media (max-width: 640px), (max-height: 520px) {
  .panel:not(.inline) {
    inset: 0;
    inset-block-start: var(--seen-top, 0px);
    inline-size: 100%;
    max-inline-size: none;
    block-size: var(--seen-height, 100dvh);
    max-block-size: none;
    border: 0;
    border-radius: 0;
  }
}
.inside { position: relative; display: flex; flex-direction: column; block-size: 100%; }

.header { position: relative; flex: none; display: flex; align-items: center; gap: 4px; padding: 10px; padding-inline-start: 16px; background: var(--surface); border-block-end: 1px solid var(--line); }
.mark { flex: none; inline-size: 38px; block-size: 38px; fill: none; stroke: var(--on-accent); stroke-width: 3.2; stroke-linecap: round; }
.mark-ground { fill: var(--accent); stroke: none; }
.mark-head { fill: var(--on-accent); stroke: none; }
.titles { flex: 1; min-inline-size: 0; padding-inline-start: 8px; }
.titles h2 { font-size: 17px; font-weight: 650; line-height: 1.25; }
.titles h2:focus { outline: none; }
.titles h2:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.titles p { color: var(--muted); font-size: 13.5px; line-height: 1.35; }
.tool { flex: none; display: grid; place-items: center; inline-size: 44px; block-size: 44px; padding: 0; border: 0; border-radius: 12px; background: none; color: var(--muted); }
.header .more .icon { stroke-width: 3; }
.menu { position: absolute; z-index: 3; inset-block-start: calc(100% - 4px); inset-inline-end: 12px; min-inline-size: 230px; padding: 6px; border: 1px solid var(--line); border-radius: 14px; background: var(--surface); box-shadow: var(--shadow); }
.menu button { display: block; inline-size: 100%; min-block-size: 44px; padding: 8px 14px; border: 0; border-radius: 9px; background: none; text-align: start; }

.banner { display: flex; align-items: center; gap: 12px; padding: 8px 16px; background: var(--warn-soft); color: var(--warn); border-block-end: 1px solid var(--warn-line); font-size: 14px; line-height: 1.4; }
.banner p { flex: 1; }
.small { flex: none; min-block-size: 44px; padding: 4px 14px; border: 1px solid currentColor; border-radius: 22px; background: none; font-size: 14px; font-weight: 600; }

.log { position: relative; flex: 1; min-block-size: 0; overflow-y: auto; overscroll-behavior: contain; padding: 18px 16px 20px; scrollbar-width: thin; scrollbar-color: var(--edge) transparent; }
.log:focus-visible { outline-offset: -3px; }
.turn + .turn { margin-block-start: 18px; }
.bubble { padding: 12px 16px; border-radius: 18px; }
.mine { display: flex; flex-direction: column; align-items: flex-end; margin-inline-start: 40px; }
.mine .bubble { max-inline-size: 100%; white-space: pre-wrap; background: var(--soft); border-end-end-radius: 6px; }
.mine.queued .bubble { opacity: 0.75; }
.theirs { margin-block-start: 10px; }
.theirs > .bubble { inline-size: fit-content; max-inline-size: calc(100% - 16px); background: var(--surface); border: 1px solid var(--line); border-start-start-radius: 6px; }
.bubble > * + *, .card-body > * + *, .escalation > * + * { margin-block-start: 10px; }
ul { padding-inline-start: 20px; }
li + li { margin-block-start: 6px; }
li::marker { color: var(--accent); }
.steps { counter-reset: step; list-style: none; }
.steps li { position: relative; min-block-size: 28px; padding-inline-start: 40px; counter-increment: step; }
.steps li + li { margin-block-start: 12px; }
.steps li::before { content: counter(step); position: absolute; inset-inline-start: 0; inset-block-start: 0; display: grid; place-items: center; inline-size: 26px; block-size: 26px; border-radius: 50%; background: var(--soft); color: var(--accent); font-size: 14px; font-weight: 700; line-height: 1; }
.label, .escalation h4 { display: flex; align-items: center; gap: 8px; font-weight: 650; }
.theirs > .bubble.safety_check, .theirs > .bubble.precaution { background: var(--warn-soft); border-color: var(--warn-line); border-inline-start: 4px solid var(--warn); }
.label { color: var(--warn); }
.delivery { margin-block-start: 4px; color: var(--muted); font-size: 13.5px; }
.delivery.trouble { display: flex; flex-wrap: wrap; justify-content: flex-end; align-items: center; gap: 8px; color: var(--danger); text-align: end; }
.delivery.trouble p { flex: 1 1 100%; }

.card { overflow: hidden; border: 1px solid var(--line); border-radius: 18px; border-start-start-radius: 6px; background: var(--surface); }
.card + .card, .bubble + .card { margin-block-start: 10px; }
.picture { background: var(--picture); border-block-end: 1px solid var(--line); }
.picture img { display: block; inline-size: 100%; aspect-ratio: 16 / 10; max-block-size: min(320px, 50vh); object-fit: contain; }
.picture figcaption { padding: 16px; font-size: 14.5px; }
.card-body { padding: 16px; }
.card-title { font-size: 18px; font-weight: 650; line-height: 1.3; }
.facts { display: grid; gap: 6px; }
.facts div { display: flex; gap: 12px; line-height: 1.4; }
.facts dt { flex: none; inline-size: 96px; color: var(--muted); font-size: 14.5px; }
.facts dd { font-weight: 550; font-size: 15px; }
.other-ways { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; padding: 12px 16px; border-block-start: 1px solid var(--line); }
.other-label { inline-size: 64px; color: var(--muted); font-size: 14.5px; }

.practice { padding: 14px 16px 16px; border-block-start: 1px solid var(--line); background: var(--ground); }
.practice > * + * { margin-block-start: 10px; }
.practice-title { display: flex; align-items: center; gap: 8px; font-weight: 600; }
.practice-title .icon, .done .icon { color: var(--accent); }
.practice-row { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; }
.primary, .secondary, .danger { min-block-size: 44px; padding: 8px 22px; border-radius: 22px; font-weight: 600; }
.primary { border: 1px solid transparent; background: var(--accent); color: var(--on-accent); }
.secondary { border: 1px solid var(--edge); background: var(--surface); }
.danger { border: 1px solid transparent; background: var(--danger); color: var(--on-danger); }
.quiet { display: inline-flex; align-items: center; gap: 6px; min-block-size: 44px; padding: 8px 12px; border: 0; border-radius: 22px; background: none; color: var(--muted); font-size: 15px; }
.quiet[aria-pressed="true"] { color: var(--accent); font-weight: 600; }
.plans { display: grid; grid-template-columns: repeat(auto-fit, minmax(128px, 1fr)); gap: 8px; min-inline-size: 0; }
.plan { display: flex; align-items: center; gap: 10px; min-block-size: 52px; padding: 6px 14px; border: 1px solid var(--edge); border-radius: 14px; background: var(--surface); font-size: 14.5px; line-height: 1.3; cursor: pointer; }
.plan b { display: block; font-weight: 600; font-size: 15.5px; }
.plan input { flex: none; inline-size: 20px; block-size: 20px; margin: 0; accent-color: var(--accent); }
.plan:has(input:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.plan:has(:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }
.plan input:focus-visible { outline: none; }
.dial { position: relative; inline-size: 148px; block-size: 148px; margin-inline: auto; }
.dial svg { inline-size: 100%; block-size: 100%; fill: none; stroke-width: 8; }
.track { stroke: var(--line); }
.gone { stroke: var(--edge); stroke-linecap: round; transition: stroke-dashoffset 1s linear; }
.hold .gone { stroke: var(--accent); }
.dial-text { position: absolute; inset: 0; display: grid; place-items: center; font-size: 46px; font-weight: 650; font-variant-numeric: tabular-nums; line-height: 1; }
.phase { text-align: center; }
.phase b { display: block; font-size: 19px; font-weight: 650; line-height: 1.3; }
.phase span { color: var(--muted); font-size: 15px; }
.practice:has(.dial) .practice-row { justify-content: center; }
.hint { color: var(--muted); font-size: 14px; text-align: center; }
.count { font-size: 17px; font-weight: 550; font-variant-numeric: tabular-nums; }

.escalation { padding: 16px; border: 2px solid var(--warn); border-radius: 18px; border-start-start-radius: 6px; background: var(--warn-soft); }
.escalation h4 { color: var(--warn); font-size: 18px; line-height: 1.3; }
.escalation h4 span, .call bdi, .question h2 { text-wrap: balance; }
.escalation h4 .icon { inline-size: 28px; block-size: 28px; }
.escalation.emergency { border-color: var(--danger); background: var(--danger-soft); }
.escalation.emergency h4 { color: var(--danger); }
.contacts { display: grid; grid-template-columns: repeat(auto-fit, minmax(180px, 1fr)); gap: 8px; }
.call { display: flex; align-items: center; justify-content: center; gap: 10px; min-block-size: 52px; padding: 10px 12px; border-radius: 14px; background: var(--warn); color: var(--on-warn); font-size: 17px; font-weight: 650; line-height: 1.3; text-align: center; text-decoration: none; }
.emergency .call { background: var(--danger); color: var(--on-danger); }
.call:focus-visible { outline-color: var(--text); }
.contact { font-weight: 600; }

.sources { margin-block-start: 4px; color: var(--muted); font-size: 14px; line-height: 1.45; }
.sources summary { display: flex; align-items: center; gap: 6px; inline-size: fit-content; min-block-size: 44px; padding-inline: 4px 8px; border-radius: 8px; cursor: pointer; list-style: none; }
.sources summary::-webkit-details-marker { display: none; }
.sources summary::before { content: ""; inline-size: 7px; block-size: 7px; margin-inline: 3px 4px; border-inline-end: 2px solid; border-block-end: 2px solid; transform: rotate(45deg) translate(-2px, -2px); transition: transform 120ms; }
.sources[open] summary::before { transform: rotate(225deg) translate(-2px, -2px); }
.sources ul { padding-block-end: 8px; padding-inline-start: 22px; }
.tools { display: flex; flex-wrap: wrap; align-items: center; margin-inline-start: -8px; }
.sources + limber-tools { margin-block-start: -6px; }
.tools .tool .icon { inline-size: 20px; block-size: 20px; }
.tools .tool[aria-pressed="true"] { color: var(--accent); }
.tools .tool[aria-pressed="true"] .icon { fill: var(--soft); stroke-width: 2.2; }
.note { padding-inline-start: 6px; color: var(--muted); font-size: 14px; }
.reason { display: grid; gap: 8px; margin-block: 4px 8px; padding: 14px 16px; border: 1px solid var(--line); border-radius: 14px; background: var(--surface); font-size: 15px; }
.reason textarea { inline-size: 100%; padding: 10px 12px; border: 1px solid var(--edge); border-radius: 10px; background: var(--ground); font-size: 16px; resize: vertical; }

.replies { display: flex; flex-wrap: wrap; gap: 8px; margin-block-start: 14px; }
.chip { min-block-size: 44px; padding: 9px 16px; border: 1px solid var(--accent); border-radius: 22px; background: var(--surface); color: var(--accent); font-size: 15.5px; font-weight: 550; line-height: 1.3; text-align: start; }
.answering, .loading { display: flex; align-items: center; gap: 10px; margin-block-start: 14px; color: var(--muted); font-size: 14.5px; }
.dots { display: inline-flex; gap: 5px; }
.dots i { inline-size: 8px; block-size: 8px; border-radius: 50%; background: var(--accent); animation: breathe 1.2s ease-in-out infinite; }
.dots i:nth-child(2) { animation-delay: 0.15s; }
.dots i:nth-child(3) { animation-delay: 0.3s; }
@keyframes breathe { 0%, 60%, 100% { opacity: 0.25; } 30% { opacity: 1; } }
.newest-place { position: relative; block-size: 0; }
.newest { position: absolute; z-index: 1; inset-block-end: 12px; inset-inline-start: calc(50% - 22px); display: grid; place-items: center; inline-size: 44px; block-size: 44px; padding: 0; border: 1px solid var(--line); border-radius: 50%; background: var(--surface); color: var(--accent); box-shadow: 0 2px 10px rgb(0 0 0 / 18%); }

.composer { position: relative; display: grid; grid-template-columns: 1fr auto; align-items: end; gap: 8px; padding: 12px; padding-block-end: 4px; background: var(--surface); border-block-start: 1px solid var(--line); }
.composer textarea { display: block; inline-size: 100%; min-block-size: 48px; padding: 11px 16px; border: 1px solid var(--edge); border-radius: 24px; background: var(--ground); font-size: 16px; line-height: 24px; resize: none; }
.composer textarea::placeholder { color: var(--muted); opacity: 1; }
.composer textarea:focus-visible { outline: 2px solid var(--accent); outline-offset: 0; border-color: var(--accent); }
.composer textarea[aria-invalid="true"] { border-color: var(--danger); outline-color: var(--danger); }
.send { display: grid; place-items: center; inline-size: 48px; block-size: 48px; padding: 0; border: 0; border-radius: 50%; background: var(--accent); color: var(--on-accent); }
.send:disabled { background: var(--line); color: var(--muted); opacity: 1; }
.counter { grid-column: 1 / -1; padding-inline: 16px; color: var(--muted); font-size: 13.5px; }
.counter:empty { display: none; }
.counter.over { color: var(--danger); }
.notice { flex: none; padding: 4px 20px 10px; padding-block-end: calc(10px + env(safe-area-inset-bottom, 0px)); background: var(--surface); color: var(--muted); font-size: 13px; line-height: 1.45; text-align: center; }
.notice b { font-weight: 600; }
.notice a { display: inline-block; padding-block: 2px; color: inherit; font-weight: 600; }

.veil { position: absolute; z-index: 4; inset: 0; display: grid; place-items: center; padding: 16px; overflow-y: auto; background: rgb(8 20 20 / 55%); }
.question { inline-size: 100%; max-inline-size: 360px; padding: 22px; border-radius: 18px; background: var(--surface); color: var(--text); box-shadow: var(--shadow); }
.question h2 { font-size: 19px; font-weight: 650; line-height: 1.3; }
.question p { margin-block-start: 8px; color: var(--muted); }
.question .trouble { color: var(--danger); }
.question .trouble:empty { display: none; }
.question .practice-row { justify-content: flex-end; margin-block-start: 18px; }

@media (max-height: 520px) {
  .header { padding-block: 2px; }
  .mark { inline-size: 30px; block-size: 30px; }
  .titles p { display: none; }
  .composer { padding-block: 6px 2px; }
  .notice { padding-block: 2px 4px; line-height: 1.3; }
  .dial { inline-size: 104px; block-size: 104px; }
  .dial-text { font-size: 34px; }
}
@media (hover: hover) {
  .tool:hover, .menu button:hover, .quiet:hover { background: var(--soft); }
  .chip:hover { background: var(--soft); }
  .primary:hover:not(:disabled), .send:hover:not(:disabled), .danger:hover:not(:disabled), .call:hover { filter: brightness(1.08); }
  .secondary:hover { border-color: var(--accent); }
  .sources summary:hover { color: var(--text); }
}
@media (prefers-reduced-motion: reduce) {
  .panel[open] { animation: none; }
  .gone { transition: none; }
  .dots { display: none; }
  .sources summary::before { transition: none; }
}
@media (forced-colors: active) {
  .send, .primary, .danger, .call, .launcher { border: 1px solid ButtonText; }
  .mine .bubble { border: 1px solid; }
  .gone { stroke: Highlight; }
}
@media print { .panel { display: none; } }
`;
