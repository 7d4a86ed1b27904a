/** What outlasts a page: the conversation's id and whether the panel is open. Nothing else is kept. */

import { SESSION_ID } from "./protocol";

const ID = "limber-chat.conversation";
const OPEN = "limber-chat.open";

/** The part of a browser's storage that is used. */
export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export class Memory {
  /** @param shelf where it is kept; see `siteShelf`. */
  constructor(private readonly shelf: Shelf) {}

  get conversation(): string | null {
    const id = this.shelf.getItem(ID);
    return id && SESSION_ID.test(id) ? id : null;
  }

  set conversation(id: string | null) {
    this.write(ID, id);
  }

  get open(): boolean {
    return this.shelf.getItem(OPEN) === "1";
  }

  set open(open: boolean) {
    this.write(OPEN, open ? "1" : null);
  }

  /** Whether a `storage` event tells of another conversation. */
  concerns(event: StorageEvent): boolean {
    return event.storageArea === this.shelf && (event.key === ID || event.key === null);
  }

  private write(key: string, value: string | null): void {
    if (value === null) this.shelf.removeItem(key);
    else this.shelf.setItem(key, value);
  }
}

/** The browser's storage for this site or, where it is forbidden or full, one that lasts as long as the page. */
export function siteShelf(): Shelf {
  try {
    const storage = window.localStorage;
    storage.setItem(OPEN, storage.getItem(OPEN) ?? "0");
    return storage;
  } catch {
    const kept = new Map<string, string>();
    return {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    };
  }
}
