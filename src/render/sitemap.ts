// render: the sitemap (sitemaps.org) of a site that is served from a known address.
// Invariant: it names every page once, in order of address.
import { readdir } from 'node:fs/promises';
import type { PageWriter } from './page-writer.js';
import { XML_HEAD, xmlText } from './xml.js';

/** More are not allowed in one file. */
const MOST_ADDRESSES = 50_000;
const NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';

/** Writes `sitemap.xml` of all pages that are in the folder; where they are too many, an index of several. `baseUrl` ends in a slash. */
export async function writeSitemap(folder: string, baseUrl: string, writer: PageWriter): Promise<void> {
  const names = await readdir(folder, { recursive: true });
  const pages = names.map((name) => name.replaceAll('\\', '/')).filter((name) => name.endsWith('.html'));
  for (const [name, text] of sitemapFiles(pages.sort(), baseUrl)) writer.write(name, text);
}

/** Names and texts of the files. */
export function sitemapFiles(pages: readonly string[], baseUrl: string, most = MOST_ADDRESSES): [string, string][] {
  const addresses = (paths: readonly string[], tag: string) =>
    paths.map((path) => `<${tag}><loc>${xmlText(baseUrl + path)}</loc></${tag}>\n`).join('');
  const setOf = (paths: readonly string[]) => `${XML_HEAD}<urlset ${NAMESPACE}>\n${addresses(paths, 'url')}</urlset>\n`;
  if (pages.length <= most) return [['sitemap.xml', setOf(pages)]];
  const parts = Array.from({ length: Math.ceil(pages.length / most) }, (_unused, index): [string, string] => [
    `sitemap-${index + 1}.xml`,
    setOf(pages.slice(index * most, (index + 1) * most)),
  ]);
  const list = addresses(
    parts.map(([name]) => name),
    'sitemap',
  );
  return [['sitemap.xml', `${XML_HEAD}<sitemapindex ${NAMESPACE}>\n${list}</sitemapindex>\n`], ...parts];
}
