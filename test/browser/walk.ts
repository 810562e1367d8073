// test support: a walk through every page of a site on disk, following every link that stays inside.
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Tab, Tabs } from './engines/tab.js';
import { type MessageFacts, type PageFacts, readPage } from './page-facts.js';

export interface SiteWalk {
  readonly pages: number;
  /** Links and loaded files that were looked up. */
  readonly links: number;
  /** What went wrong on the way, one line each. */
  readonly faults: readonly string[];
  /** By permanent link, `c/<folder>/<page>.html#m<nr>`. */
  readonly messages: ReadonlyMap<string, MessageFacts>;
  /** Where the links of each page lead, both from the root of the site, with fragments. */
  readonly linksOf: ReadonlyMap<string, readonly string[]>;
}

/** Milliseconds for a test that walks a site: some hundred pages, perhaps beside other work on two cores. */
export const WALK_TIMEOUT_MS = 300_000;

/** Opens index.html of `folder` and every page that can be reached from it. */
export async function walkSite(source: Tabs, folder: string): Promise<SiteWalk> {
  const root = `${pathToFileURL(folder).href}/`;
  const faults: string[] = [];
  const tabs = [await source.open(root, faults)];
  const pages = new Map<string, PageFacts>();
  const seen = new Set([`${root}index.html`]);
  for (let level = [...seen]; level.length > 0; ) {
    while (tabs.length < Math.min(level.length, source.most)) tabs.push(await source.open(root, faults));
    const found = await readPages(tabs, level);
    for (const [address, facts] of found) pages.set(address, facts);
    const next = found.flatMap(([, { links }]) => links.map(withoutFragment));
    level = [...new Set(next)].filter((address) => isPage(address, root) && !seen.has(address));
    for (const address of level) seen.add(address);
  }
  await Promise.all(tabs.map((tab) => tab.close()));
  for (const [address, facts] of pages) {
    const moved = facts.address === address ? [] : [`went to ${facts.address}`];
    const found = [...moved, ...facts.faults, ...linkFaults(facts, root, pages), ...messageFaults(address, facts)];
    faults.push(...found.map((fault) => `${address.slice(root.length)}: ${fault}`));
  }
  const fromRoot = (address: string): string => address.slice(root.length);
  const linksOf = new Map([...pages].map(([address, { links }]) => [fromRoot(address), links.map(fromRoot)]));
  return { pages: pages.size, links: countLinks(pages), faults, messages: messagesOf(pages, root), linksOf };
}

/** Shares the addresses among the tabs. */
async function readPages(tabs: readonly Tab[], addresses: readonly string[]): Promise<[string, PageFacts][]> {
  const queue = addresses.values();
  const work = async (tab: Tab): Promise<[string, PageFacts][]> => {
    const read: [string, PageFacts][] = [];
    for (const address of queue) {
      await tab.goto(address);
      const facts = await tab.evaluate(readPage);
      read.push([address, facts]);
    }
    return read;
  };
  return (await Promise.all(tabs.map(work))).flat();
}

const withoutFragment = (address: string): string => address.split('#', 1)[0] ?? '';

const isPage = (address: string, root: string): boolean =>
  address.startsWith(root) && address.endsWith('.html') && existsSync(fileURLToPath(address));

function linkFaults(facts: PageFacts, root: string, pages: ReadonlyMap<string, PageFacts>): string[] {
  const loads = facts.loads.filter((target) => !target.startsWith(root)).map((target) => `loads ${target}`);
  const targets = [...new Set([...facts.links, ...facts.loads])].filter((target) => target.startsWith('file:'));
  return [...loads, ...targets.flatMap((target) => targetFault(target, root, pages) ?? [])];
}

function targetFault(target: string, root: string, pages: ReadonlyMap<string, PageFacts>): string | undefined {
  const [address = '', fragment = ''] = target.split('#');
  if (!address.startsWith(root)) return `leads out of the site: ${target}`;
  if (!existsSync(fileURLToPath(address))) return `nothing at ${target}`;
  const isSearch = address === `${root}search.html` && fragment.startsWith('q=');
  const isThere =
    fragment === '' || isSearch || pages.get(address)?.ids.includes(decodeURIComponent(fragment)) === true;
  return isThere ? undefined : `no such place: ${target}`;
}

/** A message's own link leads to itself. */
const messageFaults = (address: string, { messages }: PageFacts): string[] =>
  messages
    .filter(({ id, permalink }) => permalink !== `${address}#${id}`)
    .map(({ id, permalink }) => `the link of ${id} leads to ${permalink}`);

const countLinks = (pages: ReadonlyMap<string, PageFacts>): number =>
  [...pages.values()].reduce((total, { links, loads }) => total + links.length + loads.length, 0);

const messagesOf = (pages: ReadonlyMap<string, PageFacts>, root: string): ReadonlyMap<string, MessageFacts> =>
  new Map(
    [...pages].flatMap(([address, { messages }]) =>
      messages.map((message): [string, MessageFacts] => [`${address.slice(root.length)}#${message.id}`, message]),
    ),
  );
