/** The dialog in which the panel stands: beside the page on a large screen, over it on a small one. */

/** Below this the panel fills the screen: phones, and pages at high zoom. */
const SMALL_SCREEN = "(max-width: 640px), (max-height: 520px)";

export class Frame {
  private readonly small = window.matchMedia(SMALL_SCREEN);
  private dialog: HTMLDialogElement | null = null;

  constructor() {
    this.small.addEventListener("change", this.refit);
    window.visualViewport?.addEventListener("resize", this.fit);
    window.visualViewport?.addEventListener("scroll", this.fit);
  }

  /** Leave the page. */
  end(): void {
    this.small.removeEventListener("change", this.refit);
    window.visualViewport?.removeEventListener("resize", this.fit);
    window.visualViewport?.removeEventListener("scroll", this.fit);
  }

  /** Show it. Over the page it is modal: nothing behind it can be reached. Beside the page it is not. */
  open(dialog: HTMLDialogElement): void {
    this.dialog = dialog;
    if (dialog.open) return;
    const focused = focusedIn(dialog) ?? document.activeElement;
    if (this.small.matches) dialog.showModal();
    else {
      dialog.show();
      // show() takes the focus; whoever reads the page keeps it.
      if (focused instanceof HTMLElement && focused !== document.body) focused.focus({ preventScroll: true });
      else focusedIn(dialog)?.blur();
    }
    this.fit();
  }

  close(): void {
    const { dialog } = this;
    this.dialog = null;
    dialog?.close();
  }

  /** Whether it should be open but the browser closed it, as some do at a second Escape. */
  wasClosed(): boolean {
    return this.dialog !== null && !this.dialog.open;
  }

  private readonly refit = (): void => {
    const { dialog } = this;
    if (!dialog) return;
    const focused = focusedIn(dialog);
    this.close();
    this.open(dialog);
    focused?.focus();
  };

  /** Fill what an on-screen keyboard leaves of the screen. */
  private readonly fit = (): void => {
    const view = window.visualViewport;
    if (!this.dialog || !view) return;
    const whole = view.scale === 1 && this.small.matches;
    this.dialog.style.setProperty("--seen-height", whole ? `${view.height}px` : "100dvh");
    this.dialog.style.setProperty("--seen-top", whole ? `${view.offsetTop}px` : "0px");
  };
}

function focusedIn(element: HTMLElement): HTMLElement | null {
  return (element.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
}
