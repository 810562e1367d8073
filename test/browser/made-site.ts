// test support: practice server → sync → render by the built program, as a user would.
import { runCli, startEmulatorProcess, syncOnce } from '../support/cli.js';
import type { TemporaryFolder } from '../support/folder.js';

/** The site of a world; `world` are the options of `emulator`. */
export async function makeSite(folder: TemporaryFolder, ...world: string[]): Promise<string> {
  await using emulator = await startEmulatorProcess(...world);
  await syncOnce(emulator.url, folder.at('archive'));
  return renderSite(folder.at('archive'), folder.at('site'));
}

/** Throws when `render` fails or says anything on stderr. */
export async function renderSite(archive: string, out: string, ...options: readonly string[]): Promise<string> {
  const { code, stderr } = await runCli(['render', '--archive', archive, '--out', out, '--quiet', ...options]);
  if (code !== 0 || stderr !== '') throw new Error(`render ended with ${code}: ${stderr}`);
  return out;
}
