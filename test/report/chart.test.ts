import { SaxesParser } from 'saxes';
import type { TopLevelSpec } from 'vega-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getReport, loadCatalog, parseReport, type Report } from '../../src/report/catalog.js';
import { type ChartTheme, renderChart, renderCharts } from '../../src/report/chart.js';
import { axisOf, hasNames } from '../../src/report/chart-axes.js';
import { darken } from '../../src/report/chart-theme.js';
import { runReport } from '../../src/report/run.js';
import type { Row } from '../../src/store/values.js';
import { type Fixture, openFixture } from './fixture.js';
import { SAMPLE } from './sample.js';
import { tellingParameters } from './telling.js';

const BARS = parseReport(
  'bars.sql',
  `-- title: Bars & <more>
-- question: How many?
-- description: Bars.
-- column: name – a name
-- column: count – a number
-- chart: {"mark": "bar", "encoding": {"y": {"field": "name", "type": "nominal", "sort": null},
--   "x": {"field": "count", "type": "quantitative", "title": "things"}}}
SELECT 1;`,
);

const draw = async (rows: readonly Row[], report: Report = BARS, theme: ChartTheme = 'light'): Promise<string> =>
  (await renderChart({ report, types: [], columns: report.columns, rows }, theme)) ?? '';

/** Names of all elements and attributes; throws when the text is not well-formed XML. */
function partsOf(svg: string): { elements: Set<string>; attributes: Set<string>; text: string } {
  const parts = { elements: new Set<string>(), attributes: new Set<string>(), text: '' };
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    parts.elements.add(tag.name);
    for (const name of Object.keys(tag.attributes)) parts.attributes.add(name);
  });
  parser.on('text', (text) => {
    parts.text += `${text}\n`;
  });
  parser.write(svg).close();
  return parts;
}

