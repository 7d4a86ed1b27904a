/**
 * Put a text on the clipboard.
 *
 * @param place where a field may stand for a moment, for pages without the clipboard interface (http).
 * @returns whether it worked.
 */
export async function copyToClipboard(text: string, place: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text, place);
  }
}

function copyBySelection(text: string, place: HTMLElement): boolean {
  const field = document.createElement("textarea");
  field.className = "unseen";
  field.value = text;
  field.setAttribute("aria-hidden", "true");
  const root = place.getRootNode() as ShadowRoot;
  const focused = root.activeElement;
  place.append(field);
  field.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}
