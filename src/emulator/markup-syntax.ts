// emulator: the rules of message markup as data, for clients that encode what is typed by themselves (fleep-wire.md 5.3).
// Invariant: a client that follows them writes well-formed XML, and what 5.3 has for its examples: each line by the first type of the
// state that fits, inside it bold, italic, emoticons and links.
// A transition reads NEXT:TAGS; a tag opens, `/tag` closes, `tag/` is empty, and `%` keeps what was typed as flp or fls.

/** The words of an emoticon by its kind; each is typed as (word) or ((word)), also with a capital. */
const WORDS: Readonly<Record<string, string>> = {
  eandroid: 'android',
  ebeer: 'beer',
  ebug: 'bug',
  ecandy: 'candy',
  ecat: 'cat',
  eclock: 'clock o',
  ecoctail: 'drink d',
  ecoffee: 'coffee tea',
  edone: 'done',
  edown: 'n',
  eflower: 'flower f',
  egift: 'gift',
  eheart: 'heart love h l',
  eidea: 'idea i',
  emobile: 'mobile',
  eparty: 'party',
  ephone: 'phone',
  epoop: 'poop',
  esanta: 'santa',
  esnowman: 'snowman',
  esun: 'sun sunny',
  etodo: 'todo',
  eumbrella: 'umbrella',
  eup: 'y',
  ework: 'work',
};

/** What follows the eyes of a face, by kind. */
const MOUTHS: Readonly<Record<string, string>> = {
  eangry: '@',
  edontcare: '/',
  elaugh: 'Dd',
  esad: '(',
  esmile: ')',
  esurprise: 'Oo',
  etongue: 'Pp',
  eworried: 'Ss',
};

const NOSES = ['', '-', '='];

/** The end of the line, be it the end of all. */
const LINE_END = '(?:\\n|(?![\\s\\S]))';
const ALL_END = '\\n?(?![\\s\\S])';

/** Line type → what it looks like and how it is read: 1 with markup, 2 not at all, 4 as it is. */
const LINE_TYPES = {
  empty: [`^[^\\S\\n]*${LINE_END}`, 1],
  hr: [`^---+${LINE_END}`, 1],
  pre: ['^(:::\\n)', 1],
  pre_end1: [`^(:::)${ALL_END}`, 2],
  pre_end2: ['^(:::\\n)', 2],
  qheader: ['^(?:Am .*schrieb.*|.*(?:wrote|writes|écrit) ?):[^\\S\\n]*\\n\\n?>', 1],
  qlong: [`^(?:-- ${LINE_END}|--- ?(?:[Ff]orwarded|[Oo]riginal) [Mm]essage ?---|[*]?From[*]?: )`, 1],
  quote: ['^>', 1],
  raw: ['.*', 4],
  txt: ['.*', 1],
} as const;

type LineType = keyof typeof LINE_TYPES | 'end';
type Transition = readonly [LineType, string];

/** The first lines of blocks, which begin after these tags and, what is quoted, with those. */
const blocks = (before: string, quoteTags: string, beforeQuote = before): readonly Transition[] => [
  ['pre', `PRE:${before}pre%`],
  ['qlong', `QLONG:${beforeQuote}${quoteTags}`],
  ['quote', `QUOTE:${beforeQuote}${quoteTags}`],
  ['qheader', `QUOTE:${beforeQuote}${quoteTags}`],
];

