// A shell reads a word that was written for it as the text that it was made of.
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellWord } from '../../src/lib/shell-word.js';

test('what no shell would change stays as it is', () => {
  expect(shellWord('/var/lib/fleep-archive/my_archive.1')).toBe('/var/lib/fleep-archive/my_archive.1');
});

test.each(['my archive', "it's", '$HOME', '~/a', 'a"b', 'a\\b', '*', '', 'a;b', 'ä'])('%j comes back', (text) => {
  expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text);
});
