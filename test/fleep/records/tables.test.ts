// The tables of fields against the documents: every field of the seed's Info records and every word of section 4 is in its table.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { payloadTables } from '../../../src/fleep/records/payload.js';
import { type RecordType, recordTables } from '../../../src/fleep/records/record.js';

const SEED = new URL('../../../../shared/seed/', import.meta.url);
const seed = readdirSync(SEED)
  .map((name) => readFileSync(new URL(name, SEED), 'utf8'))
  .join('\n');
const wire = readFileSync(new URL('../../../../shared/fleep-wire.md', import.meta.url), 'utf8');

const INFO: Readonly<Record<string, RecordType>> = {
  ActivityInfo: 'activity',
  BillingInfo: 'billing',
  ContactInfo: 'contact',
  ConvInfo: 'conv',
  ExternalAccountInfo: 'external_account',
  FileInfo: 'file',
  HookInfo: 'hook',
  LabelInfo: 'label',
  LastSeenInfo: 'lastseen',
  LockInfo: 'lock',
  MailInfo: 'mail',
  MessageInfo: 'message',
  OrgMemberInfo: 'org_member',
  OrgInfo: 'org_header',
  PreviewInfo: 'preview',
  ReminderInfo: 'reminder',
  RequestInfo: 'request',
  SectionInfo: 'section',
  SMTPInfo: 'smtp',
  TeamInfo: 'team',
  TransactionInfo: 'transaction',
  UploadInfo: 'upload',
};

const TYPES = 'text(?:\\[\\])?|bigint|boolean|bool|uuid(?:\\[\\])?|integer|float|numeric';

