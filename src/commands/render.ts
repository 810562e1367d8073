// commands: render – the static site of an archive.
import { openArchive } from '../journal/archive-folder.js';
import { requireOutside } from '../journal/outside.js';
import { isFolder } from '../lib/durable.js';
import { usageError } from '../lib/errors.js';
import { keepHeapSmall } from '../lib/heap.js';
import { progressFor } from '../lib/progress.js';
import type { Language } from '../render/language/texts.js';
import { type RenderSummary, renderSite } from '../render/site.js';
import type { FileMode } from '../render/site-files.js';
import { requireWords } from './options.js';
import type { Output } from './output.js';

export interface RenderCommandOptions {
  readonly archive: string;
  readonly out: string;
  readonly quiet: boolean;
  readonly title?: string | undefined;
  readonly logo?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly files: FileMode;
  readonly templates?: string | undefined;
  readonly language: Language;
  readonly timezone: string;
  readonly full: boolean;
  readonly conversation: readonly (string | number)[];
  readonly exclude: readonly (string | number)[];
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** Throws `noArchive` (exit 10) for a folder that is none, `usage` when the output folder is not ours, the time zone is not known or a filter means nothing. */
export async function renderCommand(
  { archive, out: folder, quiet, conversation, exclude, since, until, ...look }: RenderCommandOptions,
  out: Output = process.stdout,
): Promise<void> {
  const opened = await openArchive(archive);
  await requireOutside(folder, '--out');
  keepHeapSmall();
  if (look.templates !== undefined) await requireTemplates(look.templates);
  const baseUrl = look.baseUrl === undefined ? undefined : requireBaseUrl(look.baseUrl);
  const part = {
    conversations: conversation.map((typed) => requireWords('conversation', String(typed))),
    exclude: exclude.map((typed) => requireWords('exclude', String(typed))),
    since,
    until,
  };
  const messages = progressFor(process.stderr, quiet)('Messages');
  let told = 0;
  const onProgress = (done: number, total: number) => {
    messages.total(total);
    messages.add(done - told);
    told = done;
  };
  const summary = await renderSite({ ...look, baseUrl, part, archive: opened, out: folder, onProgress }).finally(
    messages.end,
  );
  if (quiet) return;
  const { pages, messages: total, conversations } = summary;
  out.write(
    `${pages} pages of ${total} messages in ${conversations} conversations${keptWords(summary)}: open ${folder}/index.html\n`,
  );
}

function keptWords({ pages, kept }: RenderSummary): string {
  if (kept === 0) return '';
  return kept === pages ? ', all as they were' : `, ${kept} as they were, ${pages - kept} made`;
}

/** The address as it may stand in a link, its spaces and letters beyond ASCII encoded. */
function requireBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (!isWeb || url.search !== '' || url.hash !== '') {
    throw usageError(`--base-url takes an address such as https://example.org/archive/, not "${text}".`);
  }
  if (url.username !== '' || url.password !== '') {
    throw usageError('--base-url stands in every page: leave the name and the password out of it.');
  }
  return url.href;
}

async function requireTemplates(path: string): Promise<void> {
  if (!(await isFolder(path)))
    throw usageError(`${path} is no folder: name one that is laid out as templates/ of the package is.`);
}
