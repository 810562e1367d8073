// emulator/synthetic: the text of a message, as it stands inside a JSON string.
// Invariant: what comes out needs no escaping: every quotation mark in it is written \" and the vocabulary has no
// character that JSON or XML would escape.
import { Dice, fraction } from './hash.js';
import { capitalWordOf, wordOf } from './words.js';

const MIN_WORDS = 5;
const MAX_WORDS = 60;

export interface Mentioned {
  readonly accountId: string;
  readonly name: string;
}

type Markup = (dice: Dice, words: number, mentioned: Mentioned) => string;

/** Each kind of markup as often as its number of places in 100; the rest is plain. */
const markups: readonly (readonly [number, Markup])[] = [
  [8, (dice, words) => `${prose(dice, words)}<br/>${prose(dice, words >> 1)}`],
  [5, (dice, words) => `${prose(dice, words)} <b flp=\\"*\\" fls=\\"*\\">${phrase(dice, 2)}</b>`],
  [5, (dice, words) => `${prose(dice, words)} ${link(dice)}`],
  [4, (dice, words, person) => `${mention(person)} ${prose(dice, words)}`],
  [4, (dice, words) => `${prose(dice, words)} <emo kind=\\"esmile\\">:)</emo>`],
  [3, (dice, words) => `${prose(dice, words)} R&amp;D &lt;${phrase(dice, 1)}&gt; &quot;${phrase(dice, 3)}&quot;`],
  [3, (dice, words) => `<q>&gt; ${prose(dice, words >> 1)}<br/></q>${prose(dice, words)}`],
  [2, (dice, words) => `<i flp=\\"_\\" fls=\\"_\\">${phrase(dice, 2)}</i> ${prose(dice, words)}`],
  [3, (dice, words) => `${prose(dice, words)}</p><p>${prose(dice, words)}`],
];

const markupTable = markups.flatMap(([share, markup]) => Array<Markup>(share).fill(markup));

/** `<msg><p>…</p>` without the closing tag, so that a file element may follow. */
export function messageStart(seed: number, mentioned: Mentioned): string {
  const dice = new Dice(seed);
  const words = MIN_WORDS + Math.floor((MAX_WORDS - MIN_WORDS) * fraction(dice.next()) ** 3);
  const markup = markupTable[dice.below(100)];
  return `<msg><p>${markup ? markup(dice, words, mentioned) : prose(dice, words)}</p>`;
}

/** A few words without punctuation, such as a topic. */
export function phrase(dice: Dice, words: number): string {
  let text = wordOf(dice.next());
  for (let left = words - 1; left > 0; left -= 1) text += ` ${wordOf(dice.next())}`;
  return text;
}

/** Sentences of 5 to 16 words. */
function prose(dice: Dice, words: number): string {
  let text = '';
  let left = Math.max(words, 3);
  while (left > 0) {
    const length = Math.min(left, 5 + dice.below(12));
    text += `${text === '' ? '' : ' '}${sentence(dice, left - length < 3 ? left : length)}`;
    left -= left - length < 3 ? left : length;
  }
  return text;
}

function sentence(dice: Dice, words: number): string {
  let text = capitalWordOf(dice.next());
  let hash = 0;
  for (let index = 1; index < words; index += 1) {
    hash = index % 2 === 1 ? dice.next() : hash >>> 16;
    text += (hash & 0xf000) === 0x7000 && index > 2 ? ', ' : ' ';
    text += wordOf(hash);
  }
  return text + (hash % 11 === 0 ? '?' : '.');
}

function link(dice: Dice): string {
  const url = `https://${wordOf(dice.next()).toLowerCase()}.example.com/${dice.below(10_000)}`;
  return `<a href=\\"${url}\\">${url}</a>`;
}

function mention({ accountId, name }: Mentioned): string {
  return `<mention account_id=\\"${accountId}\\">@${name}</mention>`;
}
