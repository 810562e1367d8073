// test support: what a site is made of, to compare it with another one.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathsIn } from './folder.js';

/** SHA-256 of every file by its path, but of the page about the archive itself, which tells how and when it was taken (docs/decisions.md). */
export async function siteHashes(site: string): Promise<Map<string, string>> {
  const paths = (await pathsIn(site)).filter((path) => path !== 'about.html');
  return new Map(
    paths.map((path) => [
      path,
      createHash('sha256')
        .update(readFileSync(join(site, path)))
        .digest('hex'),
    ]),
  );
}
