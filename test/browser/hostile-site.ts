// test support: the site of the hostile world, with what was changed and deleted after it was first archived; and a site without policy.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TemporaryFolder } from '../support/folder.js';
import { liveWorld, serve, syncHere } from '../support/sync.js';
import { hostileChanges, hostileWorld } from './hostile-world.js';
import { renderSite } from './made-site.js';

export async function makeHostileSite(folder: TemporaryFolder, payloads: readonly string[]): Promise<string> {
  const { world, add } = liveWorld(hostileWorld(payloads));
  await using emulator = await serve({ world });
  await syncHere(emulator.url, folder.at('archive'));
  add(hostileChanges(payloads));
  await syncHere(emulator.url, folder.at('archive'));
  return renderSite(folder.at('archive'), folder.at('site'));
}

const POLICY = /(<meta http-equiv="Content-Security-Policy" content=")[^"]*/;
const NO_POLICY = "default-src * data: blob: file: 'unsafe-inline' 'unsafe-eval'";

/** A page that permits everything. Throws when it has no policy to take away. */
export function loosened(html: string): string {
  const loose = html.replace(POLICY, `$1${NO_POLICY}`);
  if (loose === html) throw new Error('The page has no policy.');
  return loose;
}

/** A copy of a site whose pages permit everything, in every browser alike. */
export function loosenSite(site: string, out: string): string {
  cpSync(site, out, { recursive: true });
  for (const name of readdirSync(out, { recursive: true }).map(String)) {
    if (!name.endsWith('.html')) continue;
    const html = loosened(readFileSync(join(out, name), 'utf8'));
    writeFileSync(join(out, name), html);
  }
  return out;
}
