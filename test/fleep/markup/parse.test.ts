import { expect, test } from 'vitest';
import { parseMarkup } from '../../../src/fleep/markup/parse.js';
import { damage, randomDocument, seededRandom } from './random-documents.js';
import { normalize, readWithSaxes } from './saxes-reader.js';

const tree = (xml: string) => {
  const nodes = parseMarkup(xml);
  return nodes === undefined ? undefined : normalize(nodes);
};
const element = (name: string, ...children: unknown[]) => ({ name, attributes: [], children });

test('elements, attributes, references and character data become a tree', () => {
  expect(tree('<msg><p>a &lt;b&gt; <b flp="*" fls="*">c</b><br/></p><![CDATA[<&]]></msg>')).toEqual([
    element(
      'p',
      'a <b> ',
      {
        name: 'b',
        attributes: [
          ['flp', '*'],
          ['fls', '*'],
        ],
        children: ['c'],
      },
      element('br'),
    ),
    '<&',
  ]);
});

test('attribute values keep references to newlines and fold real ones', () => {
  expect(tree('<msg><pre flp=":::&#10;" x="a\n\tb"/></msg>')).toEqual([
    {
      name: 'pre',
      attributes: [
        ['flp', ':::\n'],
        ['x', 'a  b'],
      ],
      children: [],
    },
  ]);
});

test('a name of an object property is a name like any other', () => {
  const [node] = parseMarkup('<msg><a __proto__="x" constructor="y"/></msg>') ?? [];
  expect(node?.kind === 'element' && [...node.attributes]).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]);
});

test.each([
  'hello',
  '',
  '<p>a</p>',
  ' <msg/>',
  '<?xml version="1.0"?><msg/>',
  '<msg>',
  '<msg',
  '<msg><b></msg></b>',
  '<msg/><msg/>',
  '<msg/>x',
  '<msg>&nbsp;</msg>',
  '<msg>&</msg>',
  '<msg>&#0;</msg>',
  '<msg>\u0007</msg>',
  '<msg>\ud83d</msg>',
  '<msg>]]></msg>',
  '<msg a=b/>',
  '<msg a="1"b="2"/>',
  '<msg a="1" a="2"/>',
  '<msg a="<"/>',
  '<msg><!-- a -- b --></msg>',
  '<msg><![CDATA[</msg>',
  '<msg><?xml?></msg>',
  '<msg><1/></msg>',
  '<msg></ msg>',
  '<msg/ >',
  '<msg></msg/>',
])('refuses %j', (xml) => {
  expect(parseMarkup(xml)).toBe(undefined);
});

test('two hundred levels are read, a hundred thousand are refused without harm', () => {
  const nested = (levels: number) => `<msg>${'<b>'.repeat(levels)}x${'</b>'.repeat(levels)}</msg>`;
  expect(parseMarkup(nested(199))).toBeDefined();
  expect(parseMarkup(nested(200))).toBe(undefined);
  expect(parseMarkup(nested(100_000))).toBe(undefined);
});

test('agrees with saxes on random documents, whole and damaged', () => {
  const seed = Number(process.env.SEED ?? 20_260_101);
  const random = seededRandom(seed);
  let accepted = 0;
  let refused = 0;
  for (let round = 0; round < 6_000; round += 1) {
    const whole = randomDocument(random);
    for (const xml of [whole, damage(random, whole)]) {
      const expected = readWithSaxes(xml);
      expect(tree(xml), `SEED=${seed} round ${round}: ${JSON.stringify(xml)}`).toEqual(expected);
      if (expected === undefined) refused += 1;
      else accepted += 1;
    }
  }
  expect(accepted).toBeGreaterThan(6_000);
  expect(refused).toBeGreaterThan(1_500);
});
