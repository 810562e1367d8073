// emulator/live: words of texts, how keywords find them, and how what was found is marked (fleep-wire.md 3.10).
// Invariant: a keyword finds the words that begin with it, without regard to case; marks come around whole words of what people read,
// never inside of a tag or an entity, so markup stays well-formed.

const WORD = /[\p{L}\p{N}]+/gu;
const NO_TEXT = /<file\b[^>]*?(?:\/>|>[^<]*<\/file>)|<[^>]*>|&[^;\s]*;/g;

/** In lower case, in order. */
export const wordsIn = (text: string): string[] => (text.match(WORD) ?? []).map((word) => word.toLowerCase());

/** How well words answer all keywords: two points for a whole word, one for the beginning of one; 0 when a keyword finds none. */
export function weightOf(words: readonly string[], keywords: readonly string[]): number {
  let weight = 0;
  for (const keyword of keywords) {
    const found = words.filter((word) => word.startsWith(keyword));
    if (found.length === 0) return 0;
    weight += found.includes(keyword) ? 2 : 1;
  }
  return weight;
}

/** Message XML with `<mark>` around the words that were found. */
export function markedXml(xml: string, keywords: readonly string[]): string {
  let marked = '';
  let end = 0;
  for (const { index, 0: skipped } of xml.matchAll(NO_TEXT)) {
    marked += markedText(xml.slice(end, index), keywords) + skipped;
    end = index + skipped.length;
  }
  return marked + markedText(xml.slice(end), keywords);
}

/** The same for a text without markup, such as a file name. */
export function markedText(text: string, keywords: readonly string[]): string {
  return text.replace(WORD, (word) => {
    const isFound = keywords.some((keyword) => word.toLowerCase().startsWith(keyword));
    return isFound ? `<mark>${word}</mark>` : word;
  });
}
