import { LitElement } from "lit";

/**
 * A Lit element without a shadow tree of its own: all parts of the widget live in the one tree of
 * `<limber-chat>`, so that its styles, `::part` and ids reach every one of them.
 */
export class PlainElement extends LitElement {
  protected override createRenderRoot(): this {
    return this;
  }
}

/** Make an element known, once a page. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
