/** Which part of the conversation is in view. */

/** Nearer to the end than this, the reader follows the conversation. */
const NEAR_END_PIXELS = 120;
const MARGIN_PIXELS = 12;

export class Scroller {
  /** Whether the reader wants to see what comes. */
  private follows = true;
  private atEnd = true;
  private log: HTMLElement | null = null;
  private readonly sizes = new ResizeObserver(() => void (this.atEnd && this.toEnd()));

  /** @param changed told whether the newest turn lies below what is in view. */
  constructor(private readonly changed: (below: boolean) => void) {}

  /** The element that scrolls. */
  attach(log: HTMLElement): void {
    if (log === this.log) return;
    this.log = log;
    this.sizes.disconnect();
    this.sizes.observe(log);
  }

  end(): void {
    this.sizes.disconnect();
  }

  /** The reader has said something: what comes next is for them. */
  follow(): void {
    this.follows = true;
  }

  /** The reader or the page scrolled. */
  readonly moved = (): void => {
    const { log } = this;
    if (!log) return;
    const below = log.scrollHeight - log.scrollTop - log.clientHeight;
    this.atEnd = below < 2;
    if (below < NEAR_END_PIXELS) this.follows = true;
    const newest = newestIn(log);
    const unseen = newest !== null && newest.offsetTop > log.scrollTop + log.clientHeight;
    if (unseen) this.follows = false;
    this.changed(unseen);
  };

  readonly toEnd = (): void => {
    if (this.log) this.log.scrollTop = this.log.scrollHeight;
  };

  /** Something new: show its beginning, if the reader follows. */
  news(): void {
    const { log } = this;
    const newest = log && newestIn(log);
    if (log && newest && this.follows) log.scrollTop = newest.offsetTop - MARGIN_PIXELS;
    this.moved();
  }
}

function newestIn(log: HTMLElement): HTMLElement | null {
  const turns = log.querySelectorAll<HTMLElement>("[data-turn]");
  return turns[turns.length - 1] ?? null;
}
