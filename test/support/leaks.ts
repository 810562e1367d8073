// test support: looks for secrets where none may be: in texts, in every file below a folder, in the tables of an archive, and in the
// arguments of every process of the machine. A secret is also found as it looks in an address, in base64, in hex, and inside gzip.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { readTables } from '../conformance/archive.js';

export interface Place {
  readonly name: string;
  readonly content: Buffer;
}

export const textPlace = (name: string, text: string): Place => ({ name, content: Buffer.from(text) });

/** `place: secret` for each secret that is in a place. */
export function leaksIn(places: readonly Place[], secrets: ReadonlySet<string>): string[] {
  const forms = [...secrets].flatMap((secret) => formsOf(secret).map((form) => ({ secret, form })));
  const leaks = places.flatMap(({ name, content }) =>
    forms.filter(({ form }) => content.includes(form)).map(({ secret }) => `${name}: ${secret}`),
  );
  return [...new Set(leaks)];
}

/** As it is, in an address, in JSON, in hex, and in base64 wherever it begins in a group of three bytes. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inBase64 = [0, 1, 2].map((skipped) => {
    const text = Buffer.concat([Buffer.alloc(skipped), bytes]).toString('base64');
    // Characters at the ends that also depend on the bytes around.
    return text.slice(skipped === 0 ? 0 : skipped + 1).replace(/.?=*$/, '');
  });
  const plain = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), bytes.toString('hex')];
  return [...new Set([...plain, ...inBase64])];
}

/** Names and contents of all files below a folder but those below `except`. */
export function placesBelow(folder: string, except?: string): Place[] {
  if (folder === except || !existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return [textPlace(path, name), ...placesBelow(path, except)];
    const content = readFileSync(path);
    return [textPlace(path, name), { name: path, content: isGzip(content) ? unpacked(content) : content }];
  });
}

/** Also of what breaks off. */
const unpacked = (content: Buffer): Buffer => gunzipSync(content, { finishFlush: constants.Z_SYNC_FLUSH });

const isGzip = (content: Buffer): boolean => content[0] === 0x1f && content[1] === 0x8b;

/** The rows of an archive's tables, which are compressed in the file; nothing for a folder that is no archive or has no tables. */
export async function placesInTables(archive: string): Promise<Place[]> {
  if (!existsSync(join(archive, 'archive.json')) || !existsSync(join(archive, 'archive.duckdb'))) return [];
  const tables = await readTables(archive);
  return [...tables].map(([name, rows]) => textPlace(`${archive}: table ${name}`, JSON.stringify(rows)));
}

/** The command lines that each of those has seen who watch just now: they share one reading of the process list. */
const watchers = new Set<Set<string>>();
let timer: NodeJS.Timeout | undefined;

function look(): void {
  for (const line of commandLines()) for (const seen of watchers) seen.add(line);
}

/** Reads the process list again and again until it is stopped. Sees nothing where there is no /proc. */
export function watchProcesses(secrets: ReadonlySet<string>) {
  const seen = new Set<string>();
  watchers.add(seen);
  timer ??= setInterval(look, 25);
  return {
    stop: () => {
      look();
      watchers.delete(seen);
      if (watchers.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
    /** The leaks in all that was seen, of all secrets that are known by now. */
    leaks: () =>
      leaksIn(
        [...seen].map((line) => textPlace('process list', line)),
        secrets,
      ),
  };
}

function commandLines(): string[] {
  if (!existsSync('/proc/self/cmdline')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'latin1')];
      } catch {
        // The process has ended since.
        return [];
      }
    });
}
