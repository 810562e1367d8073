import { describe, expect, it } from 'vitest';
import { formatRows, ROW_FORMATS, streamRows } from '../../../src/lib/format/rows.js';

const set = {
  columns: ['name', 'count'],
  rows: [
    { name: 'Anna', count: 5 },
    { name: null, count: 1234 },
  ],
};

describe('table', () => {
  it('aligns numbers to the right and shows NULL as nothing', () => {
    expect(formatRows(set, 'table')).toBe('name  count\n────  ─────\nAnna      5\n       1234\n');
  });

  it('gives numbers the same decimals, and loses none of a small one', () => {
    const cells = (...values: number[]) =>
      formatRows({ columns: ['n'], rows: values.map((n) => ({ n })) }, 'table')
        .trimEnd()
        .split('\n')
        .slice(2)
        .map((line) => line.trim());
    expect(cells(0.5, 2, -1.25)).toEqual(['0.50', '2.00', '-1.25']);
    expect(cells(0.5, 1e-7)).toEqual(['0.5', '1e-7']);
    expect(cells(0.5, 1.5e-7, 1e21)).toEqual(['0.5', '1.5e-7', '1e+21']);
  });

  it('says that there are no rows', () => {
    expect(formatRows({ columns: ['name'], rows: [] }, 'table')).toBe('name\n────\n(no rows)\n');
  });

  it('cuts text, never numbers, to the width of the terminal', () => {
    const rows = [{ name: 'a rather long name that goes on', count: 1234567 }];
    expect(formatRows({ columns: ['name', 'count'], rows }, 'table', { width: 24 })).toBe(
      'name               count\n───────────────  ───────\na rather long…   1234567\n',
    );
  });

  it('counts CJK and emoji as two columns and never cuts a character in two', () => {
    const rows = [
      { name: '温室センサーの校正', n: 1 },
      { name: '👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', n: 2 },
    ];
    expect(formatRows({ columns: ['name', 'n'], rows }, 'table', { width: 14 })).toBe(
      'name         n\n───────────  ─\n温室センサ…  1\n👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦…  2\n',
    );
  });

  it('shows one block a row when the columns cannot stand side by side', () => {
    const columns = ['first', 'second', 'third'];
    const rows = [{ first: 'some long text', second: 'another long text', third: 'x' }];
    expect(formatRows({ columns, rows }, 'table', { width: 20 })).toBe(
      '── 1 ──\nfirst   some long t…\nsecond  another lon…\nthird   x\n',
    );
  });

  it.each([
    ['\u001b[31mred\u001b[0m', '␛[31mred␛[0m'],
    ['a\u0007b\u009bc\u007fd', 'a␇b\ufffdc␡d'],
    ['two\nlines\tand\r\nmore', 'two lines and more'],
    ['invoice\u202egpj.exe', 'invoice\ufffdgpj.exe'],
    ['half \ud83d pair', 'half \ufffd pair'],
    ['whole 👍 pair', 'whole 👍 pair'],
  ])('makes %j harmless', (text, shown) => {
    expect(formatRows({ columns: ['t'], rows: [{ t: text }] }, 'table').split('\n')[2]).toBe(shown);
  });
});

describe('csv', () => {
  const csv = (value: unknown) => formatRows({ columns: ['v'], rows: [{ v: value }] }, 'csv').slice('v\r\n'.length);

  it('has a header, CRLF and no byte order mark', () => {
    expect(formatRows(set, 'csv')).toBe('name,count\r\nAnna,5\r\n,1234\r\n');
  });

  it('quotes commas, quotes and line breaks', () => {
    expect(csv('a,b')).toBe('"a,b"\r\n');
    expect(csv('say "hi"')).toBe('"say ""hi"""\r\n');
    expect(csv('two\nlines')).toBe('"two\nlines"\r\n');
  });

  it.each(['=1+1', '+1', '-1+1', '-A1', '-1e5', '-1.', '-1\n', '@SUM(A1)', '\tx', '\rx', '＝1'])(
    'takes the formula out of %j',
    (text) => {
      expect(csv(text).replaceAll('"', '')).toBe(`'${text}\r\n`);
    },
  );

  it('leaves numbers and dates as they are', () => {
    expect(csv(-5)).toBe('-5\r\n');
    expect(csv(-9007199254740993n)).toBe('-9007199254740993\r\n');
    expect(csv('-12345678901234567.89')).toBe('-12345678901234567.89\r\n');
    expect(csv('-1234567890123456')).toBe('-1234567890123456\r\n');
    expect(csv(new Date(Date.UTC(2024, 1, 29, 12, 30)))).toBe('2024-02-29T12:30:00Z\r\n');
  });

  it('takes the formula out of a column name', () => {
    expect(formatRows({ columns: ['=x'], rows: [] }, 'csv')).toBe("'=x\r\n");
  });
});

