// Random message bodies, well-formed and then damaged. The same seed gives the same documents.

export type Random = () => number;

/** mulberry32: numbers in [0, 1) from a 32-bit seed. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const NAMES = ['b', 'i', 'a', 'p', 'q', 'pre', 'emo', 'file', 'x:y', 'é', '_z', '__proto__', 'constructor', '𐐀a'];
const TEXTS = [
  'word',
  ' ',
  '\n',
  '\t',
  '&amp;',
  '&lt;',
  '&#65;',
  '&#x1F600;',
  'שלום',
  '日本',
  '😀',
  ']',
  '>',
  '"',
  "'",
  '\r\n',
];
const PIECES = [
  '<',
  '>',
  '&',
  ';',
  '"',
  "'",
  '/',
  '=',
  '!',
  '?',
  '-',
  '--',
  ']]>',
  '<![CDATA[',
  '<!--',
  '-->',
  '<?',
  '?>',
  '\r',
  '\n',
  '\u0001',
  '\uffff',
  '&#0;',
  '&#x110000;',
  '&#xD800;',
  '&nbsp;',
  '&toString;',
  '&#',
  '&#x;',
  'xml',
  '<b>',
  '</b>',
  '</msg>',
  '<!DOCTYPE a>',
  ' ',
  'é',
  '·',
  '1',
];

const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;

function attributes(random: Random): string {
  let text = '';
  while (random() < 0.3) {
    const quote = pick(random, ['"', "'"]);
    const value = pick(random, ['', 'v', '&quot;', ' a\tb\n', '&#10;', 'https://x.example/?a=1&amp;b=2', '>']);
    text += `${pick(random, [' ', '\n', '  '])}${pick(random, NAMES)}${pick(random, ['=', ' = '])}${quote}${value}${quote}`;
  }
  return text;
}

function content(random: Random, depth: number): string {
  let text = '';
  while (random() < 0.75) {
    const choice = random();
    if (choice < 0.55) text += pick(random, TEXTS);
    else if (choice < 0.6) text += `<!--${pick(random, ['', 'c', ' - '])}-->`;
    else if (choice < 0.65) text += `<![CDATA[${pick(random, ['', '<b>&x;', ']', ']]', '\r'])}]]>`;
    else if (choice < 0.68) text += pick(random, ['<?pi?>', '<?pi body ? ?>', '<?é x?>']);
    else text += element(random, pick(random, NAMES), depth + 1);
  }
  return text;
}

function element(random: Random, name: string, depth: number): string {
  const open = `<${name}${attributes(random)}${pick(random, ['', ' '])}`;
  if (depth > 6 || random() < 0.2) return `${open}/>`;
  return `${open}>${content(random, depth)}</${name}${pick(random, ['', ' ', '\n'])}>`;
}

/** A well-formed message body. */
export const randomDocument = (random: Random): string =>
  element(random, pick(random, ['msg', 'msg', 'msgs']), 0) + pick(random, ['', '', '\n', '<!--end-->']);

/** One to three code points removed, doubled, moved or replaced by a piece that hurts. */
export function damage(random: Random, xml: string): string {
  const characters = [...xml];
  const count = 1 + Math.floor(random() * 3);
  for (let index = 0; index < count; index += 1) {
    const at = Math.floor(random() * characters.length);
    const inserted = random() < 0.6 ? [pick(random, PIECES)] : characters.slice(at, at + 1 + Math.floor(random() * 4));
    characters.splice(at, Math.floor(random() * 3), ...(random() < 0.7 ? inserted : []));
  }
  return characters.join('');
}
