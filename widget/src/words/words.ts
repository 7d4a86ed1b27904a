import { en, type Words } from "./en";

/** English with the phrases that a page gives in another language; what is no phrase is left out. */
export function wordsWith(others: unknown): Words {
  const given = typeof others === "object" && others !== null ? Object.entries(others) : [];
  const fitting = given.filter(([name, phrase]) => name in en && typeof phrase === "string");
  return { ...en, ...Object.fromEntries(fitting) };
}