describe('a chart', () => {
  it('shows names, axis titles and numbers', async () => {
    const { text } = partsOf(await draw([{ name: 'Anna', count: 3 }]));
    expect(text).toContain('Anna');
    expect(text).toContain('things');
  });

  const barsOf = (svg: string): (string | undefined)[] =>
    [...svg.matchAll(/aria-label="([^"]*)" role="graphics-symbol" aria-roledescription="(?:bar|point)"/g)].map(
      ([, label]) => label?.replace('&#x9;', ' '),
    );
  const ofRows = (chart: object): Report => ({
    ...BARS,
    columns: [...BARS.columns, { name: 'kind', meaning: 'a kind' }],
    chart: chart as TopLevelSpec,
  });
  const y = { field: 'name', type: 'nominal', sort: null };
  const x = { field: 'count', type: 'quantitative' };
  const same = [900, 500, 100].map((count, at) => ({ name: 'image.png', kind: ['a', 'b', 'a'][at], count }));

  it('shows a bar for each row, also for rows of one name', async () => {
    const svg = await draw([
      ...same,
      { name: 'image.png (2)', count: 7 },
      { name: null, count: 8 },
      { name: null, count: 9 },
    ]);
    expect(barsOf(svg)).toEqual([
      'things: 900; name: image.png',
      'things: 500; name: image.png (2)',
      'things: 100; name: image.png (3)',
      'things: 7; name: image.png (2)',
      'things: 8; name: null',
      'things: 9; name: null (2)',
    ]);
    const heightOf = (drawn: string) => Number(/ height="(\d+)/.exec(drawn)?.[1]);
    const others = await draw(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ name, count: 1 })));
    expect(heightOf(svg)).toBe(heightOf(others));
  });

  it('keeps rows of one name together where the chart parts, adds or scatters them itself', async () => {
    const color = { field: 'kind', type: 'nominal' };
    const parts = await draw(same, ofRows({ mark: 'bar', encoding: { y, x, color } }));
    expect(barsOf(parts)).toEqual([
      'count: 900; name: image.png; kind: a',
      'count: 500; name: image.png; kind: b',
      'count: 100; name: image.png (2); kind: a',
    ]);
    const details = await draw(same, ofRows({ mark: 'bar', encoding: { y, x, detail: [color] } }));
    expect(barsOf(details).map((label) => label?.replace(/^.*name: /, ''))).toEqual(
      barsOf(parts).map((label) => label?.replace(/^.*name: /, '')),
    );
    const sum = await draw(same, ofRows({ mark: 'bar', encoding: { y, x: { ...x, aggregate: 'sum' } } }));
    expect(barsOf(sum)).toEqual(['Sum of count: 1500; name: image.png']);
    const dots = await draw(same, ofRows({ mark: 'point', encoding: { y, x } }));
    expect(new Set(barsOf(dots).map((label) => label?.replace(/^\D*\d+/, '')))).toEqual(new Set(['; name: image.png']));
  });

  it('stays XML whatever a name holds', async () => {
    const names = ['<script>alert(1)</script>', 'a & b', '\u001b[31m\u0000\uffff', '"quoted"', '\u202eevil', '\ud83d'];
    const svg = await draw(names.map((name, count) => ({ name, count })));
    const { elements, attributes, text } = partsOf(svg);
    expect([...elements].sort()).toEqual(['g', 'line', 'path', 'svg', 'text']);
    expect([...attributes].filter((name) => name.startsWith('on') || name.endsWith('href'))).toEqual([]);
    expect(text).toContain('<script>alert(1)</script>');
    expect(text).toContain('␛[31m␀\ufffd');
  });

  it('cuts long names and leaves room for wide ones', async () => {
    const long = 'name '.repeat(60);
    const { text } = partsOf(await draw([{ name: long, count: 1 }]));
    expect(text).not.toContain(long.trim());
    expect(text).toMatch(/name name.*…/);
    const widthOf = async (name: string) => Number(/ width="(\d+)"/.exec(await draw([{ name, count: 1 }]))?.[1]);
    expect(await widthOf('漢字漢字漢字')).toBeGreaterThan(await widthOf('abcdef'));
  });

  it('gives a bar of a month no more room than it needs', async () => {
    const report = getReport('messages-by-month', await loadCatalog());
    const widthOf = async (...months: (string | null)[]): Promise<number> => {
      const rows = months.map((month) => ({ month, messages: 3 }));
      return Number(/ width="(\d+)"/.exec(await draw(rows, report))?.[1]);
    };
    const [one, two, year] = [
      await widthOf('2024-03'),
      await widthOf('2024-03', '2024-04'),
      await widthOf('2023-03', '2024-02'),
    ];
    expect(one).toBeLessThan(250);
    expect(two).toBeGreaterThan(one);
    expect(two).toBeLessThan(300);
    expect(year).toBe(await widthOf('1923-03', '2024-02'));
    expect(await widthOf('2024-03', null)).toBe(one);
    expect(await widthOf(null)).toBeGreaterThan(500);
  });

  it('is the same each time, and differs by colour alone between the themes', async () => {
    const rows = [{ name: 'Anna', count: 3 }];
    const light = await draw(rows);
    expect(await draw(rows)).toBe(light);
    const dark = await draw(rows, BARS, 'dark');
    expect(dark).not.toBe(light);
    const colourless = (svg: string): string => svg.replaceAll(/#[0-9a-f]{6}/g, '#');
    expect(colourless(dark)).toBe(colourless(light));
  });

  it('is darkened by its tags alone, and not when it has a colour of its own', async () => {
    const words = 'fill="#2b2f36"';
    const light = await draw([{ name: words, count: 3 }]);
    expect(partsOf(darken(light) ?? '').text).toContain(words);
    expect(darken(light)).toBe(await draw([{ name: words, count: 3 }], BARS, 'dark'));
    expect(darken(light.replace('#0072b2', 'rgb(1, 2, 3)'))).toBeUndefined();
  });

  it('has no background and asks for the reader’s own font', async () => {
    const svg = await draw([{ name: 'Anna', count: 3 }]);
    expect(svg).toContain('system-ui');
    expect(svg).not.toMatch(/<rect|fill="(white|#fff)/);
  });

  it('says so when there are no rows', async () => {
    expect(partsOf(await draw([])).text).toContain('No data for this chart.');
  });

  it('is undefined for a report without one', async () => {
    const report = { ...BARS, chart: undefined };
    expect(await renderChart({ report, types: [], columns: report.columns, rows: [] }, 'light')).toBeUndefined();
  });

  it('loads nothing', async () => {
    const chart = parseReport('picture.sql', PICTURE);
    expect(await draw([{ name: 'http://127.0.0.1:9/x.png' }], chart)).toMatch(/<image [^>]*xlink:href=""/);
  });
});

const PICTURE = `-- title: Picture
-- question: Where?
-- description: A mark that would load a picture.
-- column: name – an address
-- chart: {"mark": "image", "encoding": {"url": {"field": "name", "type": "nominal"}, "y": {"field": "name", "type": "nominal"}}}
SELECT 1;`;

