/** Colours and measures of the whole widget, and the launcher's looks. */

const dark = `
  --accent: var(--limber-accent, #62cdb6);
  --on-accent: var(--limber-on-accent, #05261f);
  --soft: #1b3a34;
  --surface: var(--limber-surface, #1b2326);
  --ground: var(--limber-ground, #12191b);
  --text: var(--limber-text, #e7eeec);
  --muted: var(--limber-muted, #a7b5b3);
  --line: #334044;
  --edge: #7f8f8d;
  --danger: #ffb4ab;
  --on-danger: #45080a;
  --danger-soft: #3a1a1a;
  --danger-line: #8f3f3b;
  --warn: #ffcf86;
  --on-warn: #3a2500;
  --warn-soft: #35290f;
  --warn-line: #80642a;
  --shadow: 0 1px 2px rgb(0 0 0 / 40%), 0 18px 48px rgb(0 0 0 / 50%);
  --picture: #182629;
  color-scheme: dark;
`;

export const launcherStyles = `
:host {
  --accent: var(--limber-accent, #0b6b5c);
  --on-accent: var(--limber-on-accent, #ffffff);
  --soft: #e2f0ec;
  --surface: var(--limber-surface, #ffffff);
  --ground: var(--limber-ground, #f4f7f6);
  --text: var(--limber-text, #16262a);
  --muted: var(--limber-muted, #516167);
  --line: #dae3e1;
  --edge: #75858a;
  --danger: #a8201a;
  --on-danger: #ffffff;
  --danger-soft: #fdeeec;
  --danger-line: #e9b1ac;
  --warn: #7a4a00;
  --on-warn: #ffffff;
  --warn-soft: #fff5e2;
  --warn-line: #ecd3a2;
  --picture: #e8f1ee;
  --shadow: 0 1px 2px rgb(16 40 36 / 10%), 0 16px 48px rgb(16 40 36 / 22%);
  --radius: var(--limber-radius, 18px);
  --font: var(--limber-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif);
  color-scheme: light;
  display: block;
}
:host([hidden]) { display: none; }
:host([mode="inline"]) { block-size: var(--limber-height, 640px); max-block-size: 100%; }
:host([theme="dark"]) { ${dark} }
@media (prefers-color-scheme: dark) {
  :host(:not([theme="light"])) { ${dark} }
}
@supports (color: color-mix(in srgb, red, blue)) {
  :host { --soft: color-mix(in srgb, var(--accent) 13%, var(--surface)); }
}
.launcher {
  position: fixed;
  z-index: var(--limber-z-index, 9999);
  inset-block-end: calc(var(--limber-offset, 20px) + env(safe-area-inset-bottom, 0px));
  inset-inline-end: var(--limber-offset, 20px);
  display: flex;
  align-items: center;
  gap: 10px;
  max-inline-size: calc(100vw - 2 * var(--limber-offset, 20px));
  min-block-size: 56px;
  padding-block: 10px;
  padding-inline: 18px 22px;
  border: 0;
  border-radius: 28px;
  background: var(--accent);
  color: var(--on-accent);
  font: 600 16px/1.3 var(--font);
  text-align: start;
  text-transform: none;
  letter-spacing: normal;
  cursor: pointer;
  box-shadow: var(--shadow);
  -webkit-tap-highlight-color: transparent;
}
.launcher[hidden] { display: none; }
.launcher svg { flex: none; inline-size: 24px; block-size: 24px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linejoin: round; }
.launcher:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
.launcher[aria-busy="true"] svg { animation: wait 1s ease-in-out infinite alternate; }
@keyframes wait { to { opacity: 0.35; } }
@media (hover: hover) { .launcher:hover { filter: brightness(1.08); } }
@media (prefers-reduced-motion: reduce) { .launcher[aria-busy="true"] svg { animation: none; opacity: 0.5; } }
@media (forced-colors: active) { .launcher { border: 2px solid ButtonText; } }
@media print { .launcher { display: none; } }
`;
