// emulator: reads a world file (world-format.md) line by line.
// Invariant: a line that cannot be used stops the load and is named; a world is never served in part. Somebody can sign in to every
// world.
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { reasonOf, usageError } from '../lib/errors.js';
import type { FindStored } from './content.js';
import { isRecord } from './fields.js';
import { LoadedWorld } from './loaded-world.js';
import { practiceAccount } from './practice-login.js';
import type { WorldSource } from './world.js';

/** Loads `.ndjson` or `.ndjson.gz`. Throws ArchiveError(usage) that names the line, or the file when it cannot be read. */
export async function loadWorldFile(path: string): Promise<WorldSource> {
  const world = new LoadedWorld();
  let lineNr = 0;
  for await (const line of linesOf(path)) {
    lineNr += 1;
    if (line.trim() !== '')
      addLine(world, line.trim(), `${path}, line ${lineNr}`, ': mend it, or name another file with --world');
  }
  return withLogin(world);
}

/** A world made of lines that another source than a file gives, in file order. `findStored` is as `LoadedWorld` takes it. */
export async function worldFromLines(lines: AsyncIterable<string>, findStored?: FindStored): Promise<WorldSource> {
  const world = new LoadedWorld(findStored);
  let index = 0;
  for await (const line of lines) {
    index += 1;
    addLine(world, line, `record ${index}`);
  }
  return withLogin(world);
}

/** A world made of records that are already in memory, in file order. */
export function worldFromRecords(records: Iterable<Readonly<Record<string, unknown>>>): WorldSource {
  const world = new LoadedWorld();
  let index = 0;
  for (const record of records) {
    index += 1;
    addLine(world, JSON.stringify(record), `record ${index}`);
  }
  return withLogin(world);
}

function withLogin(world: LoadedWorld): WorldSource {
  if (world.logins.length === 0) world.add(practiceAccount, JSON.stringify(practiceAccount));
  return world;
}

function addLine(world: LoadedWorld, line: string, place: string, next = ''): void {
  try {
    const record: unknown = JSON.parse(line);
    if (!isRecord(record)) throw usageError('a world line must be a JSON object');
    world.add(record, line);
  } catch (error) {
    throw usageError(`${place} cannot be used (${reasonOf(error)})${next}.`, error);
  }
}

/**
 * Splits at line feeds only: U+2028 and a bare carriage return may stand inside a record. A line with a large content comes in many
 * chunks; they are put together once, when it is whole.
 */
async function* linesOf(path: string): AsyncGenerator<string> {
  let pieces: string[] = [];
  try {
    for await (const chunk of textOfFile(path)) {
      const [end = '', ...starts] = String(chunk).split('\n');
      pieces.push(end);
      for (const start of starts) {
        yield pieces.join('');
        pieces = [start];
      }
    }
    yield pieces.join('');
  } catch (error) {
    throw usageError(
      `The world file ${path} cannot be read (${reasonOf(error)}): name another one with --world.`,
      error,
    );
  }
}

function textOfFile(path: string): Readable {
  const file = createReadStream(path);
  if (!path.endsWith('.gz')) return file.setEncoding('utf8');
  const unzipped = createGunzip();
  file.on('error', (error) => unzipped.destroy(error)).pipe(unzipped);
  return unzipped.setEncoding('utf8');
}
