/** Prints one answer by itself, not the page around it. */

import { pictureAddress } from "./links";
import type { Reply } from "./protocol";

const HIDE_THE_PAGE = `
@media print { body > :not(limber-print) { display: none !important; } limber-print { display: block; } }
@media screen { limber-print { display: none; } }
`;

const LOOKS = `
:host { color: #000; background: #fff; color-scheme: light; font: 12pt/1.5 system-ui, sans-serif; }
h1 { font-size: 16pt; margin: 0 0 8pt; }
img { display: block; max-width: 12cm; max-height: 8cm; margin: 0 0 8pt; }
p, ol, ul { margin: 0 0 8pt; }
li { margin-block-end: 3pt; }
small { display: block; margin-block-start: 12pt; padding-block-start: 6pt; border-block-start: 0.5pt solid #888; font-size: 9pt; }
`;

/**
 * Open the browser's print dialog with an answer.
 *
 * @param question what was asked; the heading.
 * @param server base address for pictures.
 * @param foot where it comes from and the notice, printed small.
 */
export async function printAnswer(question: string, reply: Reply, server: string, foot: readonly string[]): Promise<void> {
  document.querySelector("limber-print")?.remove();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(HIDE_THE_PAGE);
  const paper = document.createElement("limber-print");
  const root = paper.attachShadow({ mode: "open" });
  const looks = new CSSStyleSheet();
  looks.replaceSync(LOOKS);
  root.adoptedStyleSheets = [looks];
  root.append(element("h1", reply.cards[0]?.title || question));
  const pictures = reply.cards.flatMap((card) => picture(card.image, card.alt, server));
  root.append(...pictures);
  for (const block of reply.blocks) {
    if (block.text) root.append(element("p", block.text));
    if (block.items.length) {
      const items = document.createElement(block.numbered ? "ol" : "ul");
      items.append(...block.items.map((item) => element("li", item)));
      root.append(items);
    }
  }
  root.append(...reply.contacts.map((contact) => element("p", contact.label)));
  root.append(...foot.map((line) => element("small", line)));
  document.body.append(paper);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const tidy = () => {
    paper.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  };
  window.addEventListener("afterprint", tidy, { once: true });
  // A picture that can't be had must not keep the words from the paper.
  await Promise.all(pictures.map((image) => image.decode().catch(() => undefined)));
  window.print();
}

function picture(path: string | null, alt: string, server: string): HTMLImageElement[] {
  const address = path && pictureAddress(path, server);
  if (!address) return [];
  const image = document.createElement("img");
  image.alt = alt;
  image.src = address;
  return [image];
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