/** Fields of an Info record: at the start of a line, or, where the document has lost its line breaks, anywhere before a type. */
function fieldsOf(info: string): string[] {
  const part = seed.split(new RegExp(`^##${info}$`, 'm'))[1]?.split(/^##/m)[0] ?? '';
  const isRunning = /^mk_rec_type text = ‘/m.test(part);
  const pattern = isRunning ? `\\b([a-z_]+[a-z]) (?:${TYPES})\\b` : `^ *([a-zA-Z_]+) +(?:${TYPES})\\b`;
  return [...part.matchAll(new RegExp(pattern, 'gm'))].map(([, name = '']) =>
    name.replace(/^thumb_url_XX$/, 'thumb_url_*'),
  );
}

describe('the Info records of the seed', () => {
  it('are all known', () => {
    const names = [...seed.matchAll(/^##(\w+Info)$/gm)].map(([, name]) => name);
    expect(names).toHaveLength(22);
    expect(Object.keys(INFO).sort()).toEqual([...names].sort());
  });

  it.each(Object.entries(INFO))('%s: every field is in the table of %s', (info, type) => {
    const fields = fieldsOf(info);
    expect(fields.length).toBeGreaterThan(2);
    expect(fields.filter((field) => !(field in recordTables[type]))).toEqual([]);
  });

  it('have 200 fields and more together', () => {
    expect(Object.keys(INFO).flatMap(fieldsOf).length).toBeGreaterThan(200);
  });
});

/** Words with an underscore in the running text of a part of section 4, without sources, values and explanations in brackets. */
function wordsOf(text: string): string[] {
  const bare = text
    .replace(/\[[^\]]*\]/g, '')
    .replace(/`[^`]*`/g, '')
    .replace(/'[^']*'/g, '')
    .replace(/\([^()]*\)|\{[^{}]*\}/g, '');
  return [...new Set([...bare.matchAll(/\b[a-z]+(?:_[a-z0-9]+)+\b/g)].map(([word]) => word))];
}

const partOf = (heading: string): string => wire.split(`### ${heading} `)[1]?.split(/^### /m)[0] ?? '';

/** Values that look like fields. */
const VALUES =
  /^(?:mst_|cct_|tsm_|bos_|bms_|mail_(?:add|failed|confirmed|removed)$|size_|is_(?:todo|done|task|separator|shared|hidden)$|add_guests$)/;

describe('section 4 of the wire reference', () => {
  const ofPart: readonly [heading: string, type: RecordType, after: RegExp][] = [
    ['4.1', 'conv', /Derivations[\s\S]*/],
    ['4.2', 'message', /\*\*tags\*\*[\s\S]*|; is_edit must[^\n]*/g],
    ['4.4', 'contact', /An account whose[\s\S]*/],
    ['4.5', 'file', /Clients enumerate[\s\S]*/],
    ['4.6', 'preview', /Has its own[\s\S]*/],
  ];

  it.each(ofPart)('%s: every word is a field of %s', (heading, type, after) => {
    const words = wordsOf(partOf(heading).replace(after, '')).filter(
      (word) => !VALUES.test(word) && !word.startsWith('thumb_url'),
    );
    expect(words.length).toBeGreaterThan(3);
    expect(words.filter((word) => !(word in recordTables[type]))).toEqual([]);
  });

  it('4.7: every word of a bullet is a field of the records that it names', () => {
    const bullets = [...partOf('4.7').matchAll(/^- \*\*([a-z_, ]+)\*\*(.*(?:\*\*[a-z]+\*\*:.*)*)$/gm)];
    expect(bullets.length).toBeGreaterThan(12);
    for (const [, names = '', text = ''] of bullets) {
      const types = [names, ...[...text.matchAll(/\*\*([a-z]+)\*\*:/g)].map(([, name]) => name ?? '')].flatMap((name) =>
        name.split(', '),
      );
      const known = new Set(types.flatMap((type) => Object.keys(recordTables[type as RecordType] ?? {})));
      const values = /event_type \(.*?\)/;
      const words = wordsOf(text.replace(values, 'event_type')).filter(
        (word) => !VALUES.test(word) && !types.includes(word),
      );
      const ofSyncs = new Set([
        'mk_rec_type',
        'edit_message_nr',
        'user_label',
        'system_label',
        'team_label',
        'org_invite',
        'my_task',
      ]);
      expect(
        words.filter((word) => !known.has(word) && !ofSyncs.has(word)),
        names,
      ).toEqual([]);
    }
  });

  it('4.0: every record type with a key is known, with the fields of its key', () => {
    const keys = [
      ...(partOf('4.0').split('Further values')[0] ?? '').matchAll(
        /\b([a-z_]+)\(([a-z_, ]+)(?: —[^)]*|\s*\[[^\]]*\])?\)/g,
      ),
    ];
    expect(keys.length).toBeGreaterThan(25);
    for (const [, type = '', fields = ''] of keys) {
      expect(type in recordTables, type).toBe(true);
      for (const field of fields.trim().split(', '))
        expect(field in recordTables[type as RecordType], `${type}.${field}`).toBe(true);
    }
  });

  it('4.3: every message type is known, and so is every word of its payload', () => {
    const rows = [...partOf('4.3').matchAll(/^\| ([A-Za-z0-9_ /,().≤]+) \| (.*) \| [^|]*\|$/gm)].slice(1);
    expect(rows.length).toBeGreaterThan(25);
    const types = rows.flatMap(([, cell = '']) =>
      cell
        .replace(/\([^)]*\)/g, '')
        .split(/[/,]/)
        .map((type) => type.trim()),
    );
    const plain = new Set(['text', 'email', 'separator', 'type']);
    expect(types.filter((type) => !plain.has(type) && !(type in payloadTables))).toEqual([]);
    const fields = new Set(Object.values(payloadTables).flatMap((table) => Object.keys(table)));
    const notPayload = new Set([
      'ref_message_nr',
      'mail_hdrs',
      'sender_name',
      'thumb_url_50',
      'team_ids',
      'team_names',
    ]);
    const words = rows.flatMap(([, , payload = '']) => wordsOf(payload));
    expect(words.filter((word) => !fields.has(word) && !notPayload.has(word))).toEqual([]);
  });
});
