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
  return fields.map(([name, kind]) => `${type}.${name}: ${Array.isArray(kind) ? 'list' : KINDS[kind]}`);
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
  const rows = await tables.rows("SELECT mk_rec_type || '.' || field || ': ' || kind AS known FROM wire_types");
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
