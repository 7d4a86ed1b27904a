/** Icons, drawn as strokes on a 24 px grid in the colour of the text. All are decoration beside words. */

import { html, type TemplateResult } from "lit";

function icon(path: string): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${path}></path></svg>`;
}

export const icons = {
  close: icon("M6 6l12 12M18 6L6 18"),
  more: icon("M12 5.5v.01M12 12v.01M12 18.5v.01"),
  send: icon("M12 19V5M5.5 11.5L12 5l6.5 6.5"),
  copy: icon("M9 9h10v11H9zM5 15V4h10"),
  done: icon("M5 12.5l4.5 4.5L19 7.5"),
  print: icon("M7 9V4h10v5M7 17H4v-7h16v7h-3M7 14h10v6H7z"),
  up: icon("M7 11v9H4v-9zM7 11l4-7c1.5 0 2.5 1 2.5 2.5L13 10h5.5a2 2 0 0 1 2 2.3l-1 6a2 2 0 0 1-2 1.7H7"),
  down: icon("M7 13V4H4v9zM7 13l4 7c1.5 0 2.5-1 2.5-2.5L13 14h5.5a2 2 0 0 0 2-2.3l-1-6a2 2 0 0 0-2-1.7H7"),
  phone: icon("M6.5 3.5h3l1.5 4-2 1.5a12 12 0 0 0 6 6l1.5-2 4 1.5v3a2 2 0 0 1-2 2A16 16 0 0 1 4.5 5.5a2 2 0 0 1 2-2z"),
  alert: icon("M12 3.5L2.5 20h19zM12 10v4.5M12 17.3v.01"),
  ask: icon("M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .8-1 1.7M12 16.8v.01"),
  timer: icon("M12 6.5a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM12 10v3.5l2 1.5M9.5 3.5h5"),
  sound: icon("M4 10v4h3l4 4V6l-4 4zM15 9.5c1.5 1.5 1.5 3.5 0 5M17.5 7c3 3 3 7 0 10"),
  silent: icon("M4 10v4h3l4 4V6l-4 4zM15.5 10l4 4M19.5 10l-4 4"),
  newest: icon("M12 5v14M5.5 12.5L12 19l6.5-6.5"),
};
