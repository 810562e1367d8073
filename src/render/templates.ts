// render: the Handlebars templates of templates/, compiled once in each thread.
// Invariant: templates escape everything; only if, each and partials are known to them, so no template can look anything up.
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
  | 'report';

export interface Templates {
  /** A whole page of HTML. */
  render(page: PageName, view: object): string;
}

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
  return {
    render(page, view) {
      const template = pages.get(page);
      if (template === undefined) throw new Error(`There is no template ${page}.hbs in ${folder}.`);
      return template(view);
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
