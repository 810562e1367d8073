// The table of methods against the two documents that it is made from: the seed document (every method, every parameter) and the wire
// reference (path and RO column of every row, the calls below the table).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type MethodName, methodNames, methodOf } from '../../../src/fleep/methods/index.js';
import type { Method, Safety } from '../../../src/fleep/methods/row.js';
import { readTree } from '../../source-tree.js';
import { readSeed } from './seed-document.js';

const WIRE = readFileSync(new URL('../../../../shared/fleep-wire.md', import.meta.url), 'utf8');
const seed = readSeed();
const rows = methodNames.map((name) => ({ name, ...methodOf(name) }));
const ofSeed = rows.filter(({ row }) => row !== undefined);
const isName = (name: string): name is MethodName => rows.some((row) => row.name === name);

const inputsOf = ({ inputs = {} }: Method) => Object.entries(inputs);

/** The parameters of a row as the seed names them. */
function seedNames(method: Method): string[] {
  const ofInputs = inputsOf(method).flatMap(([, { seed: name }]) => (name === undefined ? [] : [name]));
  const ofPath = method.id === undefined || method.isIdMissingInSeed ? [] : [`${method.id}Id`];
  return [...ofInputs, ...ofPath, ...(method.seedOnly ?? [])].sort();
}

describe('the seed document', () => {
  it('has 83 methods, and 83 of 83 are in the table in its order', () => {
    expect(seed).toHaveLength(83);
    expect(seed.filter(({ name }) => !isName(name))).toEqual([]);
    const ordered = [...ofSeed].sort((a, b) => (a.row ?? 0) - (b.row ?? 0)).map(({ name }) => name);
    expect(ordered).toHaveLength(83);
    expect([...ordered].sort()).toEqual(seed.map(({ name }) => name).sort());
  });

  it('names parameters, each of which is an input of the table or marked as none', () => {
    expect(seed.flatMap(({ parameters }) => parameters).length).toBeGreaterThan(250);
    for (const { name, parameters } of seed)
      expect(isName(name) ? seedNames(methodOf(name)) : [], name).toEqual([...parameters].sort());
  });
});

interface WireRow {
  readonly nr: number;
  readonly name: string;
  readonly path: string;
  readonly mark: string;
  readonly inputs: string;
}

/** `|37|getAllConversation|**conversation/list**|sync_horizon …|…|✔ core|…|` */
const wireRows: WireRow[] = [...WIRE.matchAll(/^\|(\d+)\|([^|]+)\|([^|]+)\|([^|]*)\|[^|]*\|([^|]+)\|[^|]*\|$/gm)].map(
  ([, nr, name = '', path = '', inputs = '', mark = '']) => ({
    nr: Number(nr),
    name,
    path: /^[a-z_0-9]+(?:\/[a-z_0-9]+)*/.exec(path.replaceAll('**', ''))?.[0] ?? '',
    mark,
    inputs,
  }),
);

function safetyOf({ name, mark }: WireRow): Safety {
  if (name === 'loginAccount' || name === 'logoutAccount') return 'session';
  if (mark.startsWith('✔') || mark.startsWith('(✔)')) return 'read';
  return mark.startsWith('~') ? 'read with side effects' : 'write';
}

describe('section 2 of the wire reference', () => {
  it('has the same number, name, path and safety for every row', () => {
    expect(wireRows).toHaveLength(83);
    for (const wire of wireRows) {
      const method = isName(wire.name) ? methodOf(wire.name) : undefined;
      const want = { row: wire.nr, path: wire.path, safety: safetyOf(wire) };
      expect({ row: method?.row, path: method?.path, safety: method?.safety }, wire.name).toEqual(want);
    }
  });

  it('says of every row that ends in an id that it does', () => {
    const withId = [...WIRE.matchAll(/^\|(\d+)\|[^|]+\|[^|]*\/(?:TEAM_)?ID\b/gm)].map(([, nr]) => Number(nr));
    const ofTable = ofSeed.filter(({ id }) => id !== undefined).map(({ row }) => row ?? 0);
    expect(ofTable.sort((a, b) => a - b)).toEqual(withId);
    expect(withId.length).toBeGreaterThan(30);
  });

  it('names every input of its rows', () => {
    const notNamed = (wire: WireRow): string[] => {
      const method = isName(wire.name) ? methodOf(wire.name) : undefined;
      return Object.keys(method?.inputs ?? {}).filter((input) => !wire.inputs.includes(input));
    };
    const unknown = wireRows.flatMap((wire) => notNamed(wire).map((input) => `${wire.name}.${input}`));
    // file_ids is in section 6; is_org_wide is named with row 80, for changing a team.
    expect(unknown).toEqual(['sendMessage.file_ids', 'createTeam.is_org_wide']);
  });

  it('lists further calls, all of which are in the table', () => {
    const reading = [
      'conversation/sync_files account/sync_teams account/sync_reminders label/sync_conversations task/sync task/list',
      'conversation/label event/store business/sync business/sync_conversations business/sync_teams',
      'business/sync_changelog business/sync_billing business/get_conversation_teams mail/list account/mail/list',
      'account/smtp/list client/check markup/get_syntax',
    ];
    const groups: readonly (readonly [string, string])[] = [
      ['conversation', 'add_team remove_team update_labels slash_command import'],
      ['message', 'pin unpin repin snooze mark_unread'],
      ['task', 'create done todo sort make assign archive activate'],
      ['file', 'rename'],
      ['label', 'store'],
      ['account', 'close dialog configure_email_interval configure_primary_email configure_apn configure_android'],
      ['account', 'confirm_password smtp/configure'],
      ['fleep_address', 'add'],
      ['business', 'create configure join decline_invite close create_team store_team diff_team create_conversation'],
      ['business', 'store_conversation invite_team reset_password avatar/upload delete_avatar'],
      ['mail', 'add store'],
      ['submit', 'stats'],
    ];
    const paths = new Map(rows.filter(({ event }) => event === undefined).map((row) => [row.path, row.safety]));
    const reads = reading.flatMap((line) => line.split(' ')).filter((path) => path !== 'event/store');
    expect(reads.filter((path) => paths.get(path) !== 'read')).toEqual([]);
    const writes = groups.flatMap(([family, names]) => names.split(' ').map((name) => `${family}/${name}`));
    expect(writes.filter((path) => paths.get(path) !== 'write')).toEqual([]);
    expect(paths.get('/globals/auth')).toBe('read');
    expect(paths.get('payment')).toBe('write');
    expect(paths.get('event/store')).toBe('write');
    for (const path of [...reads, ...writes]) expect(WIRE, path).toContain(path.split('/').slice(1).join('/'));
  });
});

