// emulator/synthetic: the vocabularies, most frequent word first. The rank of a word decides how often it is said (Zipf).
// Invariant: the same words on every machine, 50,000 of them in Latin letters; a word needs no escaping in JSON or XML.
import { Dice } from './hash.js';

const ranked = `the to and a of we in it is for that on you I this with be have are at can not as if will but from was
an they our or so there by what when do all just about one get now should your has out up more time which need me how
been like new some after would only also then any work think no their make team next see before good first them let
check today use could still here version into over know back week already issue other back sure data customer people
page look order report works day change want test right because send last release way may build done fix server plan
call maybe thanks update list question meeting problem while tomorrow both without same line ask office price start end
design review maybe agree part number share copy money offer screen morning login contract cost month wait two three
small big later again better long early quick late quick open close invoice budget hours deal draft sample supplier support
website campaign feature button screen network cable printer coffee lunch phone laptop folder document slide deck
forecast quarter target growth pipeline backlog ticket sprint deploy branch merge rollback incident outage latency
monitor alert database query index cache backup restore migration schema token password account profile invite
newsletter landing banner logo colour font layout sketch prototype feedback survey interview candidate onboarding
holiday payroll expense travel hotel flight train booking venue stage booth flyer partner reseller warehouse shipment
delivery stock package label customs tax audit policy clause signature notary lawyer deadline reminder agenda minutes
roadmap milestone estimate risk scope priority owner handover training manual handbook glossary translation Tallinn
Tartu Berlin Lisbon Osaka Haifa London Friday Monday Wednesday spring summer autumn winter sensor firmware battery
antenna enclosure prototype calibration humidity pressure threshold sampling gateway greenhouse tomato irrigation
nevertheless approximately considerably unfortunately simultaneously`.split(/\s+/);

/** The low bits of a hash choose a slot; a slot of rare words leaves the choice among them to the high bits. */
const TABLE_BITS = 16;
const TABLE_SIZE = 1 << TABLE_BITS;
/** The exponent of Zipf's law, and what flattens the top of the distribution (Mandelbrot). */
const EXPONENT = 1.1;
const FLATTENING = 2.7;
/** In large bodies of text the words behind the first few thousand grow rare with the square (Ferrer i Cancho and Solé, 2001). */
const KERNEL = 5_000;
const TAIL_EXPONENT = 2;

const weightOf = (rank: number): number =>
  (Math.min(rank, KERNEL) + FLATTENING) ** -EXPONENT * (KERNEL / Math.max(rank, KERNEL)) ** TAIL_EXPONENT;

/** The words of one language. */
export class Vocabulary {
  readonly #words: readonly string[];
  readonly #starts: Uint32Array;
  /** By slot, the only word of it. */
  readonly #table: readonly (string | undefined)[];
  readonly #capitals: readonly (string | undefined)[];

  constructor(words: readonly string[]) {
    this.#words = words;
    this.#starts = slotsOf(words.length);
    this.#table = Array.from(this.#starts.subarray(0, TABLE_SIZE), (start, slot) =>
      (this.#starts[slot + 1] ?? 0) - start <= 1 ? words[start] : undefined,
    );
    this.#capitals = this.#table.map((word) => word && capital(word));
  }

  /** A word for any unsigned 32-bit number. */
  word(hash: number): string {
    return this.#table[hash & (TABLE_SIZE - 1)] ?? this.#rareWord(hash);
  }

  /** The same word at the start of a sentence. */
  capital(hash: number): string {
    return this.#capitals[hash & (TABLE_SIZE - 1)] ?? capital(this.#rareWord(hash));
  }

  #rareWord(hash: number): string {
    const slot = hash & (TABLE_SIZE - 1);
    const start = this.#starts[slot] ?? 0;
    const span = Math.max(1, (this.#starts[slot + 1] ?? 0) - start);
    return this.#words[start + ((hash >>> TABLE_BITS) % span)] ?? '';
  }
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Slot → rank of its first word; at the end the count. A frequent word has many slots, a slot near the end many words. */
function slotsOf(count: number): Uint32Array {
  const weights = Array.from({ length: count }, (_unused, rank) => weightOf(rank));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const starts = new Uint32Array(TABLE_SIZE + 1).fill(count);
  let share = 0;
  let slot = 0;
  for (const [rank, weight] of weights.entries()) {
    share += weight / total;
    for (; slot < Math.min(TABLE_SIZE, share * TABLE_SIZE); slot += 1) starts[slot] = rank;
  }
  return starts;
}

const LATIN =
  'ba be bi bo bu ca ce co da de di do du fa fe fi ga ge go ha he hi ka ke ki ko la le li lo lu ma me mi mo na ne ni no pa ' +
  'pe pi po ra re ri ro ru sa se si so sta stre ta te ti to tri tu va ve vi wa we ya zo ing er ent al on is ness ment';

/** Syllables of the other languages. */
const OTHERS = [
  'kä lö mü õi ää öö üle ta ma se vi šo ži ne ra ko pe st',
  'при ва до ни ка ло ме те ра со ста ный ова ть ще жи ё й',
  'ال كت مر سل ون يد بر حم نا عل قا أم ة',
  'של מד בר כת ור ים אל נה תו חש',
  '東 京 会 議 資 料 更 新 数 据 問 題 確 認 来 週 今 日 の は を',
];

const common = [...new Set(ranked)];

/** Made when they are first asked for: that takes a third of a second, and most worlds have words of their own. */
let made: { readonly main: Vocabulary; readonly others: readonly Vocabulary[] } | undefined;

const makeVocabularies = () => ({
  main: new Vocabulary(madeWords(common, LATIN, 50_000)),
  others: OTHERS.map((syllables, index) => new Vocabulary(madeWords([], syllables, 3_000 + index))),
});

/** One number in twelve stands for another language than the rest. */
export function vocabularyFor(hash: number): Vocabulary {
  made ??= makeVocabularies();
  const place = (hash >>> 8) % (12 * made.others.length);
  return made.others[place] ?? made.main;
}

/** A word of plain letters, common ones among them: for addresses and names of files. */
export const plainWordOf = (hash: number): string => common[hash % common.length] ?? 'the';

/** The words that are given, and made ones until there are enough. No word comes twice. */
function madeWords(given: readonly string[], syllables: string, enough: number): string[] {
  const parts = syllables.split(' ');
  const known = new Set(given);
  const dice = new Dice(0x5eed + enough);
  while (known.size < enough) {
    let word = '';
    for (let left = 2 + ((dice.next() >>> 8) % 3); left > 0; left -= 1)
      word += parts[(dice.next() >>> 8) % parts.length];
    known.add(word);
  }
  return [...known];
}