describe('json', () => {
  const json = (value: unknown) => JSON.parse(formatRows({ columns: ['v'], rows: [{ v: value }] }, 'json'))[0].v;

  it('is an array of objects with two spaces of indent', () => {
    expect(formatRows({ columns: ['a'], rows: [{ a: 1 }] }, 'json')).toBe('[\n  {\n    "a": 1\n  }\n]\n');
  });

  it.each([
    ['a bigint', 9007199254740993n, '9007199254740993'],
    ['a time', new Date(Date.UTC(2024, 0, 2, 3, 4, 5, 60)), '2024-01-02T03:04:05.060Z'],
    ['a list', ['a', 2n, null], ['a', '2', null]],
    ['a struct', { at: new Date(0), n: 1 }, { at: '1970-01-01T00:00:00Z', n: 1 }],
    ['NaN', Number.NaN, 'NaN'],
    ['bytes', new Uint8Array([1, 171]), '01ab'],
    ['NULL', null, null],
    ['an absent column', undefined, null],
  ])('keeps %s', (_, value, expected) => {
    expect(json(value)).toEqual(expected);
  });

  it('has the columns in their order, whatever they are called, and what is in them indented', () => {
    const rows = [{ b: [1, { c: 'x\ny' }], 1: [] }, {}];
    const nested = '[\n      1,\n      {\n        "c": "x\\ny"\n      }\n    ]';
    expect(formatRows({ columns: ['b', '1'], rows }, 'json')).toBe(
      `[\n  {\n    "b": ${nested},\n    "1": []\n  },\n  {\n    "b": null,\n    "1": null\n  }\n]\n`,
    );
    expect(formatRows({ columns: [], rows: [{}] }, 'json')).toBe('[\n  {}\n]\n');
  });

  it('keeps a column called __proto__', () => {
    const row = Object.fromEntries([['__proto__', 'x']]);
    expect(formatRows({ columns: ['__proto__'], rows: [row] }, 'json')).toContain('"__proto__": "x"');
  });
});

describe('md', () => {
  it('aligns numbers to the right', () => {
    expect(formatRows(set, 'md')).toBe('| name | count |\n| --- | ---: |\n| Anna | 5 |\n|  | 1234 |\n');
  });

  it.each([
    ['a|b', 'a\\|b'],
    ['two\nlines', 'two lines'],
    ['![x](https://example.org/x.png)', '!\\[x\\](https\\://example.org/x.png)'],
    ['see https://example.org/a?b=c.', 'see https\\://example.org/a?b=c.'],
    ['http://a.org, HTTPS://b.org, ftp://c.org', 'http\\://a.org, HTTPS\\://b.org, ftp\\://c.org'],
    ['(www.example.org) and Www.b.org', '(www\\.example.org) and Www\\.b.org'],
    ['10:30 // a.b anna@example.org', '10:30 // a.b anna@example.org'],
    ['<img src=x>', '\\<img src=x\\>'],
    ['message_nr and _this_', 'message_nr and \\_this\\_'],
    ['back\\slash', 'back\\\\slash'],
  ])('keeps %j in its cell and takes the markup out', (text, shown) => {
    expect(formatRows({ columns: ['t'], rows: [{ t: text }] }, 'md').split('\n')[2]).toBe(`| ${shown} |`);
  });
});

describe('data on a terminal', () => {
  const text = 'a\u001b]0;x\u0007b\u009b31m\rc\u007f\u202e\ufffe\u2028, two\r\nlines\tand\nmore 👍';
  const hostile = { columns: ['t', 'x\u009b'], rows: [{ t: text, 'x\u009b': -1 }] };

  it('has its control characters made visible in CSV', () => {
    expect(formatRows(hostile, 'csv', { width: 80 })).toBe(
      't,x\ufffd\r\n"a␛]0;x␇b\ufffd31m␍c␡\ufffd\ufffd\ufffd, two\r\nlines\tand\nmore 👍",-1\r\n',
    );
  });

  it.each(['json', 'ndjson'] as const)('has escapes in %s, which say the same', (format) => {
    const shown = formatRows(hostile, format, { width: 80 });
    expect(shown).toMatch(/^[\x20-\x7e\n👍]*$/u);
    expect(shown).toContain('b\\u009b31m');
    expect(JSON.parse(shown)).toEqual(JSON.parse(formatRows(hostile, format)));
  });

  it.each(ROW_FORMATS)('cannot drive it, as %s', async (format) => {
    async function* chunks() {
      yield hostile.rows;
    }
    let shown = '';
    for await (const piece of streamRows({ columns: hostile.columns, chunks: chunks() }, format, { width: 80 }))
      shown += piece;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
    expect(shown.replaceAll('\r\n', '\n')).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(shown).toBe(formatRows(hostile, format, { width: 80 }));
  });

  it.each(['csv', 'json', 'ndjson'] as const)('is what it is where there is none: %s', (format) => {
    expect(formatRows(hostile, format)).toContain('b\u009b31m');
  });
});

describe('rows in portions', () => {
  const { columns, rows } = set;

  async function joined(portions: readonly (typeof rows)[], format: (typeof ROW_FORMATS)[number]): Promise<string> {
    async function* chunks() {
      yield* portions;
    }
    let text = '';
    for await (const piece of streamRows({ columns, chunks: chunks() }, format)) text += piece;
    return text;
  }

  it.each(ROW_FORMATS)('are the same text as all at once: %s', async (format) => {
    const [first = { name: null, count: 0 }, ...others] = rows;
    for (const portions of [[rows], [[first], [], others], [[], [first], others, []]])
      expect(await joined(portions, format)).toBe(formatRows(set, format));
    for (const portions of [[], [[]], [[], []]])
      expect(await joined(portions, format)).toBe(formatRows({ columns, rows: [] }, format));
  });
});
