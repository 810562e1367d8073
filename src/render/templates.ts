// render: the Handlebars templates of templates/, compiled once in each thread, and those that a user has put in their place.
// Invariant: templates escape everything; only if, each, partials and texts (`t`) are known to them, so no template can look anything up.
// Texts of the language are put in while a template is compiled, so that they cost nothing when it runs.
import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';
import { namesIn } from '../lib/durable.js';
import { reasonOf, usageError } from '../lib/errors.js';
import type { Texts } from './language/texts.js';
import { TextFiller } from './template-texts.js';

/** The folder templates/ of the package, from src/ and from dist/ alike. */
const templatesPath = fileURLToPath(new URL('../../templates/', import.meta.url));

export type PageName =
  | 'home'
  | 'about'
  | 'people'
  | 'person'
  | 'messages'
  | 'overview'
  | 'pins'
  | 'tasks'
  | 'files'
  | 'gallery'
  | 'teams'
  | 'labels'
  | 'integrations'
  | 'reports'
  | 'report'
  | 'search';

export interface Templates {
  /** A whole page of HTML. */
  render(page: PageName, view: object): string;
  /**
   * The same page in pieces, in order: `days` of its view stands for the partial of that name, and is rendered bit by bit.
   * `contentHash` is the SHA-256 of these bits, for what comes after them.
   */
  renderInPieces(page: PageName, view: DaysView): Iterable<string>;
}

export interface DaysView {
  readonly days: readonly object[];
}

/** Where the days go, and their hash. Nobody can have written them into a message. */
const SLOT = randomUUID();
const HASH_SLOT = randomUUID();
/** A piece of this many days is still in the processor's cache when it is written. */
const DAYS_A_PIECE = 16;

const OPTIONS: CompileOptions = {
  knownHelpersOnly: true,
  knownHelpers: { if: true, each: true, unless: false, with: false, lookup: false, log: false },
  preventIndent: true,
};

// No @index and no @root: a frame for each message would cost more than the message. Only the layout needs its block.
const partialOptions = (name: string): CompileOptions => ({ ...OPTIONS, data: name === 'layout' });

/** Compiles every page and partial; a file of the same name in `own` comes before that of the package. Throws `usage` for one that does not parse. */
export async function loadTemplates(texts: Texts, own?: string): Promise<Templates> {
  const handlebars = Handlebars.create();
  for (const [name, source] of await readPrograms('partials', texts, own)) {
    handlebars.registerPartial(name, handlebars.compile(source, partialOptions(name)));
  }
  const pages = new Map<string, HandlebarsTemplateDelegate>();
  for (const [name, source] of await readPrograms('', texts, own)) pages.set(name, handlebars.compile(source, OPTIONS));
  const find = (page: PageName): HandlebarsTemplateDelegate => {
    const template = pages.get(page);
    if (template === undefined) throw new Error(`There is no template ${page}.hbs.`);
    return template;
  };
  const days = handlebars.compile('{{> days}}', OPTIONS);
  return {
    render: (page, view) => find(page)(view),
    *renderInPieces(page, view) {
      const [head = '', tail = ''] = find(page)({ ...view, days: SLOT, contentHash: HASH_SLOT }).split(SLOT);
      const hash = createHash('sha256');
      yield head;
      for (let start = 0; start < view.days.length; start += DAYS_A_PIECE) {
        const piece = days({ days: view.days.slice(start, start + DAYS_A_PIECE) });
        hash.update(piece);
        yield piece;
      }
      yield tail.replace(HASH_SLOT, hash.digest('hex'));
    },
  };
}

async function readPrograms(
  part: string,
  texts: Texts,
  own: string | undefined,
): Promise<Map<string, hbs.AST.Program>> {
  const programs = new Map<string, hbs.AST.Program>();
  for (const path of await templateFiles(part, own, '.hbs')) {
    programs.set(basename(path, '.hbs'), programOf(path, await readFile(path, 'utf8'), texts));
  }
  return programs;
}

// Handlebars itself would find out when a page is rendered.
function programOf(path: string, source: string, texts: Texts): hbs.AST.Program {
  try {
    const program = Handlebars.parse(source);
    new TextFiller(texts).accept(program);
    return program;
  } catch (error) {
    throw usageError(`${path} is no template: ${reasonOf(error)}. Mend it, or render without --templates.`, error);
  }
}

/** Files with the ending in a folder of the templates, in order of name: those of the package, or those of `own` that have the same name, and what else `own` has. */
export async function templateFiles(part: string, own: string | undefined, ending: string): Promise<string[]> {
  const paths = new Map<string, string>();
  for (const folder of [templatesPath, ...(own === undefined ? [] : [own])]) {
    for (const name of await namesIn(join(folder, part)))
      if (name.endsWith(ending)) paths.set(name, join(folder, part, name));
  }
  return [...paths].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
}
