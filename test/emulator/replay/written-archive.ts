// test: archives whose journal is written down in a test, page by page, record by record, without any service.

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { worldLines } from '../../../src/emulator/replay/world-lines.js';
import { type ArchiveFolder, contentPath, createArchive } from '../../../src/journal/archive-folder.js';
import { ownRecord } from '../../../src/journal/format.js';
import { Journal } from '../../../src/journal/journal.js';
import type { RecordSlice } from '../../../src/lib/json-slices.js';

export type Line = Readonly<Record<string, unknown>>;

export const SERVER = 'https://fleep.example';

/** A record, or its text where JSON.stringify would not make it. */
export type Entry = Line | string;

/** Records of an answer. */
export const stream = (...records: readonly Entry[]): RecordSlice[] => list('stream', ...records);

export const list = (path: string, ...records: readonly Entry[]): RecordSlice[] =>
  records.map((record) => ({
    path,
    bytes: Buffer.from(typeof record === 'string' ? record : JSON.stringify(record)),
  }));

/** One page for each list of records, on top of those that are there. */
export async function writeArchive(path: string, ...pages: readonly RecordSlice[][]): Promise<ArchiveFolder> {
  const fresh = { store: 'duckdb', server: SERVER, accounts: ['me'], created: '2024-01-01T00:00:00Z' } as const;
  const archive = await createArchive(path, fresh);
  await using journal = await Journal.open(path, { runId: 'run' });
  for (const records of pages) await journal.append({ call: 'account/poll', args: {}, status: 200, records });
  return archive;
}

/** Puts a content into files/, and gives the note of it. */
export function store(archive: ArchiveFolder, file_url: string, bytes: Buffer): RecordSlice[] {
  const stored_sha256 = createHash('sha256').update(bytes).digest('hex');
  const path = contentPath(archive.path, stored_sha256);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return [ownRecord({ mk_rec_type: 'archive_file', file_url, stored_sha256, stored_size: bytes.length })];
}

/** The world of an archive as texts of its lines. */
export async function textsOf(archive: ArchiveFolder): Promise<string[]> {
  const texts: string[] = [];
  for await (const text of worldLines(archive)) texts.push(text);
  return texts;
}

/** The same as records, without the account that signs in. */
export async function recordsOf(archive: ArchiveFolder): Promise<Line[]> {
  const lines = (await textsOf(archive)).map((text): Line => JSON.parse(text));
  return lines.filter(({ mk_rec_type }) => mk_rec_type !== 'account');
}
