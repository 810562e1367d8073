// The search page of a site in Estonian and another time zone says everything in Estonian, and tells times as the other pages do.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.js';
import { temporaryFolder } from '../support/folder.js';
import { conv, message, people } from '../support/tiny-world.js';
import { launchChromium, openTab } from './browser.js';
import { makeSite } from './made-site.js';

const TALK = '20000000-0000-4000-8000-000000000001';
const LATE = Date.parse('2015-03-14T22:30:00Z') / 1000;

test('the words and times of results are those of the site', async () => {
  await using folder = await temporaryFolder();
  const said = [1, 2].map((nr) => message(TALK, nr, { message: `<msg><p>pump ${nr}</p></msg>`, posted_time: LATE }));
  const lines = [...people, conv(TALK, { topic: 'Pumbad' }), ...said].map((line) => `${JSON.stringify(line)}\n`);
  writeFileSync(folder.at('world.ndjson'), lines.join(''));
  await makeSite(folder, '--world', folder.at('world.ndjson'));
  const look = ['--language', 'et', '--timezone', 'Asia/Kolkata', '--quiet'];
  const { code } = await runCli(['render', '--archive', folder.at('archive'), '--out', folder.at('et'), ...look]);
  expect(code).toBe(0);

  await using browser = await launchChromium();
  const faults: string[] = [];
  const root = `${pathToFileURL(folder.at('et'))}/`;
  const page = await openTab(
    await browser.newContext({ locale: 'en-US', timezoneId: 'America/New_York' }),
    root,
    faults,
  );
  const resultsOf = async (query: string) => {
    await page.goto(`${root}search.html#q=${encodeURIComponent(query)}`);
    await page.reload();
    await page.waitForFunction('document.body.dataset.search === "done"');
    return page.evaluate<[string, string]>(
      '[document.getElementById("search-status").textContent, document.getElementById("search-results").textContent]',
    );
  };
  const [status, results] = await resultsOf('pump');
  expect(status).toBe('2 sõnumit');
  expect(results).toContain('15. märts 2015, 04:00');
  expect(await resultsOf('pumbad')).toEqual([
    '1 vestlus',
    expect.stringMatching(/Vestlus · viimane sõnum 15\. märts 2015, 04:00/),
  ]);
  expect((await resultsOf('nothing'))[0]).toBe('Midagi ei leitud.');
  expect((await resultsOf('(pump'))[0]).toBe('Päringust ei saa aru. Sulu „(“ järel puudub „)“.');
  expect((await resultsOf('is:lost'))[0]).toBe(
    'Päringust ei saa aru. „is:lost“ ei ole tuntud; on olemas is:pinned, is:task, is:deleted.',
  );
  expect(faults).toEqual([]);
});
