// store: copies of journal files without the few escapes that JSON allows and DuckDB's reader refuses: halves of surrogate pairs
// (`\ud800` without its other half). Each becomes U+FFFD in the tables; the journal keeps what came.
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { linesOf } from '../journal/segment-lines.js';
import { temporaryName } from '../lib/durable.js';
import { mendEscapes } from '../lib/half-pairs.js';

export interface MendedFiles extends AsyncDisposable {
  readonly files: readonly string[];
}

/** Plain copies of NDJSON files (plain or gzip), in the archive's folder; removed when disposed of. */
export async function mendFiles(archive: string, files: readonly string[]): Promise<MendedFiles> {
  const made: string[] = [];
  const drop = async () => {
    for (const path of made) await rm(path, { force: true });
  };
  try {
    for (const file of files) {
      const copy = temporaryName(join(archive, 'journal-mended.ndjson'));
      made.push(copy);
      await pipeline(mendedLines(file), createWriteStream(copy, { mode: 0o600, encoding: 'latin1' }));
    }
  } catch (error) {
    await drop();
    throw error;
  }
  return { files: made, [Symbol.asyncDispose]: drop };
}

// Latin-1 carries every byte through unchanged, and escapes are ASCII.
async function* mendedLines(path: string): AsyncGenerator<Buffer> {
  for await (const lines of linesOf({ path, isSealed: path.endsWith('.gz') }))
    for (const line of lines) yield Buffer.from(`${mendEscapes(line.toString('latin1'))}\n`, 'latin1');
}
