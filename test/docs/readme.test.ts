// README and docs: what they link to exists, what they tell people to type is understood by the program, pictures are small.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/report/catalog.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const DOCUMENTS = [
  'README.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** Anchors as GitHub makes them of headings. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** Links of a document that lead nowhere. */
function brokenLinks(path: string): string[] {
  const text = read(path);
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)].map(
    ([, link, src]) => link ?? src ?? '',
  );
  return targets.filter((target) => {
    if (/^https?:/.test(target)) return false;
    const [file = '', anchor] = target.split('#');
    const goal = file === '' ? path : join(dirname(path), file);
    if (!existsSync(join(root, goal))) return true;
    return anchor !== undefined && !anchorsOf(read(goal)).includes(anchor);
  });
}

const helpOf = (command: string): string =>
  execFileSync(process.execPath, [join(root, 'dist', 'cli.js'), command, '--help'], { encoding: 'utf8' });

describe('documents', () => {
  it.each(DOCUMENTS)('%s has no broken link', (path) => {
    expect(brokenLinks(path)).toEqual([]);
  });

  it('are all reached from the README', () => {
    const text = read('README.md');
    expect(DOCUMENTS.filter((path) => path !== 'README.md' && !text.includes(`(${path})`))).toEqual([]);
  });
});

describe('README.md', () => {
  it('opens with the two commands', () => {
    const first = /```\n(.*?)```/s.exec(read('README.md'))?.[1] ?? '';
    expect([...first.matchAll(/^(npm \S+(?: \S+)?)/gm)].map(([, command]) => command?.trim())).toEqual([
      'npm run demo',
      'npm test',
    ]);
  });

  it('names commands and options that exist, and reports of the catalog', async () => {
    const lines = [...read('README.md').matchAll(/node dist\/cli\.js ([a-z]+)(?:[ \t]+(.*))?$/gm)];
    expect(lines.length).toBeGreaterThan(5);
    const reports = (await loadCatalog()).map(({ name }) => name);
    const helps = new Map<string, string>();
    for (const [, command = '', rest = ''] of lines) {
      const help = helps.get(command) ?? helpOf(command);
      helps.set(command, help);
      for (const [option] of rest.matchAll(/--[a-z]+/g)) expect(help, `${command} ${option}`).toContain(option);
      const report = command === 'report' ? /^([a-z][a-z-]*)/.exec(rest)?.[1] : undefined;
      if (report !== undefined) expect(reports).toContain(report);
    }
  });

  it('promises nothing that cannot be shown', () => {
    const WORDS = /\b(?:compliant|tamper-proof|crash-proof|XSS-free|complete record|guarantees?|blazing|seamless)\b/i;
    expect(DOCUMENTS.filter((path) => WORDS.test(read(path)))).toEqual([]);
    expect(WORDS.test('A tamper-proof, compliant archive')).toBe(true);
  });

  it('has pictures of at most 300 kB', () => {
    const pictures = [...read('README.md').matchAll(/"(docs\/images\/[^"]+\.png)"/g)].map(([, path]) => path ?? '');
    expect(new Set(pictures).size).toBe(4);
    expect(pictures.filter((path) => statSync(join(root, path)).size > 300_000)).toEqual([]);
  });
});
