// commands: search QUERY… – the site's search at the command line: what was found in order, with excerpts and links.
// Invariant: what is printed is the result and nothing else; what there is to say of the index goes to stderr.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openArchive } from '../journal/archive-folder.js';
import { ArchiveError, ExitCode, usageError } from '../lib/errors.js';
import { type ProgressTask, progressFor } from '../lib/progress.js';
import { UnreadableIndex } from '../render/search/index-reader.js';
import { withOwnIndex } from '../render/search/own-index.js';
import { QueryError } from '../search/lexemes.js';
import { parseQuery, type Query } from '../search/query.js';
import type { Order } from '../search/ranking.js';
import type { Output } from './output.js';
import { type Finding, findHits } from './search/found.js';
import { findingJson, findingNdjson, findingText } from './search/present.js';

export interface SearchOptions {
  readonly archive: string;
  /** The query; several are parts of one. */
  readonly words: readonly string[];
  readonly order: Order;
  /** How many results at most, or `all`. */
  readonly limit: string;
  readonly json?: boolean | undefined;
  readonly ndjson?: boolean | undefined;
  /** Folder or address of a site of the archive. */
  readonly site?: string | undefined;
  readonly quiet: boolean;
}

/** Where a command prints to, and what it may use there. */
export interface SearchOutput extends Output {
  readonly isTTY?: boolean;
}

/** Throws `usage` for a query that cannot be understood, `noArchive` when nothing is there to search, `locked` while a sync writes. */
export async function searchCommand(options: SearchOptions, out: SearchOutput = process.stdout): Promise<void> {
  const text = options.words.join(' ').trim();
  const query = understood(text);
  const limit = limitOf(options.limit);
  const urlOf = options.site === undefined ? undefined : addressesOf(options.site);
  const finding = await find(options, query, limit);
  const context = { query: text, order: options.order, urlOf };
  if (options.json === true) out.write(findingJson(finding, context));
  else if (options.ndjson === true) out.write(findingNdjson(finding, context));
  else out.write(findingText(finding, { isBold: mayBeBold(out), addressOf: urlOf ?? ((href) => href) }));
}

function understood(text: string): Query {
  try {
    const query = parseQuery(text);
    if (query !== undefined) return query;
  } catch (error) {
    throw error instanceof QueryError ? usageError(error.message, error) : error;
  }
  throw usageError('There is nothing to search for: name some words, such as "pump from:anna".');
}

function limitOf(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw usageError(`--limit takes a whole number or "all", not "${text}".`);
}

const isWeb = (site: string): boolean => /^https?:\/\//i.test(site) && URL.canParse(site);

/** Makes whole addresses of those from the root of a site. */
function addressesOf(site: string): (href: string) => string {
  if (!isWeb(site) && !existsSync(join(site, 'search.html')))
    throw usageError(`${site} is no site: name the folder that "fleep-archive render" made, or its address.`);
  const base = isWeb(site) ? site.replace(/\/?$/, '/') : `${pathToFileURL(resolve(site)).href}/`;
  return (href) => new URL(href, base).href;
}

async function find(
  { archive: path, site, order, quiet }: SearchOptions,
  query: Query,
  limit: number,
): Promise<Finding> {
  const archive = await openArchive(path);
  const say = (sentence: string) => quiet || process.stderr.write(`${sentence}\n`);
  const folder = site === undefined || isWeb(site) ? undefined : site;
  const progress = indexProgress(quiet);
  try {
    const options = { archive, site: folder, onNote: say, onProgress: progress.hear };
    // The last of the results decides what is read, so none is asked for as one.
    return await withOwnIndex(options, async (index) => {
      const finding = await findHits(index, { query, order, limit: Math.max(1, limit) });
      progress.end();
      return limit === 0 ? { ...finding, hits: [] } : finding;
    });
  } catch (error) {
    if (!(error instanceof UnreadableIndex)) throw error;
    throw new ArchiveError(
      `${error.message}: remove search-index in ${path}, and render ${folder ?? 'the site'} again.`,
      {
        exitCode: ExitCode.unexpected,
        cause: error,
      },
    );
  } finally {
    progress.end();
  }
}

/** Begins to tell when an index is made, and not before. */
function indexProgress(isQuiet: boolean): { hear: (done: number, total: number) => void; end: () => void } {
  let task: ProgressTask | undefined;
  let told = 0;
  return {
    hear: (done, total) => {
      task ??= progressFor(process.stderr, isQuiet)('Indexing', total);
      task.add(done - told);
      told = done;
    },
    end: () => {
      task?.end();
      task = undefined;
      told = 0;
    },
  };
}

// https://no-color.org: present and not empty. Bold is no colour, but who asks for none wants plain text.
const mayBeBold = ({ isTTY }: SearchOutput): boolean =>
  isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