describe('events', () => {
  const events = rows.flatMap(({ event, safety }) => (event === undefined ? [] : [{ event, safety }]));
  const section = /### 3\.9 [\s\S]*?(?=\n### )/.exec(WIRE)?.[0] ?? '';

  /** `message:{add_plain,task:set_position}` → `message:add_plain`, `message:task:set_position`. */
  const namesIn = (text: string): string[] =>
    [...text.matchAll(/`?([a-z_:]+):\{([^}]+)\}/g)].flatMap(([, family, list = '']) =>
      list
        .replace(/\([^)]*\)/g, '')
        .split(',')
        .map((name) => `${family}:${name}`),
    );

  it('that write are those of section 3.9', () => {
    const line = section.split('\n').find((text) => text.startsWith('Write events')) ?? '';
    const listed = namesIn(line.replace(/\{status_emoji,status_message\}/, ''));
    expect(listed.length).toBeGreaterThan(40);
    const known = new Map(events.map(({ event, safety }) => [event.replace('urn:fleep:client:', ''), safety]));
    // my_task:sync stands among the writes of the list and is named as a read in section 3.8.
    expect(listed.filter((name) => known.get(name) !== 'write')).toEqual(['section:my_task:sync']);
  });

  it('that do not write are those of section 3.9', () => {
    const line = section.split('\n').find((text) => text.startsWith('Read-type events')) ?? '';
    const others = events.filter(({ safety }) => safety !== 'write').map(({ event }) => event);
    expect(others).toHaveLength(8);
    for (const event of others) expect(line, event).toContain(event.replace('urn:fleep:client:', '').trim());
  });

  it('have a name each', () => {
    expect(new Set(events.map(({ event }) => event)).size).toBe(events.length);
  });
});

describe('what a row promises', () => {
  it('every row says where it comes from', () => {
    expect(rows.filter(({ row, see }) => row === undefined && see === undefined)).toEqual([]);
  });

  it('a name stands in one family, and two rows have one path only where they are events', () => {
    const paths = rows.filter(({ event }) => event === undefined).map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
  });

  it('a cursor goes into inputs that exist', () => {
    const wrong = rows.filter(({ pages, inputs = {} }) => pages?.into !== undefined && !(pages.into in inputs));
    expect(wrong.map(({ name }) => name)).toEqual([]);
    expect(rows.filter(({ pages }) => pages !== undefined).length).toBeGreaterThan(10);
  });

  it('quirk 14: reading marks, conversation/store, show_activity, account/lookup and export/start are no reads', () => {
    const paths = ['conversation/mark_read', 'message/mark_read', 'message/mark_unread', 'conversation/store'];
    for (const path of [...paths, 'conversation/show_activity', 'account/lookup', 'account/export/start'])
      expect(rows.find((row) => row.path === path)?.safety, path).toMatch(/^write$|side effects/);
  });
});

describe('sync', () => {
  const reached = readTree('src', '.ts').filter(
    ({ path }) => path.startsWith('crawl/') || /^commands\/sync/.test(path) || path === 'fleep/download.ts',
  );

  it('calls methods whose safety is read, and no others', () => {
    const called = reached.flatMap(({ text }) =>
      [...text.matchAll(/(?:\.call\(|\bask\(context, )'(\w+)'/g)].map(([, name]) => name ?? ''),
    );
    expect(new Set(called).size).toBeGreaterThan(12);
    expect(called.filter((name) => !isName(name) || methodOf(name).safety !== 'read')).toEqual([]);
  });

  it('is never given the client that can call everything', () => {
    expect(reached.length).toBeGreaterThan(10);
    expect(reached.filter(({ text }) => /\bFleepClient\b|\bcallByName\b/.test(text)).map(({ path }) => path)).toEqual(
      [],
    );
  });
});
