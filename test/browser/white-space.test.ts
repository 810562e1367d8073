// White space in a message is shown as it was typed, and where a message has none, none is shown.
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { renderSite } from '../../src/render/site.js';
import { at, makeArchive, uuid } from '../render/small-archive.js';
import { launchChromium } from './browser.js';

const room = uuid('room');

/**
 * What stands in `msg`, and the text of it that is rendered (innerText): paragraphs are an empty line apart, and the line break at the end
 * of a line before a block, which nobody sees, counts as well.
 */
const MESSAGES: readonly (readonly [markup: string, seen: string])[] = [
  ['<p>a    b</p>', 'a    b'],
  ['<p>if x:<br/>    y<br/>\tz</p>', 'if x:\n    y\n\tz'],
  ['<p>one\n  two</p>', 'one\n  two'],
  ['<p>a  b</p><p>c  d</p>', 'a  b\n\nc  d'],
  ['\n<p>a</p>\n<p>b</p>\n', 'a\n\nb'],
  ['<p><q>&gt;  old<br/>&gt; more<br/></q>new</p>', '>  old\n> more\n\nnew'],
  ['<p>text<br/><pre>code\n  y\n</pre>after</p>', 'text\n\ncode\n  y\n\nafter'],
  ['<p>a</p><file key="k">a.txt</file><file key="l">b.txt</file>', 'a\n\na.txt b.txt'],
];

test('white space of a message is as it was typed', async () => {
  const archive = await makeArchive({
    accounts: [{ account_id: uuid('ann'), display_name: 'Ann' }],
    conversations: [{ conversation_id: room, topic: 'Room', title: 'Room' }],
    messages: MESSAGES.map(([markup], index) => ({
      conversation_id: room,
      message_nr: index + 1,
      account_id: uuid('ann'),
      message: `<msg>${markup}</msg>`,
      posted_time: at('2020-03-02T09:00:00Z'),
    })),
  });
  const out = join(dirname(archive.path), 'site');
  await renderSite({ archive, out, workers: 0, reports: false });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(join(out, 'c', room, '0.html')).href);
    const seen = await page.locator('.messages > div > :is(.body, p[dir])').allInnerTexts();
    expect(seen.map((text) => text.trimEnd())).toEqual(MESSAGES.map(([, text]) => text));
  } finally {
    await browser.close();
    await rm(dirname(archive.path), { recursive: true });
  }
});
