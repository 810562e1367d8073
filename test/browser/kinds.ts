// test support: the kinds of pages that a site has, and the pages of each that are worth a look.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const KINDS: Readonly<Record<string, RegExp>> = {
  home: /^index\.html$/,
  about: /^about\.html$/,
  search: /^search\.html$/,
  people: /^people\.html$/,
  person: /^p\/[^/]+\.html$/,
  conversation: /^c\/[^/]+\/\d+\.html$/,
  overview: /^c\/[^/]+\/index\.html$/,
  pins: /^c\/[^/]+\/pins\.html$/,
  tasks: /^c\/[^/]+\/tasks\.html$/,
  files: /^c\/[^/]+\/files\.html$/,
  gallery: /^files\.html$/,
  teams: /^teams\.html$/,
  labels: /^labels\.html$/,
  integrations: /^integrations\.html$/,
  reports: /^reports\/index\.html$/,
  report: /^reports\/(?!index\.)[^/]+\.html$/,
};

export const kinds: readonly string[] = Object.keys(KINDS);

const pathsIn = (site: string): string[] =>
  readdirSync(site, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.html'));

/** Pages of a site that are of no kind. */
export const pagesOfNoKind = (site: string): string[] =>
  pathsIn(site).filter((name) => !Object.values(KINDS).some((kind) => kind.test(name)));

/** Addresses of the largest pages of a kind, which have most on them. Throws when there is none. */
export function pagesOf(site: string, kind: string, most = 2): string[] {
  const sizeOf = (name: string) => statSync(join(site, name)).size;
  const found = pathsIn(site).filter((name) => KINDS[kind]?.test(name));
  if (found.length === 0) throw new Error(`The site has no page of the kind ${kind}.`);
  found.sort((a, b) => sizeOf(b) - sizeOf(a) || (a < b ? -1 : 1));
  return found.slice(0, most).map((name) => pathToFileURL(join(site, name)).href);
}
