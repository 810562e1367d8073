// test support: imports inside the test's own process, and histories that are written down in a test.
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { importCommand } from '../../src/commands/import.js';
import type { ImportSummary } from '../../src/commands/import-summary.js';
import { openArchive, type StoreKind } from '../../src/journal/archive-folder.js';
import { ArchiveError } from '../../src/lib/errors.js';
import { openStore } from '../../src/store/open.js';
import type { Line } from './sync.js';

export async function importHere(
  file: string,
  archive: string,
  options: { files?: string; store?: StoreKind; signal?: AbortSignal } = {},
): Promise<ImportSummary> {
  let output = '';
  const signal = new AbortController().signal;
  const out = { write: (text: string) => (output += text) };
  await importCommand({ file, archive, quiet: true, json: true, signal, ...options }, out);
  return JSON.parse(output);
}

/** Writes a value as JSON, or text as it is, and says where. */
export async function written(path: string, content: unknown): Promise<string> {
  const isText = typeof content === 'string' || Buffer.isBuffer(content);
  await writeFile(path, isText ? content : JSON.stringify(content));
  return path;
}

/** A message as dumper.py writes it: without its conversation and its type of record, with nulls for what it does not know. */
export const dumped = (message_nr: number, more: Line = {}): Line => ({
  account_id: '00000000-0000-4000-8000-000000000001',
  edit_account_id: null,
  edited_time: null,
  flow_message_nr: null,
  html_email_data: null,
  inbox_nr: message_nr,
  lock_account_id: null,
  message: `<msg><p>message ${message_nr}</p></msg>`,
  message_nr,
  mk_message_type: 'text',
  pin_weight: null,
  posted_time: 1_500_000_000 + message_nr,
  ref_message_nr: null,
  revision_message_nr: null,
  subject: null,
  tags: [],
  ...more,
});

/** A file of dumper.py: sorted names, indented by two. */
export const dumperFile = (conversations: Readonly<Record<string, Line>>, contacts: Line = {}): string =>
  JSON.stringify({ account: { account_id: 'me', display_name: 'Me' }, contacts, conversations }, undefined, 2);

export async function rows(archive: string, sql: string) {
  await using store = await openStore(await openArchive(archive));
  return await store.rows(sql);
}

export const openGaps = (archive: string) =>
  rows(archive, 'SELECT kind, cause, target, detail FROM gaps WHERE is_open ORDER BY target');

/** The one sentence that a run ends with. */
export async function refusalOf(run: Promise<unknown>): Promise<ArchiveError> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ArchiveError) || error.message.includes('\n'))
    throw new Error(`not refused: ${String(error)}`);
  return error;
}

export const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');

/** A record of a file as it stands in a message. */
export const attachment = (message_nr: number, name: string, content: string, more: Line = {}) => ({
  mk_rec_type: 'file',
  attachment_id: `at${message_nr}`,
  message_nr: String(message_nr),
  file_name: name,
  file_url: `/file/c/${message_nr}/at${message_nr}/${name}`,
  file_size: Buffer.byteLength(content),
  file_sha256: sha256(content),
  ...more,
});

/** A history of Fleep's form, a message a file. */
export const withFiles = (...files: ReturnType<typeof attachment>[]) => ({
  conversations: [
    {
      conversation_id: 'c',
      mk_rec_type: 'conv',
      messages: files.map((file, index) => ({
        mk_rec_type: 'message',
        message_nr: index + 1,
        mk_message_type: 'textV2',
        message: JSON.stringify({ message: '<msg><p>a file</p></msg>', attachments: [file] }),
      })),
    },
  ],
});
