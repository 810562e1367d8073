// emulator/synthetic: the text of a message, as it stands inside a JSON string.
// Invariant: what comes out needs no escaping: every quotation mark in it is written \" and the vocabulary has no
// character that JSON or XML would escape.
import { Dice, fraction } from './hash.js';
import { plainWordOf, type Vocabulary, vocabularyFor } from './words.js';

const MIN_WORDS = 5;
const MAX_WORDS = 60;

export interface Mentioned {
  readonly accountId: string;
  readonly name: string;
}

type Markup = (speech: Speech, words: number, mentioned: Mentioned) => string;

/** What a message is drawn from. */
interface Speech {
  readonly dice: Dice;
  readonly vocabulary: Vocabulary;
}

/** Each kind of markup as often as its number of places in 100; the rest is plain. */
const markups: readonly (readonly [number, Markup])[] = [
  [8, (speech, words) => `${prose(speech, words)}<br/>${prose(speech, words >> 1)}`],
  [5, (speech, words) => `${prose(speech, words)} <b flp=\\"*\\" fls=\\"*\\">${phraseIn(speech, 2)}</b>`],
  [5, (speech, words) => `${prose(speech, words)} ${link(speech.dice)}`],
  [4, (speech, words, person) => `${mention(person)} ${prose(speech, words)}`],
  [4, (speech, words) => `${prose(speech, words)} <emo kind=\\"esmile\\">:)</emo>`],
  [
    3,
    (speech, words) =>
      `${prose(speech, words)} R&amp;D &lt;${phraseIn(speech, 1)}&gt; &quot;${phraseIn(speech, 3)}&quot;`,
  ],
  [3, (speech, words) => `<q>&gt; ${prose(speech, words >> 1)}<br/></q>${prose(speech, words)}`],
  [2, (speech, words) => `<i flp=\\"_\\" fls=\\"_\\">${phraseIn(speech, 2)}</i> ${prose(speech, words)}`],
  [3, (speech, words) => `${prose(speech, words)}</p><p>${prose(speech, words)}`],
];

const markupTable = markups.flatMap(([share, markup]) => Array<Markup>(share).fill(markup));

/** `language` decides on the vocabulary. `<msg><p>…</p>` without the closing tag, so that a file element may follow. */
export function messageStart(seed: number, language: number, mentioned: Mentioned): string {
  const dice = new Dice(seed);
  const words = MIN_WORDS + Math.floor((MAX_WORDS - MIN_WORDS) * fraction(dice.next()) ** 3);
  const markup = markupTable[dice.below(100)];
  const speech = { dice, vocabulary: vocabularyFor(language) };
  return `<msg><p>${markup ? markup(speech, words, mentioned) : prose(speech, words)}</p>`;
}

/** A few words without punctuation, such as a topic. */
export const phrase = (dice: Dice, words: number): string =>
  phraseIn({ dice, vocabulary: vocabularyFor(dice.next()) }, words);

function phraseIn({ dice, vocabulary }: Speech, words: number): string {
  let text = vocabulary.word(dice.next());
  for (let left = words - 1; left > 0; left -= 1) text += ` ${vocabulary.word(dice.next())}`;
  return text;
}

/** Sentences of 5 to 16 words. */
function prose(speech: Speech, words: number): string {
  let text = '';
  let left = Math.max(words, 3);
  while (left > 0) {
    const length = Math.min(left, 5 + speech.dice.below(12));
    text += `${text === '' ? '' : ' '}${sentence(speech, left - length < 3 ? left : length)}`;
    left -= left - length < 3 ? left : length;
  }
  return text;
}

function sentence({ dice, vocabulary }: Speech, words: number): string {
  let hash = dice.next();
  let text = vocabulary.capital(hash);
  for (let index = 1; index < words; index += 1) {
    // The comma goes by other bits than those that choose most words.
    const hasComma = hash >>> 28 === 7 && index > 2;
    // Each number is good for two words: its halves change places.
    hash = index % 2 === 1 ? dice.next() : ((hash >>> 16) | (hash << 16)) >>> 0;
    text += hasComma ? ', ' : ' ';
    text += vocabulary.word(hash);
  }
  return text + (hash % 11 === 0 ? '?' : '.');
}

function link(dice: Dice): string {
  const url = `https://${plainWordOf(dice.next()).toLowerCase()}.example.com/${dice.below(10_000)}`;
  return `<a href=\\"${url}\\">${url}</a>`;
}

function mention({ accountId, name }: Mentioned): string {
  return `<mention account_id=\\"${accountId}\\">@${name}</mention>`;
}
