// The demo world as the emulator and the site's readers rely on it: it has every kind of thing, and every part is valid.
import { createHash } from 'node:crypto';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { readCompany } from '../../src/emulator/demo/company.js';
import { composeEntries, parseOrder } from '../../src/emulator/demo/compose.js';
import { conversationRecords } from '../../src/emulator/demo/conversation.js';
import { demoWorldRecords } from '../../src/emulator/demo/index.js';
import { parseScript } from '../../src/emulator/demo/parse.js';

type WorldRecord = Record<string, unknown>;

const world = demoWorldRecords();
const ofType = (type: string) => world.filter((record) => record.mk_rec_type === type);
const text = (record: WorldRecord, field: string) => String(record[field] ?? '');
const list = (record: WorldRecord, field: string) => (Array.isArray(record[field]) ? (record[field] as unknown[]) : []);
const stateOf = (record: WorldRecord) => text(record, 'mk_message_state').split(':').at(-1);

const messages = ofType('message');
const conversations = ofType('conv');
const accountIds = new Set(ofType('contact').map((contact) => contact.account_id));
const flowOf = (message: WorldRecord) => Number(message.flow_message_nr ?? message.message_nr);

function groupBy(records: WorldRecord[], keyOf: (record: WorldRecord) => unknown): Map<unknown, WorldRecord[]> {
  const groups = new Map<unknown, WorldRecord[]>();
  for (const record of records) groups.set(keyOf(record), [...(groups.get(keyOf(record)) ?? []), record]);
  return groups;
}

function byConversation(records: WorldRecord[]): Map<unknown, WorldRecord[]> {
  return groupBy(records, (record) => record.conversation_id);
}

function contentBytes(record: WorldRecord): Buffer {
  const content = record.content as { text?: string; base64?: string };
  return content.text === undefined ? Buffer.from(content.base64 ?? '', 'base64') : Buffer.from(content.text, 'utf8');
}

function checkXml(xml: string): void {
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
}

const accountNamed = (email: string) => ofType('account').find((account) => account.email === email)?.account_id;

