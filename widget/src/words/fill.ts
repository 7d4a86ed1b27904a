/** A phrase with its gaps filled: `fill("{count} left", { count: 3 })`. */
export function fill(phrase: string, values: Readonly<Record<string, string | number>>): string {
  return phrase.replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap));
}
