/** An answer as plain text: for the clipboard, for what a screen reader is told. */

import type { Block, Reply } from "./protocol";

/** A block's paragraph and items, one a line. */
export function blockText(block: Block): string {
  const items = block.items.map((item, index) => (block.numbered ? `${index + 1}. ${item}` : `- ${item}`));
  return [block.text, ...items].filter(Boolean).join("\n");
}

/** What an answer says, in words. */
export function replyText(reply: Reply): string {
  const contacts = reply.contacts.map((contact) => contact.label);
  return [...reply.blocks.map(blockText), ...contacts].join("\n\n");
}

/** An answer with where it comes from, to be pasted elsewhere. */
export function copyText(reply: Reply, sourcesTitle: string, notice: string): string {
  const sources = reply.sources.length ? `${sourcesTitle}: ${reply.sources.join("; ")}` : "";
  return [replyText(reply), sources, notice].filter(Boolean).join("\n\n");
}
