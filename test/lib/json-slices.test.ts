// Slices are exact bytes: compared with a small reader of JSON that knows nothing of the scanner under test.
import { expect, test } from 'vitest';
import { sliceAnswer } from '../../src/lib/json-slices.js';
import { chooseSeed, type Random, randomFrom } from '../support/random.js';

const slice = (text: string) => {
  const { envelope, records } = sliceAnswer(Buffer.from(text));
  return { envelope: envelope.toString(), records: records.map(({ path, bytes }) => [path, bytes.toString()]) };
};

test('lists of records and the header are cut out; everything else stays in the envelope', () => {
  const body =
    '{"header":{"a":1},"stream":[{"n":1.0},{"n":1e2}],"event_horizon":7,"ids":["x"],"none":[],"contacts":[{}]}';
  expect(slice(body)).toEqual({
    envelope: '{"header":{},"stream":[],"event_horizon":7,"ids":["x"],"none":[],"contacts":[]}',
    records: [
      ['header', '{"a":1}'],
      ['stream', '{"n":1.0}'],
      ['stream', '{"n":1e2}'],
      ['contacts', '{}'],
    ],
  });
});

test('a bare record is one record', () => {
  const body = '{"team_id":"t","mk_rec_type":"team","members":[{"not":"a record"}]}';
  expect(slice(body)).toEqual({ envelope: '{}', records: [['', body]] });
});

test('the ticket is left out at the top, and only there', () => {
  const { envelope, records } = slice('{"ticket":"secret","stream":[{"ticket":"of a museum"}],"x":{"ticket":"kept"}}');
  expect(envelope).toBe('{"ticket":"","stream":[],"x":{"ticket":"kept"}}');
  expect(records).toEqual([['stream', '{"ticket":"of a museum"}']]);
  expect(slice('{"\\u0074icket":"secret"}').envelope).not.toContain('secret');
});

test('so it is when the answer is one record', () => {
  const body = '{"ticket":"secret","mk_rec_type":"contact","x":{"ticket":"kept"} , "\\u0074icket" : "secret"}';
  expect(slice(body)).toEqual({
    envelope: '{}',
    records: [['', '{"ticket":"","mk_rec_type":"contact","x":{"ticket":"kept"} , "\\u0074icket" : ""}']],
  });
});

test.each([
  ['brackets in texts', '{"t":"]}{[,\\"]"}'],
  ['a text that ends in backslashes', '{"t":"\\\\\\\\","u":"\\\\\\""}'],
  ['one key twice', '{"a":1,"a":2}'],
  ['escapes', '{"\\u0061":"\\ud83d\\ude00\\/\\b"}'],
  ['a byte of every length', '{"ä":"€😀\u2028"}'],
  ['numbers as they were written', '{"n":[1.50,-0,1E+2,123456789012345678901234567890]}'],
])('%s come through', (_name, record) => {
  expect(slice(`{"stream":[${record},${record}]}`).records).toEqual([
    ['stream', record],
    ['stream', record],
  ]);
});

test('line breaks between tokens are folded, those in texts are escapes and stay', () => {
  const { records, envelope } = slice('{\r\n "stream" : [ {\n\t"a b" : "x\\n y" } ,\n{ }\n]\n}\n');
  expect(records).toEqual([
    ['stream', '{"a b":"x\\n y"}'],
    ['stream', '{ }'],
  ]);
  expect(envelope).toBe('{"stream":[]}');
});

const seed = chooseSeed();

test(`random answers, SEED=${seed}`, () => {
  const random = randomFrom(seed);
  for (let round = 0; round < 2000; round += 1) {
    const records = Array.from({ length: random.whole(1, 5) }, () => objectText(random, 3));
    const space = () => random.pick(['', '', ' ', '\t ']);
    const list = records.map((record) => space() + record + space()).join(',');
    const rest = `"more"${space()}:${space()}${valueText(random, 0)}`;
    const body = `{${space()}"stream"${space()}:${space()}[${list}]${space()},${rest}${space()}}`;
    const got = slice(body);
    expect(got.records).toEqual(records.map((record) => ['stream', record]));
    expect(JSON.parse(got.envelope)).toEqual({ ...JSON.parse(body), stream: [] });
  }
});

const TEXTS = ['""', '"a"', '"\\""', '"\\\\"', '"]}"', '"\\u005c\\""', '"é\\n"', '"{"', '"😀"'];
const NUMBERS = ['0', '-1.5e-3', '1E9', '12345678901234567890', 'true', 'null', 'false'];

/** JSON without line breaks, with white space where it may stand, keys that repeat, and nothing at the top that is a record. */
function valueText(random: Random, depth: number): string {
  if (depth === 0 || random.chance(0.5)) return random.pick([...TEXTS, ...NUMBERS]);
  if (random.chance(0.5)) return objectText(random, depth - 1);
  const items = Array.from({ length: random.whole(0, 3) }, () => valueText(random, depth - 1));
  return `[${random.pick(['', ' '])}${items.join(' , ')}]`;
}

function objectText(random: Random, depth: number): string {
  const members = Array.from(
    { length: random.whole(0, 4) },
    () => `${random.pick(TEXTS)}${random.pick(['', ' '])}:${valueText(random, depth)}`,
  );
  return `{${members.join(',')}${random.pick(['', '\t'])}}`;
}
