// commands: render – the static site of an archive.
import { openArchive } from '../journal/archive-folder.js';
import { progressFor } from '../lib/progress.js';
import { renderSite } from '../render/site.js';
import type { Output } from './output.js';

export interface RenderCommandOptions {
  readonly archive: string;
  readonly out: string;
  readonly quiet: boolean;
}

/** Throws `noArchive` (exit 10) for a folder that is none, `usage` when the output folder is not ours. */
export async function renderCommand(
  { archive, out: folder, quiet }: RenderCommandOptions,
  out: Output = process.stdout,
): Promise<void> {
  const opened = await openArchive(archive);
  const messages = progressFor(process.stderr, quiet)('Messages');
  let told = 0;
  const onProgress = (done: number, total: number) => {
    messages.total(total);
    messages.add(done - told);
    told = done;
  };
  const summary = await renderSite({ archive: opened, out: folder, onProgress }).finally(messages.end);
  if (quiet) return;
  out.write(
    `${summary.pages} pages of ${summary.messages} messages in ${summary.conversations} conversations: open ${folder}/index.html\n`,
  );
}
