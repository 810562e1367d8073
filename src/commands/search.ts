// commands: search QUERY… – the site's search at the command line: what was found in order, with excerpts and links.
// Invariant: what is printed is the result and nothing else; what there is to say of the index goes to stderr.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openArchive } from '../journal/archive-folder.js';
import { ArchiveError, ExitCode, lockedError, usageError } from '../lib/errors.js';
import { type ProgressTask, progressFor } from '../lib/progress.js';
import { UnreadableIndex } from '../render/search/index-reader.js';
import { type ReadableIndex, withOwnIndex } from '../render/search/own-index.js';
import { parseQuery, type Query } from '../search/query.js';
import { QueryError } from '../search/query-error.js';
import type { Order } from '../search/ranking.js';
import { jsonOutput, type Output } from './output.js';
import { findHits } from './search/found.js';
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
  const context = { query: text, order: options.order, urlOf };
  const look = { isBold: mayBeBold(out), addressOf: urlOf ?? ((href: string) => href) };
  await withIndex(options, async (index) => {
    const finding = await findHits(index, { query, order: options.order, limit });
    if (options.json === true) await print(findingJson(finding, context), jsonOutput(out), options.archive);
    else if (options.ndjson === true) await print(findingNdjson(finding, context), jsonOutput(out), options.archive);
    else await print(findingText(finding, look), out, options.archive);
  });
}

/** A search may be begun anew as long as nothing was printed: so each piece waits until the next one is made. */
async function print(pieces: AsyncGenerator<string>, out: Output, archive: string): Promise<void> {
  let waiting: string | undefined;
  let isBegun = false;
  try {
    for await (const piece of pieces) {
      if (waiting !== undefined) {
        out.write(waiting);
        isBegun = true;
      }
      waiting = piece;
    }
  } catch (error) {
    if (!isBegun || !(error instanceof UnreadableIndex)) throw error;
    throw lockedError(`The search index of ${archive} was made anew while it was read: search again.`, error);
  }
  if (waiting !== undefined) out.write(waiting);
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

/** Lets `use` have the index of the archive, and says what there is to say of it. */
async function withIndex(
  { archive: path, site, quiet }: SearchOptions,
  use: (index: ReadableIndex) => Promise<void>,
): Promise<void> {
  const archive = await openArchive(path);
  const onNote = (sentence: string) => quiet || process.stderr.write(`${sentence}\n`);
  const folder = site === undefined || isWeb(site) ? undefined : site;
  const progress = indexProgress(quiet);
  try {
    await withOwnIndex({ archive, site: folder, onNote, onProgress: progress.hear }, (index) => {
      progress.end();
      return use(index);
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