/** State → line types in the order in which they are tried, with what follows; `end` is the last of each. */
const LINE_STATES: Readonly<Record<string, readonly Transition[]>> = {
  START: [
    ...blocks('msg,p,', 'q'),
    ['empty', 'LEADING:msg,p,br/'],
    ['txt', 'TEXT:msg,p'],
    ['end', 'END:msg,p,/p,/msg'],
  ],
  LEADING: [...blocks('', 'q'), ['empty', 'LEADING:br/'], ['txt', 'TEXT'], ['end', 'END:/p,/msg']],
  TEXT: [...blocks('br/,', 'q'), ['empty', 'GAP'], ['txt', 'TEXT:br/'], ['end', 'END:/p,/msg']],
  GAP: [...blocks('/p,p,', 'q'), ['empty', 'GAP:br/'], ['txt', 'TEXT:/p,p'], ['end', 'END:br/,/p,/msg']],
  QUOTE: [
    ...blocks('br/,/q,', 'br/', ''),
    ['empty', 'GAP:/q'],
    ['hr', 'QUOTE:br/'],
    ['txt', 'TEXT:br/,/q'],
    ['end', 'END:/q,/p,/msg'],
  ],
  QLONG: [
    ['txt', 'QLONG:br/'],
    ['end', 'END:/q,/p,/msg'],
  ],
  PRE: [
    ['pre_end1', 'AFTER_PRE:/pre%'],
    ['pre_end2', 'AFTER_PRE:/pre%'],
    ['raw', 'PRE'],
    ['end', 'END:/pre,/p,/msg'],
  ],
  AFTER_PRE: [...blocks('', 'q'), ['empty', 'GAP'], ['txt', 'TEXT'], ['end', 'END:/p,/msg']],
};

const faces = () => [
  ...Object.entries(MOUTHS).flatMap(([kind, mouths]) =>
    [...mouths].flatMap((mouth) => NOSES.map((nose) => [`:${nose}${mouth}`, kind] as const)),
  ),
  ...NOSES.map((nose) => [`;${nose})`, 'ewink'] as const),
  ...['X', 'x'].flatMap((eyes) => NOSES.map((nose) => [`${eyes}${nose}(`, 'eangry'] as const)),
];

const named = () =>
  Object.entries(WORDS).flatMap(([kind, words]) =>
    words.split(' ').flatMap((word) => {
      const capital = `${word[0]?.toUpperCase()}${word.slice(1)}`;
      return [word, capital].flatMap((one) => [[`(${one})`, kind] as const, [`((${one}))`, kind] as const]);
    }),
  );

const quoted = (code: string): string => code.replace(/[()[\]{}.*+?^$|\\/]/g, '\\$&');

/** Groups in the order of `single_word_tags`. */
function singleWords(): string {
  const face = faces().map(([code]) => (/^x/i.test(code) ? `\\b${quoted(code)}` : quoted(code)));
  const described = '(?:<<[^<>]+>>)?';
  const address = "[-+=A-Za-z0-9_/~%.,&;:*#'@!?()\\[\\]\\u00a0-\\uffff]+";
  const schemes = [
    `(?:https?|ftp|itms-services)://${address}`,
    'skype://[-_A-Za-z0-9]+',
    'mailto://[-A-Za-z0-9._]+@[A-Za-z0-9.]+',
  ];
  return [
    `(?:(${face.join('|')})(?:\\s|$)`,
    `(${named()
      .map(([code]) => quoted(code))
      .join('|')})`,
    `((?:${schemes.join('|')})${described})`,
    `(www\\.[a-z0-9/-]+\\.[a-z0-9/.-]+${described}))`,
  ].join('|');
}

/** The same for clients that count in UTF-16 units and for others: no expression names a character beyond the first plane. */
export function markupSyntax() {
  return {
    start_state: 'START',
    end_token: 'end',
    drop_chars: '[\\x00-\\x08\\x0b-\\x1f]',
    line_types: LINE_TYPES,
    line_states: LINE_STATES,
    multi_word_start: '(?:^|\\s)([*_])\\S',
    multi_word_end: { '*': '\\S([*])(?:$|\\s|[.,!?;])', _: '\\S([_])(?:$|\\s|[.,!?;])' },
    multi_word_tags: { '*': 'b', _: 'i' },
    single_word_markup: singleWords(),
    single_word_tags: ['emo', 'emo', 'link', 'link:http'],
    emoticon_names: Object.fromEntries([...faces(), ...named()]),
    href_schemas: ['http', 'https', 'ftp', 'itms-services', 'skype', 'mailto'],
    link_strip_punct: '.!?;,-',
    open_parens: '({[<',
    close_parens: ')}]>',
    url_desc_start: '<<',
    url_desc_end: '>>',
  };
}