describe('charts of the package', async () => {
  const catalog = (await loadCatalog()).filter((report) => report.chart !== undefined);
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture('duckdb', SAMPLE);
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  it.each(catalog)('$name draws rows and titles its axes', async (report) => {
    const result = await runReport(fixture.database, report, tellingParameters(report));
    expect(result.rows.length).toBeGreaterThan(0);
    const { light = '', dark = '' } = (await renderCharts(result)) ?? {};
    for (const svg of [light, dark]) {
      partsOf(svg);
      expect(svg).toMatch(/mark-(rect|rule|symbol) role-mark/);
      // A network has no axes.
      if (report.name !== 'who-answers-whom') expect(svg).toContain('role-axis-title');
      expect(svg).not.toMatch(/NaN|undefined|Invalid/);
    }
    expect(dark).toBe(await renderChart(result, 'dark'));
  });

  const named = catalog.filter(({ chart }) => chart !== undefined && hasNames(axisOf(chart, 'y')));
  it.each(named)('$name shows a bar for each row, whatever their names', async (report) => {
    const { rows, ...result } = await runReport(fixture.database, report, tellingParameters(report));
    const heightOf = async (count: number): Promise<number> => {
      const svg = await renderChart({ ...result, rows: Array.from({ length: count }, () => rows[0] ?? {}) }, 'light');
      return Number(/ height="(\d+)/.exec(svg ?? '')?.[1]);
    };
    // Bars that count rows, and cells of a week, are not of single rows.
    const isOfRows = !['archive-holes', 'messages-by-hour-and-weekday'].includes(report.name);
    expect((await heightOf(11)) - (await heightOf(10))).toBe(isOfRows ? 22 : 0);
  });

  it('show a place of the network for each person, whatever their names', async () => {
    const report = getReport('who-answers-whom', catalog);
    const rows = [0, 1, 2, 3, 4, 5].map((place) => {
      const answers = { answers: place + 1, median_minutes: 1, places: 6 };
      return { person: 'Anna', answered: 'Anna', ...answers, person_place: place, answered_place: (place + 1) % 6 };
    });
    expect((await draw(rows, report)).match(/>Anna</g)).toHaveLength(6);
  });

  it('show answers within a group as the size of its dot, and both ways of a pair side by side', async () => {
    const report = getReport('who-answers-whom', catalog);
    const row = (person_place: number, answered_place: number, answers: number) => {
      const names = { person: `places ${person_place}`, answered: `places ${answered_place}` };
      return { ...names, answers, median_minutes: 1, person_place, answered_place, places: 2 };
    };
    const dotsOf = (svg: string): number[] =>
      [...svg.matchAll(/d="M([\d.]+),0A/g)].map(([, radius]) => Number(radius)).sort((a, b) => a - b);
    const [small = 0, large = 0] = dotsOf(await draw([row(0, 0, 18), row(1, 0, 3)], report));
    expect(large).toBeGreaterThan(2 * small);
    expect(await draw([row(0, 0, 18)], report)).toContain('>18</text>');
    const lines = (await draw([row(0, 1, 9), row(1, 0, 3)], report)).match(
      /transform="translate\([^)]*\)" x2="-?[\d.]+" y2=/g,
    );
    expect(new Set(lines?.map((line) => /\(([\d.]+)/.exec(line)?.[1])).size).toBe(2);
  });

  it.each(['messages-by-week', 'tasks-by-month'])('%s joins no periods over those between them', async (name) => {
    const report = getReport(name, catalog);
    const rows = ['2024-01-01', '2024-12-02'].map((day) => ({
      week: day,
      month: day.slice(0, 7),
      messages: 10,
      opened: 10,
      closed: 1,
    }));
    const svg = await draw(rows, report);
    expect(svg).not.toContain('mark-line');
    expect(svg.match(/<path aria-label="/g)).toHaveLength(name === 'tasks-by-month' ? 4 : 2);
  });

  it('that count the rows of a list say that these are those shown', () => {
    const counting = catalog.filter(({ parameters, chart }) => {
      const isOfRows = JSON.stringify(chart)?.includes('"aggregate":"count"') === true;
      return isOfRows && parameters.some((parameter) => parameter.name === 'limit');
    });
    expect(counting.map(({ name }) => name)).toEqual(['archive-holes', 'open-tasks', 'unanswered-questions']);
    for (const { chart } of counting) expect(JSON.stringify(chart)).toContain(', of the rows shown"');
  });

  it('do not depend on the time zone of the machine', async () => {
    const report = getReport('messages-by-month', catalog);
    const rows = ['2023-12', '2024-01', '2024-02'].map((month, messages) => ({ month, messages }));
    const before = process.env.TZ;
    const drawIn = async (zone: string, offset: number): Promise<string> => {
      process.env.TZ = zone;
      expect(new Date(0).getTimezoneOffset()).toBe(offset);
      return draw(rows, report);
    };
    try {
      expect(await drawIn('Asia/Tokyo', -540)).toBe(await drawIn('America/Los_Angeles', 480));
    } finally {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    }
  });
});
