// commands: options that several commands share, and checks of their values.
import { everything, type Selection } from '../crawl/selection.js';
import { usageError } from '../lib/errors.js';
import { LANGUAGES } from '../render/language/texts.js';
import { findDay } from '../report/day.js';
import { refuse } from './refuse.js';

export const archiveOption = {
  type: 'string',
  demandOption: true,
  requiresArg: true,
  describe: 'Folder of the archive',
} as const;

export const serverOption = {
  type: 'string',
  requiresArg: true,
  default: 'https://fleep.io',
  describe: 'Base URL of the service',
} as const;

export const accountOption = {
  type: 'string',
  requiresArg: true,
  describe: 'E-mail of the account, where there are sessions of several',
} as const;

export const storeOption = {
  choices: ['duckdb', 'parquet'] as const,
  describe: 'Kind of store of a new archive (duckdb)',
};

export const rebuildStoreOption = {
  choices: ['duckdb', 'parquet'] as const,
  describe: 'Kind of store of the new tables; as it is without this',
};

const concurrencyOption = {
  type: 'number',
  requiresArg: true,
  default: 4,
  describe: 'Requests at a time, at most',
} as const;

const rateOption = { type: 'number', requiresArg: true, describe: 'Requests a second, at most' } as const;

export const listOption = { type: 'string', array: true, requiresArg: true, default: [] as string[] } as const;

const conversationOption = {
  ...listOption,
  describe: 'Only this conversation: its id, or words of its title',
} as const;
const excludeOption = { ...listOption, describe: 'Leave this conversation out' } as const;

/** How a site looks, and what of the archive goes into it. */
export const renderOptions = {
  title: {
    type: 'string',
    requiresArg: true,
    describe: 'What stands on every page; by default the name of the service',
  },
  'base-url': {
    type: 'string',
    requiresArg: true,
    describe: 'Where the site will be served from: adds Atom feeds, a sitemap, canonical links',
  },
  logo: { type: 'string', requiresArg: true, describe: 'PNG, JPEG, GIF or WebP that stands beside the title' },
  files: {
    choices: ['link', 'copy', 'none'] as const,
    default: 'link' as const,
    describe: 'Contents of files: hard links where the disk has them, copies, or none',
  },
  templates: { type: 'string', requiresArg: true, describe: 'Folder of templates, styles and assets of your own' },
  language: { choices: LANGUAGES, default: 'en' as const, describe: 'Language of the texts of the site' },
  timezone: {
    type: 'string',
    default: 'UTC',
    requiresArg: true,
    describe: 'Time zone in which days and times are told (Europe/Tallinn)',
  },
  conversation: conversationOption,
  exclude: excludeOption,
  since: { type: 'string', requiresArg: true, describe: 'Leave out what was posted before this day (2024-03-01)' },
  until: {
    type: 'string',
    requiresArg: true,
    describe: 'Leave out what was posted after this day; the day itself stays',
  },
  full: { type: 'boolean', default: false, describe: 'Make every page anew, also those that did not change' },
} as const;

/** Limits of a query, and of a report of one's own. */
export const queryLimits = {
  'time-limit': { type: 'number', default: 60, requiresArg: true, describe: 'Seconds that a query may take' },
  'memory-limit': { type: 'string', default: '1GB', requiresArg: true, describe: 'Memory that a query may take' },
} as const;

export const queryOptions = {
  schema: {
    type: 'boolean',
    default: false,
    describe: 'Print the SQL with which another DuckDB has the tables and views of a Parquet archive',
  },
  param: { ...listOption, describe: 'A value for $name in the SQL, as name=value' },
  ...queryLimits,
} as const;

/** For yargs: throws a sentence for a limit that is none. */
export function checkQuery(args: { readonly 'time-limit': number; readonly 'memory-limit': string }): true {
  const memory = args['memory-limit'];
  if (!(args['time-limit'] > 0 && args['time-limit'] <= 86_400)) {
    throw usageError('--time-limit takes a number of seconds, up to 86400.');
  }
  if (!/^[1-9]\d*(\.\d+)?\s?(MB|GB|MiB|GiB)$/i.test(memory)) {
    throw usageError(`--memory-limit takes a size such as 500MB or 2GB, not "${memory}".`);
  }
  return true;
}

