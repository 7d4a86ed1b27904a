/** Tells of new answers: in words to those who can't see them, in events to the page. */

import type { Reply } from "./protocol";
import type { State } from "./state";
import { replyText } from "./text";
import type { Words } from "./words/en";

export class News {
  private readonly known = new Set<string>();
  private session: string | null = null;

  /**
   * @param page the element that dispatches the events.
   * @param announce says something to people who can't see the screen.
   */
  constructor(
    private readonly page: EventTarget,
    private readonly words: () => Words,
    private readonly announce: (text: string) => void,
  ) {}

  /** Tell what is new in a state. What a conversation holds when it is opened is not. */
  tell({ sessionId, turns }: State): void {
    const opened = sessionId !== this.session;
    this.session = sessionId;
    for (const { reply } of turns) {
      if (!reply || this.known.has(reply.turn)) continue;
      this.known.add(reply.turn);
      if (opened) continue;
      // An escalation speaks for itself, as an alert.
      if (reply.kind !== "escalation") this.announce(`${this.words().bot}: ${replyText(reply)}`);
      this.tellPage(reply);
    }
  }

  /** Ids and kinds only: what people say stays in the conversation. */
  private tellPage({ turn, kind, tier, groups, contentIds }: Reply): void {
    const detail = { turn, kind, tier, groups, contentIds };
    const names = kind === "escalation" ? ["limber-reply", "limber-escalation"] : ["limber-reply"];
    for (const name of names) {
      this.page.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
    }
  }
}
