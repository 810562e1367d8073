// search: what makes two spellings the same word: compatibility forms, case and accents do not count.
// Invariant: the same on every machine, in Node and in browsers; folding twice changes nothing more.

/**
 * Accents of Latin, Greek and Cyrillic, points of Hebrew, vowel signs of Arabic. Marks of other scripts stay, since there they are
 * letters of their own right: Japanese voicing, vowels of Hindi or Thai.
 */
const MARKS =
  /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]+/g;

/** What makes an emoji of a sign or a digit. */
const EMOJI_MARKS = /[\ufe00-\ufe0f]|\u20e3/g;

/** Letters that Unicode does not take apart, and how people type them who lack the key. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');

const ASCII = /^[\0-\x7f]*$/;
const NO_WORD = /[^\p{L}\p{N}\p{M}]+/gu;

/** The form under which a word is found: `Õhtul` → `ohtul`, `ﬁle` → `file`, `Straße` → `strasse`. */
export function fold(word: string): string {
  if (ASCII.test(word)) return word.toLowerCase();
  // Lower case can bring forth marks (`İ`), and taking letters apart can bring forth capitals: so both, twice.
  const apart = word.normalize('NFKD').toLowerCase().normalize('NFKD').toLowerCase();
  const bare = apart
    .replace(MARKS, '')
    .replace(EMOJI_MARKS, '')
    .replace(LETTER, (letter) => LETTERS[letter] ?? letter);
  return bare.replace(NO_WORD, '').normalize('NFC');
}