export const reportOptions = {
  archive: { ...archiveOption, demandOption: false },
  all: { type: 'boolean', default: false, describe: 'All reports' },
  list: { type: 'boolean', default: false, describe: 'List the reports' },
  describe: { type: 'boolean', default: false, describe: 'Print what a report is, with its parameters and its SQL' },
  format: {
    choices: ['table', 'csv', 'json', 'ndjson', 'md', 'html', 'parquet'] as const,
    default: 'table' as const,
    describe: 'Form of the output',
  },
  chart: { choices: ['svg', 'png'] as const, describe: 'Draw the chart; with --out, beside the rows' },
  out: { type: 'string', requiresArg: true, describe: 'Folder that gets a file for each report' },
  queries: { type: 'string', requiresArg: true, describe: 'Folder with reports of your own' },
  'min-group': {
    type: 'number',
    requiresArg: true,
    describe: 'Fewest people in a row about people (5); 1 names single persons',
  },
  param: { ...listOption, describe: 'A parameter, as name=value' },
  'time-limit': { ...queryLimits['time-limit'], describe: 'Seconds that a report of your own may take' },
  'memory-limit': { ...queryLimits['memory-limit'], describe: 'Memory that a report of your own may take' },
} as const;

export const searchOptions = {
  archive: archiveOption,
  order: {
    choices: ['relevance', 'newest', 'oldest'] as const,
    default: 'relevance' as const,
    describe: 'What comes first',
  },
  limit: {
    type: 'string',
    default: '20',
    requiresArg: true,
    describe: 'Results to print at most; "all" for all, 0 for their number alone',
  },
  site: {
    type: 'string',
    requiresArg: true,
    describe: 'Folder or address of a site of the archive, to which the results link',
  },
  json: { type: 'boolean', describe: 'Print one object of JSON', conflicts: 'ndjson' },
  ndjson: { type: 'boolean', describe: 'Print each result as a line of JSON' },
  quiet: { type: 'boolean', default: false, describe: 'Say nothing but the results and errors' },
} as const;

/** What the practice server serves, and how. */
export const emulatorOptions = {
  world: { type: 'string', requiresArg: true, describe: 'World file to serve (.ndjson or .ndjson.gz)' },
  synthetic: { type: 'string', requiresArg: true, describe: 'Made-up world: messages=N,conversations=N,seed=N' },
  demo: { type: 'boolean', describe: 'The built-in demo world' },
  archive: {
    type: 'string',
    requiresArg: true,
    describe: 'Archive to serve as if it were the server that it came from',
  },
  port: { type: 'number', requiresArg: true, describe: 'Port to listen on; any free one by default' },
  batch: { type: 'number', requiresArg: true, describe: 'Message numbers in one answer' },
  'poll-timeout': {
    type: 'number',
    requiresArg: true,
    describe: 'Seconds that a waiting poll is held; 90 by default',
  },
  variant: { ...listOption, describe: 'Another way of the service; may be given several times' },
  'no-control': { type: 'boolean', describe: 'Without the paths below /_emulator/' },
  control: { type: 'boolean', default: true, hidden: true },
} as const;

export const quietOption = { type: 'boolean', default: false, describe: 'Say nothing but remarks and errors' } as const;

const selectionOptions = {
  conversation: conversationOption,
  exclude: excludeOption,
  since: { type: 'string', requiresArg: true, describe: 'Leave out what was posted before (2024-03-01)' },
  'no-files': { type: 'boolean', describe: 'Leave out all files' },
  files: { type: 'boolean', default: true, hidden: true },
  thumbnails: { type: 'boolean', default: false, describe: 'Fetch thumbnails of files too' },
  'max-file-size': { type: 'string', requiresArg: true, describe: 'Leave out larger files (20MB)' },
  'file-types': { ...listOption, describe: 'Only these files: image/, application/pdf, .pdf' },
} as const;

/** Options of the commands that crawl. */
export const crawlOptions = {
  archive: archiveOption,
  server: serverOption,
  account: accountOption,
  store: storeOption,
  concurrency: concurrencyOption,
  rate: rateOption,
  ...selectionOptions,
} as const;

