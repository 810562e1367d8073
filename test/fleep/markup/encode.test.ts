// Every vector of fleep-wire.md section 5.3, the rules beside them, and well-formedness for hostile and random input.
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { encodeMessage } from '../../../src/fleep/markup/encode.js';
import { MARKUP_VECTORS } from '../../support/markup-vectors.js';

const VECTORS: (readonly [typed: string, xml: string])[] = [
  ...MARKUP_VECTORS,
  ['message4', '<msg><p>message4</p></msg>'],
  ['message via email\n\n-- \nHelmo', '<msg><p>message via email</p><p><q>-- <br/>Helmo</q></p></msg>'],
  ['Para\n\n\n> Quote', '<msg><p>Para<br/></p><p><q>&gt; Quote</q></p></msg>'],
];

const RULES: [rule: string, typed: string, xml: string][] = [
  ['nests different tags', '*a _b_ c*', '<b flp="*" fls="*">a <i flp="_" fls="_">b</i> c</b>'],
  ['closes at the end of what is around it', '*a _b_* c_', '<b flp="*" fls="*">a <i flp="_" fls="_">b</i></b> c_'],
  ['passes over marks that cannot close', '*a *b _c* d', '<b flp="*" fls="*">a *b _c</b> d'],
  [
    'goes on behind what did not close',
    '_a *b* http://a.ee<<c',
    '_a <b flp="*" fls="*">b</b> <a href="http://a.ee">http://a.ee</a>&lt;&lt;c',
  ],
  [
    'takes a description no further than its emphasis',
    '*www.a.ee<<b* c>>',
    '<b flp="*" fls="*"><a href="http://www.a.ee">www.a.ee</a>&lt;&lt;b</b> c&gt;&gt;',
  ],
  ['strips brackets and marks by turns', 'http://a.ee/(b)).),', '<a href="http://a.ee/(b)">http://a.ee/(b)</a>).),'],
  ['needs a non-space inside the marks', '* a * and _ b_', '* a * and _ b_'],
  ['leaves snake_case_names alone', 'set max_retry_count now', 'set max_retry_count now'],
  ['closes before punctuation', '*so*, _yes_!', '<b flp="*" fls="*">so</b>, <i flp="_" fls="_">yes</i>!'],
  ['puts no link inside a word', 'xwww.google.com', 'xwww.google.com'],
  ['strips an unopened bracket', '(www.a.ee/x)', '(<a href="http://www.a.ee/x">www.a.ee/x</a>)'],
  ['keeps an emoticon only before a space', 'a :), b', 'a :), b'],
  ['knows winks and double brackets', ';) ((cat))', '<emo kind="ewink">;)</emo> <emo kind="ecat">((cat))</emo>'],
  ['leaves unknown names in brackets', '(banana)', '(banana)'],
  [
    'escapes quotes and ampersands in links',
    'http://a.ee/?a=1&b=2',
    '<a href="http://a.ee/?a=1&amp;b=2">http://a.ee/?a=1&amp;b=2</a>',
  ],
  ['takes a header line into the quote', 'Ann wrote:\n> hi', '<q>Ann wrote:<br/>&gt; hi</q>'],
  ['takes a German one too', 'Am 1. Mai schrieb Ann: \n> hi', '<q>Am 1. Mai schrieb Ann: <br/>&gt; hi</q>'],
  ['quotes a forwarded mail to its end', 'fyi\nFrom: a\n\nb', 'fyi<br/><q>From: a<br/><br/>b</q>'],
  ['ends an unclosed block with the text', ':::\nx', '<pre flp=":::&#10;" fls=":::">x\n</pre>'],
  ['drops control characters', 'a\u0007b\r', 'ab'],
];

/** Throws at the first thing that is not well-formed. */
function checkXml(xml: string): void {
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
}

describe('encodeMessage', () => {
  it.each(VECTORS)('encodes %j', (typed, xml) => {
    expect(encodeMessage(typed)).toBe(xml);
  });

  it.each(RULES)('%s', (_rule, typed, xml) => {
    expect(encodeMessage(typed)).toBe(`<msg><p>${xml}</p></msg>`);
  });

  it('turns the names of members into mentions', () => {
    const findMention = (name: string) => (name === 'bob' ? 'id-1' : undefined);
    expect(encodeMessage('@bob, ask @eve or x@bob.', { findMention })).toBe(
      '<msg><p><mention account_id="id-1">@bob</mention>, ask @eve or x@bob.</p></msg>',
    );
    expect(encodeMessage('done @bob.', { findMention })).toContain('@bob</mention>.');
  });

  it('puts files behind the paragraphs, and needs no text', () => {
    const files = [{ key: 'K', name: 'a & b.txt' }];
    expect(encodeMessage('see', { files })).toBe('<msg><p>see</p><file key="K">a &amp; b.txt</file></msg>');
    expect(encodeMessage('', { files })).toBe('<msg><file key="K">a &amp; b.txt</file></msg>');
  });

  it.each([
    ['marks that nothing closes', 150_000, '*a _b '],
    ['marks inside of an emphasis', 150_000, '_a ', '*a ', ' b*'],
    ['brackets behind a link', 50_000, ')', 'http://a.ee/'],
    ['descriptions without an end', 300_000, 'www.a<<'],
    ['dots inside of a name', 150_000, '.', '@a', 'b'],
    ['header lines that are none', 150_000, 'schrieb:', 'Am ', 'x\n> q'],
  ])('takes no longer for many %s', (_what, length, part, before = '', after = '') => {
    const typed = before + part.repeat(length / part.length) + after;
    const start = performance.now();
    encodeMessage(typed, { findMention: () => undefined });
    expect(performance.now() - start).toBeLessThan(4000);
  });

  it('is well-formed for any mix of marks', () => {
    const parts = [
      '*',
      '_',
      '>',
      ':::',
      '-- ',
      '<',
      '&',
      '"',
      ' ',
      '\n',
      'a',
      '@bob',
      ':)',
      'www.a.ee',
      '<<',
      '>>',
      '(cat)',
    ];
    let seed = 20230206;
    const next = () => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 1;
      return parts[seed % parts.length] ?? '';
    };
    for (let round = 0; round < 2000; round += 1) {
      const typed = Array.from({ length: 1 + (round % 24) }, next).join('');
      expect(() => checkXml(encodeMessage(typed, { findMention: () => '1' })), JSON.stringify(typed)).not.toThrow();
    }
  });
});
