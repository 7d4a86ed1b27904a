/** What the loader and the panel agree on. The panel's code comes later, so this file holds types alone. */

import type { Memory } from "./memory";
import type { Words } from "./words/en";

export type Mode = "popup" | "inline";

/** What the element that stands in the page gives the panel. */
export interface Host {
  /** The element in the page: it dispatches the events. */
  readonly element: HTMLElement;
  readonly root: ShadowRoot;
  /** Base address of the server, without a slash at its end. */
  readonly server: string;
  readonly mode: Mode;
  readonly memory: Memory;
  readonly words: () => Words;
  readonly token: () => string | null;
  /** The panel was closed from within. */
  readonly closed: () => void;
}

/** What the panel gives the element. */
export interface PanelHandle {
  /** @param focus whether the focus moves into the panel. */
  show(focus: boolean): void;
  hide(): void;
  /** The words or the token changed. */
  refresh(): void;
  /** Close the line and leave the page. */
  remove(): void;
}