export const checkCrawl = ({
  concurrency,
  rate,
  server,
}: {
  concurrency: number;
  rate?: number | undefined;
  server: string;
}): true => requireWhole('concurrency', concurrency, 1, 64) && requireRate(rate) && requireUrl(server);

/** The arguments of such a command with what they stand for. */
export const crawlArguments = <Args extends SelectionArguments & { server: string; account?: string | undefined }>(
  args: Args,
) => ({
  ...args,
  selection: selectionOf(args),
  credentials: async () => (await import('./credentials.js')).readCredentials(args),
});

interface SelectionArguments {
  readonly conversation: readonly (string | number)[];
  readonly exclude: readonly (string | number)[];
  readonly since?: string | undefined;
  readonly files: boolean;
  readonly thumbnails: boolean;
  readonly maxFileSize?: string | undefined;
  readonly fileTypes: readonly (string | number)[];
}

/** Throws `usage` for a value that cannot be read, or means nothing. */
function selectionOf(args: SelectionArguments): Selection {
  if (!args.files)
    refuse(
      {
        '--thumbnails': args.thumbnails,
        '--max-file-size': args.maxFileSize !== undefined,
        '--file-types': args.fileTypes.length > 0,
      },
      'beside --no-files',
    );
  return {
    ...everything,
    conversations: args.conversation.map((typed) => requireWords('conversation', String(typed))),
    exclude: args.exclude.map((typed) => requireWords('exclude', String(typed))),
    files: args.files,
    fileTypes: args.fileTypes.flatMap((types) => String(types).split(',')).map(parseFileType),
    ...(args.since === undefined ? {} : { since: parseDate(args.since) }),
    ...(args.maxFileSize === undefined ? {} : { maxFileBytes: parseSize(args.maxFileSize) }),
  };
}

/** An empty text is in every title: a variable of a shell that is not set. */
export function requireWords(name: string, typed: string): string {
  if (typed.trim() === '') throw usageError(`--${name} is empty: give it an id or words of a title.`);
  return typed;
}

/** `image/` and `image/*` are all pictures. Wildcards elsewhere, and half a type, would be in no type and no name. */
function parseFileType(typed: string): string {
  const type = typed.trim().replace(/\/\*$/, '/');
  if (!/^(\.[^/*?]+|[^\s./*?][^\s/*?]*\/[^\s/*?]*)$/.test(type))
    throw usageError(`--file-types takes media types such as image/ and endings such as .pdf, not "${typed.trim()}".`);
  return type;
}

/** Where it is tomorrow already, today is that day. */
const A_DAY_MS = 24 * 3600 * 1000;

/** Without an offset a time would be another one in each time zone, and a day is one of UTC. */
const DAY_OR_TIME = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

function parseDate(text: string): Date {
  const date = new Date(text);
  const [, day = ''] = DAY_OR_TIME.exec(text) ?? [];
  if (findDay(day) === undefined || Number.isNaN(date.getTime()))
    throw usageError(
      `--since ${text} is not a date: write it as 2024-03-01, or with a time as 2024-03-01T10:00+02:00.`,
    );
  if (date.getTime() > Date.now() + A_DAY_MS)
    throw usageError(`--since ${text} has not come yet, and would leave out everything: give an earlier day.`);
  return date;
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KIB: 1024,
  MIB: 1024 ** 2,
  GIB: 1024 ** 3,
};

function parseSize(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text) ?? [];
  const factor = UNITS[unit.toUpperCase()];
  if (number === undefined || factor === undefined)
    throw usageError(`--max-file-size ${text} is not a size: write it as 20MB or 500KB.`);
  return Number(number) * factor;
}

export function requireWhole(name: string, value: number | undefined, least: number, most: number): true {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return true;
  throw usageError(`--${name} takes a whole number from ${least} to ${most}.`);
}

function requireRate(rate: number | undefined): true {
  if (rate === undefined || (rate >= 0.01 && rate <= 10_000)) return true;
  throw usageError('--rate takes a number of requests a second from 0.01 to 10000.');
}

export function requireUrl(server: string): true {
  if (URL.canParse(server) && /^https?:$/.test(new URL(server).protocol)) return true;
  throw usageError(`--server ${server} is not an address: write it as https://host.`);
}
