// What was typed, out of the XML that was made of it: every vector of section 5.3 in both directions, and random texts.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeMessage } from '../../../src/fleep/markup/encode.js';
import { typedText } from '../../../src/fleep/markup/typed-text.js';
import { chooseSeed, randomFrom } from '../../support/random.js';

const WIRE = readFileSync(new URL('../../../../shared/fleep-wire.md', import.meta.url), 'utf8');
const block = /^Vectors computed[\s\S]*?\n```\n([\s\S]*?)\n```/m.exec(WIRE)?.[1] ?? '';

/** `"typed"   ★<msg>…</msg>`, the typed text in JSON's escapes, `\n` in the XML for a line break. */
const vectors = [...block.matchAll(/^("(?:[^"\\]|\\.)*") *★?(<msg>.*<\/msg>)/gm)].map(
  ([, typed = '""', xml = '']): [typed: string, xml: string] => [JSON.parse(typed), xml.replaceAll('\\n', '\n')],
);

describe('the vectors of section 5.3', () => {
  it('are all read', () => {
    expect(vectors).toHaveLength(block.split('\n').length);
    expect(vectors).toHaveLength(14);
  });

  it.each(vectors)('%j becomes its XML', (typed, xml) => {
    expect(encodeMessage(typed)).toBe(xml);
  });

  it.each(vectors)('%j comes back', (typed, xml) => {
    expect(typedText(xml)).toBe(typed);
  });
});

describe('typedText', () => {
  it.each([
    ['a file is no typed text', '<msg><p>see</p><file key="K">a.txt</file></msg>', 'see'],
    [
      'a described link',
      '<msg><p><a flp="https://a.ee&lt;&lt;" fls="&gt;&gt;" href="https://a.ee">A</a></p></msg>',
      'https://a.ee<<A>>',
    ],
    ['a mention', '<msg><p><mention account_id="x">@bob</mention>!</p></msg>', '@bob!'],
    ['unknown elements keep their text', '<msg><p><new>a<b flp="*" fls="*">b</b></new></p></msg>', 'a*b*'],
    ['a real example of section 5.3', '<msg><p>Para<br/></p><p><q>&gt; Quote</q></p></msg>', 'Para\n\n\n> Quote'],
    ['text that is no markup', 'plain <b>', 'plain <b>'],
    ['markup that is not well-formed', '<msg><p>never closed', '<msg><p>never closed'],
    ['a deleted message', '', ''],
  ])('%s', (_name, xml, typed) => {
    expect(typedText(xml)).toBe(typed);
  });

  it.each([
    ':::\ncode\n:::\n\nb',
    ':::\ncode\n:::\n\n\nb',
    ':::\ncode\n:::\n\n',
    ':::\ncode\n:::',
    '\n\na',
    '\n\n',
    'a\n\n\n',
    '> q\n\n',
    '-- \nme\n\n',
  ])('%j comes back through the encoder', (typed) => {
    expect(typedText(encodeMessage(typed))).toBe(typed);
  });

  const parts = [
    '*',
    '_',
    '> ',
    ':::',
    '-- ',
    '<',
    '&',
    '"',
    ' ',
    '\n',
    '\n',
    'a',
    '*b*',
    ':)',
    'www.a.ee',
    '<<',
    '>>',
    '(cat)',
  ];
  const seed = chooseSeed();

  it(`gives a text that is encoded to the same XML (seed ${seed})`, () => {
    const random = randomFrom(seed);
    for (let round = 0; round < 3000; round += 1) {
      const typed = Array.from({ length: random.whole(1, 24) }, () => random.pick(parts)).join('');
      const xml = encodeMessage(typed);
      expect(encodeMessage(typedText(xml)), JSON.stringify(typed)).toBe(xml);
    }
  });
});
