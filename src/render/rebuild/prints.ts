// render/rebuild: fingerprints: what a site, its look and each of its chunks are made from, each as one short text.
// Invariant: what differs in a byte that is shown has another print. The reverse need not be so; then something is made again for nothing.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from '../../store/database.js';
import { readStored } from '../../store/scope.js';
import type { Row } from '../../store/values.js';
import type { ConversationInfo } from '../catalog.js';
import { GENERATED_MAIL } from '../directory.js';
import type { People } from '../people.js';
import { addTo, readRows } from '../rows.js';
import type { ThreadSettings } from '../thread.js';
import type { Chunk } from '../units.js';

/** The program: its code, from src/ and from dist/ alike, its templates and its queries. */
const PROGRAM = ['../../', '../../../templates/', '../../../queries/'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

const PARTS_OF_PROGRAM = /\.(js|ts|hbs|css|svg|sql)$/;

/** How the site looks and what it leaves out, whatever the archive holds. `logo` is a picture's file. */
export function printOfLook(settings: Omit<ThreadSettings, 'folder'>, logo: string | undefined): string {
  const { archive: _archive, templates, ...look } = settings;
  const hash = createHash('sha256').update(JSON.stringify(look));
  for (const folder of PROGRAM) addFolder(hash, folder, (name) => PARTS_OF_PROGRAM.test(name));
  if (templates !== undefined) addFolder(hash, templates, () => true);
  if (logo !== undefined) hash.update(readFileSync(logo));
  return hash.digest('hex');
}

function addFolder(hash: ReturnType<typeof createHash>, folder: string, isPart: (name: string) => boolean): void {
  for (const path of filesBelow(folder).filter(isPart).sort())
    hash
      .update(`${path.slice(folder.length)}\0`)
      .update(readFileSync(path))
      .update('\0');
}

/** Files in a folder and in those below it, also where a link leads to one; a folder within itself is not gone into. */
function filesBelow(folder: string, above: readonly string[] = []): string[] {
  const real = realpathSync(folder);
  if (above.includes(real)) return [];
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) return filesBelow(path, [...above, real]);
    return found?.isFile() ? path : [];
  });
}

/** Everything that the archive holds. */
export async function printOfArchive(database: Database): Promise<string> {
  const [row] = await readRows<Row & { print: string }>(database, 'everything');
  return row?.print ?? '';
}

interface PrintRow extends Row {
  readonly conversation_id: string | null;
  readonly source: string;
  readonly print: string | null;
}

export interface Prints {
  /** What every page of a conversation may show: teams, addresses. */
  readonly common: string;
  /** All that is shown of a conversation in a chunk but people. */
  of(conversation: ConversationInfo, chunk: Chunk): string;
}

/** How people are shown. */
export const printOfPeople = (ids: readonly string[], people: People): string =>
  digest(ids.map((id) => people.get(id)));

/** Reads what the pages of conversations are made from. */
export async function readPrints(database: Database): Promise<Prints> {
  const prints = new Map<string, string[]>();
  for (const { conversation_id, source, print } of await readRows<PrintRow>(database, 'prints')) {
    addTo(prints, conversation_id ?? '', `${source} ${print}`);
  }
  const of = (info: ConversationInfo, { isWhole, range: { firstNr, lastNr } }: Chunk): string =>
    digest([isWhole, firstNr, lastNr, info, prints.get(info.conversation_id) ?? []]);
  return { common: digest([prints.get('') ?? [], await readSecretAddresses(database)]), of };
}

// Those that the service makes up are known by their form.
async function readSecretAddresses(database: Database): Promise<string[]> {
  const rows = await readStored<Row & { cmail: string }>(database, 'mails');
  return rows.flatMap(({ cmail }) => (GENERATED_MAIL.test(cmail) ? [] : [cmail])).sort();
}

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** One print of several. */
export const joined = (...prints: readonly string[]): string => digest(prints);
