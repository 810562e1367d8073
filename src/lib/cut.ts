// lib: texts that are longer than there is room for.
// Invariant: no half of a character is left.

/** The beginning of a text, of at most so many UTF-16 code units. */
export const cut = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