describe('the demo world', () => {
  it('is as large as promised: twelve people and more, thirty conversations, two years, 3,000 messages', () => {
    const times = messages.map((message) => Number(message.posted_time));
    const numbers = new Set(messages.map((message) => `${message.conversation_id}/${message.message_nr}`));
    expect(ofType('contact').length).toBeGreaterThanOrEqual(13);
    expect(conversations.length).toBeGreaterThanOrEqual(30);
    expect(numbers.size).toBeGreaterThanOrEqual(3000);
    expect(new Date(Math.min(...times) * 1000).getUTCFullYear()).toBe(2023);
    expect((Math.max(...times) - Math.min(...times)) / 86400).toBeGreaterThan(700);
  });

  it('is made of the same bytes each time', () => {
    expect(JSON.stringify(demoWorldRecords())).toBe(JSON.stringify(world));
  });

  it('says almost nothing twice in a row, and little twice at all', () => {
    const spoken = messages.filter(
      (message) => message.mk_message_type === 'text' && message.flow_message_nr === undefined,
    );
    const different = new Set(spoken.map((message) => message.message));
    expect(different.size / spoken.length).toBeGreaterThan(0.75);
    for (const flow of byConversation(spoken).values()) {
      const repeats = flow.filter((message, index) => index > 0 && message.message === flow[index - 1]?.message);
      expect(repeats.map((message) => message.message)).toEqual([]);
    }
  });

  it.each([
    ['plain', 2500],
    ['system', 60],
    ['pinned', 15],
    ['unpinned', 1],
    ['todo', 40],
    ['done', 25],
    ['deleted', 1],
  ])('has messages in the state %s', (state, atLeast) => {
    expect(messages.filter((message) => stateOf(message) === state).length).toBeGreaterThanOrEqual(atLeast);
  });

  it.each([
    'create',
    'add',
    'add_teamV2',
    'joinV1',
    'leave',
    'kick',
    'kickV2',
    'topic',
    'discloseV2',
    'hook',
    'unhook',
    'autojoin',
    'signin',
    'task_completed',
    'enable_done_notifs',
    'email',
  ])('has messages of the type %s', (type) => {
    expect(messages.some((message) => message.mk_message_type === type)).toBe(true);
  });

  it.each(['<b ', '<i ', '<q>', '<pre ', '<emo ', '<mention ', '<a href', '<a flp', '<br/>', '<file '])(
    'uses the markup %s',
    (markup) => {
      expect(messages.some((message) => text(message, 'message').includes(markup))).toBe(true);
    },
  );

  it('speaks many languages, two of them from right to left', () => {
    const all = messages.map((message) => text(message, 'message')).join('\n');
    for (const script of ['Hebrew', 'Arabic', 'Hiragana', 'Han']) {
      expect((all.match(new RegExp(`\\p{Script=${script}}`, 'gu')) ?? []).length, script).toBeGreaterThan(300);
    }
    for (const word of ['võtmed', 'Mit freundlichen Grüßen', 'estufa', '测试结果'])
      expect(all.toLowerCase()).toContain(word.toLowerCase());
  });

  it('has edits with more than two versions of a message, also by somebody else', () => {
    const versions = groupBy(messages, (message) => `${message.conversation_id}/${message.message_nr}`);
    expect(Math.max(...[...versions.values()].map((group) => group.length))).toBeGreaterThan(2);
    expect(
      messages.some(
        (message) => message.edit_account_id !== undefined && message.edit_account_id !== message.account_id,
      ),
    ).toBe(true);
  });

  it('counts each flow upwards, starts it with create, and keeps the author and time of a changed message', () => {
    for (const flow of byConversation(messages).values()) {
      const numbers = flow.map(flowOf);
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      expect(flow[0]?.mk_message_type).toBe('create');
      const first = new Map<unknown, WorldRecord>();
      for (const message of flow) {
        const original = first.get(message.message_nr) ?? message;
        first.set(message.message_nr, original);
        for (const field of ['account_id', 'posted_time', 'prev_message_nr', 'inbox_nr']) {
          expect(message[field]).toBe(original[field]);
        }
      }
    }
  });

  it('links every message to the visible one before it, in order of time', () => {
    for (const flow of byConversation(messages).values()) {
      const originals = flow.filter((message) => message.flow_message_nr === undefined);
      expect(originals.map((message) => message.prev_message_nr)).toEqual([
        0,
        ...originals.slice(0, -1).map((message) => message.message_nr),
      ]);
      const times = originals.map((message) => Number(message.posted_time));
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
  });

  it('gives alerting messages rising inbox numbers and the others the negative of the one before', () => {
    for (const flow of byConversation(messages).values()) {
      let inbox = 0;
      for (const message of flow.filter(({ flow_message_nr }) => flow_message_nr === undefined)) {
        if (stateOf(message) !== 'system') inbox += 1;
        expect(message.inbox_nr).toBe(stateOf(message) === 'system' ? 0 - inbox : inbox);
      }
    }
  });

  it('holds well-formed XML in texts and JSON in system messages', () => {
    for (const message of messages) {
      const body = text(message, 'message');
      if (body === '') continue;
      if (stateOf(message) === 'system') expect(() => JSON.parse(body)).not.toThrow();
      else expect(() => checkXml(body), body).not.toThrow();
    }
  });

  it('describes files and previews by their real bytes, with pictures that are pictures', () => {
    const stored = [...ofType('file'), ...ofType('preview')];
    for (const record of stored) {
      const bytes = contentBytes(record);
      expect(bytes.length, text(record, 'file_name')).toBe(record.file_size);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(record.file_sha256);
    }
    const types = groupBy(stored, (record) => record.file_type);
    for (const type of ['image/png', 'image/jpeg', 'application/pdf', 'text/csv', 'application/octet-stream']) {
      expect(types.get(type)?.length ?? 0, type).toBeGreaterThan(2);
    }
    const jpeg = types.get('image/jpeg')?.[0] ?? {};
    expect(Number(jpeg.width)).toBeGreaterThan(100);
  });

  it('has PDF files whose cross-reference table is right', () => {
    for (const record of ofType('file').filter((file) => file.file_type === 'application/pdf')) {
      const pdf = contentBytes(record).toString('latin1');
      const offsets = [...pdf.matchAll(/^(\d{10}) 00000 n/gm)].map((match) => Number(match[1]));
      expect(offsets.length).toBeGreaterThan(4);
      for (const [index, offset] of offsets.entries())
        expect(pdf.slice(offset)).toMatch(new RegExp(`^${index + 1} 0 obj`));
    }
  });

  it('refers only to what is there: accounts, files, sections, labels, teams, hooks, avatars', () => {
    const keys = new Set(ofType('file').map((file) => file.attachment_id));
    const sections = new Set(ofType('section').map((section) => section.section_id));
    const hooks = new Set(ofType('hook').map((hook) => hook.hook_key));
    for (const message of messages) {
      expect(accountIds).toContain(message.account_id);
      for (const [, key] of text(message, 'message').matchAll(/<file key="([^"]+)"/g)) expect(keys).toContain(key);
      for (const [, id] of text(message, 'message').matchAll(/<mention account_id="([^"]+)"/g))
        expect(accountIds).toContain(id);
      for (const id of Object.values(message.reactions ?? {}).flat()) expect(accountIds).toContain(id);
      for (const id of list(message, 'assignee_ids')) expect(accountIds).toContain(id);
      if (message.section_id !== undefined) expect(sections).toContain(message.section_id);
      if (message.hook_key !== undefined) expect(hooks).toContain(message.hook_key);
    }
    const labels = new Set(ofType('label').map((label) => label.label_id));
    const teams = new Set(ofType('team').map((team) => team.team_id));
    for (const conv of conversations) {
      for (const id of [...list(conv, 'members'), ...list(conv, 'leavers'), ...list(conv, 'guests')])
        expect(accountIds).toContain(id);
      for (const id of list(conv, 'label_ids')) expect(labels).toContain(id);
      for (const id of list(conv, 'teams')) expect(teams).toContain(id);
    }
    const avatars = new Set(ofType('avatar').map((avatar) => avatar.file_url));
    const urls = ofType('contact').flatMap((contact) => Object.values(JSON.parse(text(contact, 'avatar_urls'))));
    expect(urls.length).toBeGreaterThan(30);
    for (const url of urls) expect(avatars).toContain(url);
  });

  it('has conversations that each login cannot see, a dialog, hidden and muted ones, one without a topic', () => {
    const archivist = accountNamed('archivist@example.org');
    const second = accountNamed('liisa@lehtla.example');
    const named = (conv: WorldRecord, id: unknown) => [...list(conv, 'members'), ...list(conv, 'leavers')].includes(id);
    expect(
      conversations.filter((conv) => named(conv, second) && !named(conv, archivist)).length,
    ).toBeGreaterThanOrEqual(2);
    expect(conversations.filter((conv) => named(conv, archivist)).length).toBeGreaterThanOrEqual(30);
    expect(conversations.some((conv) => list(conv, 'leavers').includes(archivist) && conv.can_post === false)).toBe(
      true,
    );
    const dialogs = ofType('contact').map((contact) => contact.dialog_id);
    expect(conversations.filter((conv) => dialogs.includes(conv.conversation_id)).length).toBe(2);
    expect(conversations.filter((conv) => Number(conv.hide_message_nr) > 0).length).toBeGreaterThanOrEqual(2);
    expect(conversations.some((conv) => conv.is_muted === true)).toBe(true);
    expect(conversations.some((conv) => conv.topic === '' && conv.default_topic !== '')).toBe(true);
    expect(conversations.filter((conv) => Number(conv.join_message_nr) > 1).length).toBe(1);
  });

  it('has somebody who left and came back', () => {
    const isRejoin = (flow: WorldRecord[]) =>
      flow.some(
        (leave, index) =>
          leave.mk_message_type === 'leave' &&
          flow
            .slice(index)
            .some(
              (later) => later.mk_message_type === 'add' && text(later, 'message').includes(text(leave, 'account_id')),
            ),
      );
    expect([...byConversation(messages).values()].filter(isRejoin).length).toBeGreaterThanOrEqual(2);
  });
});

describe('the demo formats', () => {
  const company = readCompany();
  const compile = (source: string) =>
    conversationRecords('test', parseScript(source, 'test'), company).filter(
      (record) => record.mk_rec_type === 'message',
    );
  const START = '* 2023-02-06 09:00 Kadri create Noam\n';

  it('lets changes take numbers of the flow and keep the number of their message', () => {
    const flow = compile(`${START}Kadri: a\n! edit: b\n! pin Noam\nNoam: c\n! delete`);
    expect(flow.map((message) => [message.message_nr, message.flow_message_nr, stateOf(message)])).toEqual([
      [1, undefined, 'system'],
      [2, undefined, 'plain'],
      [2, 3, 'plain'],
      [2, 4, 'pinned'],
      [5, undefined, 'plain'],
      [5, 6, 'deleted'],
    ]);
    expect(flow.map((message) => message.message).slice(1, 4)).toEqual([
      '<msg><p>a</p></msg>',
      '<msg><p>b</p></msg>',
      '<msg><p>b</p></msg>',
    ]);
    expect(flow.at(-1)).toMatchObject({ message: '', tags: ['is_deleted', 'is_deleted'] });
  });

  it('reads times on the clock of the file', () => {
    const [, at, later, thursday] = compile(`clock: +09:00\n${START}09:30 Kadri: a\n+2h Kadri: b\nThu 08:15 Kadri: c`);
    const minute = (message: WorldRecord | undefined) =>
      new Date(Number(message?.posted_time) * 1000).toISOString().slice(0, 16);
    expect([at, later, thursday].map(minute)).toEqual(['2023-02-06T00:30', '2023-02-06T02:30', '2023-02-08T23:15']);
  });

  it.each([
    ['Kadri: a\nnonsense here', /Line 3 of the demo file test .*nonsense/],
    ['! edit #none: x', /#none/],
    ['2022-01-01 10:00 Kadri: a', /before the line above/],
    ['| text', /no message above/],
  ])('refuses %j and names the line', (lines, message) => {
    expect(() => parseScript(START + lines, 'test')).toThrow(message);
  });

  it('refuses people who are unknown, or who write without being members', () => {
    expect(() => compile(`${START}Liisa: hello`)).toThrow(/Liisa acts as no member/);
    expect(() => compile(`${START}* Noam leave\nNoam: hello`)).toThrow(/Noam acts as no member/);
    expect(() => compile(`${START}* Kadri add Nobody`)).toThrow(/no person "Nobody"/);
    expect(() => compile(`${START}Noam: sweep\n! done`)).toThrow(/no task: sweep/);
    expect(() => compile(`${START}Noam: sweep\n! task: Attic >`)).toThrow(/no section "Attic"/);
  });

  it('composes exchanges only on working days, by people who are there', () => {
    const pattern =
      'hours: 09:00-10:00\npool: Priit, Kadri\n\n[part]\nlid\nplate\n\n[thread]\nA: A {part} and a {part2}\nB: {1..9} of them';
    const entries = composeEntries(parseOrder('x 2023-09-04 2023-10-29 20'), pattern, '+02:00', company);
    expect(entries.length).toBeGreaterThan(40);
    for (const entry of entries) {
      const at = new Date((entry.at + 2 * 3600) * 1000);
      expect([0, 6]).not.toContain(at.getUTCDay());
      expect(entry.by).toBe('Kadri');
      expect(entry.kind === 'say' ? entry.text : '').toMatch(/^(A lid and a plate|A plate and a lid|[1-9] of them)$/);
    }
  });

  it('refuses a slot that no list has', () => {
    const pattern = 'pool: Kadri\n\n[thread]\nA: a {thing}';
    expect(() => composeEntries(parseOrder('x 2023-09-04 2023-10-29 20'), pattern, '+02:00', company)).toThrow(
      /\{thing\}/,
    );
  });
});
