// Hostile texts as the labels of a chart and in the table beside it: the drawing and the page of a report, each opened by itself, say
// what they say and hold nothing that runs or loads; and the same look sees what is planted.
/// <reference lib="dom" />
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { visibleText } from '../../src/lib/format/visible.js';
import { loadReport } from '../../src/report/catalog.js';
import { renderChart } from '../../src/report/chart.js';
import { presentReport } from '../../src/report/present.js';
import type { ReportResult } from '../../src/report/run.js';
import { temporaryFolder } from '../support/folder.js';
import { askedEngines, launchEngine } from './engines/index.js';
import { squeezed } from './expected-text.js';
import { askedPayloads } from './payloads.js';

const texts = askedPayloads();
const PLANTED = '<script>alert(1)</script><a href="javascript:alert(1)" onclick="alert(1)"><text>x</text></a>';

/** A report of people, who are called what is hostile. */
async function hostileResult(): Promise<ReportResult> {
  const report = await loadReport('messages-by-person');
  const rows = texts.map((person, index) =>
    Object.fromEntries(report.columns.map(({ name }) => [name, name === 'person' ? person : index + 1])),
  );
  return { report, columns: report.columns, types: report.columns.map(() => 'VARCHAR'), rows };
}

/** Runs in the document: what of it could run or load, and what its labels and cells say. */
function readDrawing(): { readonly dangers: string[]; readonly labels: string[] } {
  const all = [...document.querySelectorAll('*')];
  const dangers = all.flatMap(({ tagName, attributes }) => [
    ...(/^(?:script|foreignobject|iframe|object|embed|use|image|animate|set|base|form|link)$/i.test(tagName)
      ? [tagName]
      : []),
    ...[...attributes].filter(({ name }) => /^on|href$/i.test(name)).map(({ name }) => `${tagName} ${name}`),
  ]);
  return { dangers, labels: [...document.querySelectorAll('text, td bdi')].map((one) => one.textContent ?? '') };
}

test.each(askedEngines())('hostile labels stay labels in %s', { timeout: 600_000 }, async (name) => {
  await using folder = await temporaryFolder();
  await using engine = await launchEngine(name);
  const result = await hostileResult();
  const svg = (await renderChart(result, 'light')) ?? '';
  const files = {
    'chart.svg': svg,
    'report.html': await presentReport(result, 'html'),
    'bad.svg': svg.replace('</svg>', `${PLANTED}</svg>`),
  };
  for (const [path, content] of Object.entries(files)) writeFileSync(folder.at(path), content);
  const root = `${pathToFileURL(folder.path).href}/`;
  const faults: string[] = [];
  const tab = await engine.open(root, faults);
  const read = async (path: string) => {
    await tab.goto(root + path);
    return tab.evaluate(readDrawing);
  };
  for (const path of ['chart.svg', 'report.html']) {
    const { dangers, labels } = await read(path);
    expect(dangers, path).toEqual([]);
    const said = new Set(labels.map(squeezed));
    // A drawing cuts long labels.
    const isSaid = (text: string) =>
      said.has(text) || [...said].some((label) => label.endsWith('…') && text.startsWith(label.slice(0, -1)));
    expect(
      texts.map((text) => squeezed(visibleText(text))).filter((text) => !isSaid(text)),
      path,
    ).toEqual([]);
  }
  expect(faults.filter((fault) => !fault.includes('request: data:'))).toEqual([]);
  expect((await read('bad.svg')).dangers).toEqual(['script', 'a href', 'a onclick']);
  await expect.poll(() => faults.join('\n')).toContain('dialog: 1');
});
