// Each field of a record that becomes a typed column is known to wire_types: a value of another kind never vanishes unnamed.
import { expect, test } from 'vitest';
import { messageStructure } from '../../src/store/message-record.js';
import { listQueries, readQuery } from '../../src/store/sql.js';
import { newTables } from './load-pages.js';

const KINDS: Readonly<Record<string, string>> = { VARCHAR: 'text', BIGINT: 'number', BOOLEAN: 'boolean' };
const NO_FIELDS = new Set(['mk_rec_type', 'reactions', 'mail_hdrs', 'attachments']);

/** `type.field: kind` of a structure for json_transform. */
function fieldsOf(type: string, structure: string): string[] {
  const fields = Object.entries<string | string[]>(JSON.parse(structure)).filter(([name]) => !NO_FIELDS.has(name));
  return fields.map(
    ([name, kind]) =>
      `${type}.${name}: ${name === 'message_nr' ? 'message number' : Array.isArray(kind) ? 'list' : KINDS[kind]}`,
  );
}

/** What the load takes out of records, from its SQL. */
async function transformed(): Promise<string[]> {
  const steps = (await listQueries('load')).filter((name) => name.startsWith('6'));
  const texts = await Promise.all(steps.map((name) => readQuery(`load/${name}`)));
  const statements = texts.flatMap((text) => text.split(';'));
  return statements.flatMap((statement) =>
    [...statement.matchAll(/json_transform\(record,\s*'([^']*)'\)/g)].flatMap(([all, structure = '']) => {
      const rest = statement.slice(statement.indexOf(all));
      const type = rest.includes('fresh_seats') ? 'conv' : /mk_rec_type = '(\w+)'/.exec(rest)?.[1];
      return fieldsOf(type ?? '', structure);
    }),
  );
}

test('every typed column that comes from a record has its kind in wire_types', async () => {
  await using tables = await newTables();
  await tables.load({ mk_rec_type: 'label', label_id: 'l' });
  const rows = await tables.rows(
    "SELECT mk_rec_type || '.' || field || ': ' || if(kind = 'time', 'number', kind) AS known FROM wire_types",
  );
  const known = new Set(rows.map((row) => row.known));
  const fields = [...(await transformed()), ...fieldsOf('message', messageStructure)];
  const archived = fields.filter((field) => !/^archive_|^org_/.test(field));
  expect(archived.length).toBeGreaterThan(150);
  expect(archived.filter((field) => !known.has(field))).toEqual([]);
});

test('a value of another kind is named, of small tables too', async () => {
  await using tables = await newTables();
  await tables.load(
    {
      mk_rec_type: 'team',
      team_id: 't',
      is_deleted: 'perhaps',
      is_managed: 3,
      team_version_nr: 'three',
      is_autojoin: [],
    },
    { mk_rec_type: 'section', conversation_id: 'c', section_id: 's', is_deleted: 'gone' },
    { mk_rec_type: 'contact', account_id: 'a', is_premium: 'yes', is_hidden_for_add: {}, alias_account_ids: 'none' },
    { mk_rec_type: 'preview', conversation_id: 'c', message_nr: 1, attached_url: 'u', is_deleted: 'perhaps' },
    { mk_rec_type: 'reminder', reminder_id: 'r', is_active: 'soon' },
    { mk_rec_type: 'team', team_id: 'u', is_org_wide: 'maybe' },
  );
  const named = await tables.rows(
    "SELECT mk_rec_type || '.' || field AS name FROM problems WHERE problem = 'wrong type' ORDER BY 1",
  );
  expect(named.map(({ name }) => name)).toEqual([
    'contact.alias_account_ids',
    'contact.is_hidden_for_add',
    'contact.is_premium',
    'preview.is_deleted',
    'reminder.is_active',
    'section.is_deleted',
    'team.is_autojoin',
    'team.is_deleted',
    'team.is_managed',
    'team.is_org_wide',
    'team.team_version_nr',
  ]);
});

test('what is no number of a message displaces none, whatever else the batch brings', async () => {
  const odd = [
    'true',
    '5.5',
    '"5.5"',
    '-1',
    '9007199254740992',
    '9223372036854775807',
    '1e30',
    '"0x10"',
    '"1_0"',
    '[1]',
  ];
  const numbers = ['1', '"6"', '7.0', '" 8 "', '9007199254740991', '0', ...odd];
  const record = (type: string, number: string) =>
    `{"mk_rec_type":"${type}","conversation_id":"c","message_nr":${number},"mk_message_type":"text","attachment_id":"a"}`;
  for (const others of [[], [{ mk_rec_type: 'message', conversation_id: 'd', message_nr: 1, inbox_nr: 'none' }]]) {
    await using tables = await newTables();
    await tables.load(...others, ...numbers.flatMap((number) => [record('message', number), record('file', number)]));
    const all = "SELECT message_nr::VARCHAR AS nr FROM messages WHERE conversation_id = 'c' ORDER BY message_nr";
    const found = (await tables.rows(all)).map(({ nr }) => nr);
    expect(found).toEqual(['0', '1', '6', '7', '8', '9007199254740991']);
    const files = (await tables.rows('SELECT message_nr::VARCHAR AS nr FROM files ORDER BY message_nr')).map(
      ({ nr }) => nr,
    );
    expect(files).toEqual([...found, null]);
    const named =
      'SELECT field, problem, count(*)::INTEGER AS n FROM problems WHERE field = $$message_nr$$ GROUP BY ALL ORDER BY problem';
    expect(await tables.rows(named)).toEqual([
      { field: 'message_nr', problem: 'no usable key', n: odd.length },
      { field: 'message_nr', problem: 'wrong type', n: expect.any(Number) },
    ]);
  }
});

test('a time that no calendar has is named', async () => {
  await using tables = await newTables();
  const message = { mk_rec_type: 'message', conversation_id: 'c', mk_message_type: 'text' };
  await tables.load(
    { ...message, message_nr: 1, posted_time: 1_500_000_000_000, edited_time: 1_500_000_000 },
    { ...message, message_nr: 2, posted_time: '1500000000' },
    { mk_rec_type: 'reminder', reminder_id: 'r', remind_time: 253_402_300_800 },
  );
  expect(await tables.rows('SELECT record_key, field, problem, value FROM problems ORDER BY ALL')).toEqual([
    { record_key: 'c/1', field: 'posted_time', problem: 'wrong type', value: '1500000000000' },
    { record_key: 'r', field: 'remind_time', problem: 'wrong type', value: '253402300800' },
  ]);
});
