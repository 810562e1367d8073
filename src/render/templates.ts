// render: the Handlebars templates of templates/, compiled once in each thread.
// Invariant: templates escape everything; only if, each and partials are known to them, so no template can look anything up.
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';

/** The folder templates/ of the package, from src/ and from dist/ alike. */
export const templatesPath = fileURLToPath(new URL('../../templates/', import.meta.url));

export type PageName =
  | 'home'
  | 'people'
  | 'person'
  | 'messages'
  | 'overview'
  | 'pins'
  | 'tasks'
  | 'files'
  | 'reports'
  | 'report'
  | 'search';

export interface Templates {
  /** A whole page of HTML. */
  render(page: PageName, view: object): string;
  /** The same page in pieces, in order: `days` of its view stands for the partial of that name, and is rendered bit by bit. */
  renderInPieces(page: PageName, view: DaysView): Iterable<string>;
}

export interface DaysView {
  readonly days: readonly object[];
}

/** Where the days go. Nobody can have written it into a message. */
const SLOT = randomUUID();
/** A piece of this many days is still in the processor's cache when it is written. */
const DAYS_A_PIECE = 16;

const OPTIONS: CompileOptions = {
  knownHelpersOnly: true,
  knownHelpers: { if: true, each: true, unless: false, with: false, lookup: false, log: false },
  preventIndent: true,
};

// No @index and no @root: a frame for each message would cost more than the message. Only the layout needs its block.
const partialOptions = (name: string): CompileOptions => ({ ...OPTIONS, data: name === 'layout' });

/** Compiles every page and partial. Throws Handlebars' error when one does not parse. */
export async function loadTemplates(folder = templatesPath): Promise<Templates> {
  const handlebars = Handlebars.create();
  for (const [name, source] of await readSources(join(folder, 'partials'))) {
    handlebars.registerPartial(name, handlebars.compile(source, partialOptions(name)));
  }
  const pages = new Map<string, HandlebarsTemplateDelegate>();
  for (const [name, source] of await readSources(folder)) pages.set(name, handlebars.compile(source, OPTIONS));
  const find = (page: PageName): HandlebarsTemplateDelegate => {
    const template = pages.get(page);
    if (template === undefined) throw new Error(`There is no template ${page}.hbs in ${folder}.`);
    return template;
  };
  const days = handlebars.compile('{{> days}}', OPTIONS);
  return {
    render: (page, view) => find(page)(view),
    *renderInPieces(page, view) {
      const [head = '', tail = ''] = find(page)({ ...view, days: SLOT }).split(SLOT);
      yield head;
      for (let start = 0; start < view.days.length; start += DAYS_A_PIECE) {
        yield days({ days: view.days.slice(start, start + DAYS_A_PIECE) });
      }
      yield tail;
    },
  };
}

async function readSources(folder: string): Promise<[string, string][]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.hbs')).sort();
  return Promise.all(
    names.map(
      async (name): Promise<[string, string]> => [basename(name, '.hbs'), await readFile(join(folder, name), 'utf8')],
    ),
  );
}
