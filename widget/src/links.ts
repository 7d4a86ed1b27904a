/** Which addresses the widget may link to or load pictures from. */

const TELEPHONE = /^tel:\+?[0-9][0-9*#()\-. ]{0,30}$/;

/**
 * The address if a link may lead there: a telephone number or an https page without credentials.
 *
 * @param address what the server sent.
 * @returns the address, or null for everything else, `javascript:` above all.
 */
export function safeHref(address: string): string | null {
  if (TELEPHONE.test(address)) return address.replace(/ /g, "");
  if (!/^https:\/\//i.test(address)) return null;
  const url = parsed(address);
  return url && url.protocol === "https:" && !url.username && !url.password ? url.href : null;
}

/**
 * The address of a picture that the server keeps.
 *
 * @param path what the server sent, such as `/media/pigeon.svg`.
 * @param server the server's base address.
 * @returns the whole address, or null if it does not lie in the server's picture folder.
 */
export function pictureAddress(path: string, server: string): string | null {
  if (!/^\/media\/[\w-]+(\.[\w-]+)*$/.test(path)) return null;
  return server.replace(/\/$/, "") + path;
}

function parsed(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}
