import type { Button } from "../protocol";
import type { Words } from "../words/en";

/** What every view needs beside what it shows. */
export interface Context {
  readonly words: Words;
  /** Base address of the server. */
  readonly server: string;
  readonly press: (button: Button) => void;
  /** Say something to people who can't see the screen. */
  readonly announce: (text: string) => void;
}
