// search: a list of words ↔ one text in which each begins with how much it shares with the one before.
// Invariant: any words come back that do not have the character that ends each.

const SHARED_FROM = 0x30;
const MOST_SHARED = 40;
/** DEL: JSON writes it in one byte, and it stands in no word. */
export const WORD_END = '\u007f';

/** Takes words one after the other. */
export class FrontCoder {
  #last = '';
  text = '';

  add(word: string): void {
    const shared = sharedLength(this.#last, word);
    this.text += String.fromCharCode(SHARED_FROM + shared) + word.slice(shared) + WORD_END;
    this.#last = word;
  }
}

export function frontCoded(words: Iterable<string>): string {
  const coder = new FrontCoder();
  for (const word of words) coder.add(word);
  return coder.text;
}

export function frontDecoded(text: string): string[] {
  let last = '';
  const parts = text.split(WORD_END);
  return parts.slice(0, -1).map((part) => {
    last = last.slice(0, part.charCodeAt(0) - SHARED_FROM) + part.slice(1);
    return last;
  });
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < MOST_SHARED && length < a.length && a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  return length;
}
