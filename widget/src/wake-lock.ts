/** Keeps the screen on during a timer, where the browser allows it. */
export class ScreenLock {
  private wanted = false;
  private lock: WakeLockSentinel | null = null;
  private readonly again = () => void (document.visibilityState === "visible" && this.take());

  /** Keep the screen on, also after the tab was hidden. */
  hold(): void {
    if (this.wanted) return;
    this.wanted = true;
    document.addEventListener("visibilitychange", this.again);
    void this.take();
  }

  release(): void {
    this.wanted = false;
    document.removeEventListener("visibilitychange", this.again);
    void this.lock?.release();
    this.lock = null;
  }

  private async take(): Promise<void> {
    try {
      const lock = await navigator.wakeLock.request("screen");
      if (this.wanted) this.lock = lock;
      else void lock.release();
    } catch {
      // Not offered, not allowed or battery low: the timer is right without it.
    }
  }
}
