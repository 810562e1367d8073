// What of an archive's journal becomes lines of a world, and what must not.
import { rmSync, statSync, truncateSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contentPath } from '../../../src/journal/archive-folder.js';
import { ownRecord } from '../../../src/journal/format.js';
import { listSegments } from '../../../src/journal/segments.js';
import { temporaryFolder } from '../../support/folder.js';
import {
  type Entry,
  type Line,
  list,
  recordsOf,
  SERVER,
  store,
  stream,
  textsOf,
  writeArchive,
} from './written-archive.js';

const conv = (more: Line = {}): Line => ({ mk_rec_type: 'conv', conversation_id: 'c', topic: 'T', ...more });
const message = (message_nr: number, more: Line = {}): Line => ({
  mk_rec_type: 'message',
  conversation_id: 'c',
  message_nr,
  mk_message_type: 'text',
  ...more,
});
const file = (more: Line = {}): Line => ({
  mk_rec_type: 'file',
  conversation_id: 'c',
  message_nr: 1,
  attachment_id: 'a',
  file_url: '/file/c/1/a/x.txt',
  file_name: 'x.txt',
  file_type: 'text/plain',
  ...more,
});

/** The records of the world of an archive with these pages. */
async function worldOf(...pages: readonly Entry[][]): Promise<Line[]> {
  await using folder = await temporaryFolder();
  return recordsOf(await writeArchive(folder.path, ...pages.map((page) => stream(...page))));
}

describe('records', () => {
  it('are merged field by field: new ones overwrite, missing ones stay, null is a value', async () => {
    const [label] = await worldOf(
      [{ mk_rec_type: 'label', label_id: 'l', label: 'old', index: 1, team_id: 't' }],
      [{ mk_rec_type: 'label', label_id: 'l', label: 'new', team_id: null }],
    );
    expect(label).toEqual({ mk_rec_type: 'label', label_id: 'l', label: 'new', index: 1, team_id: null });
  });

  it('that say again what they said before have the last word', async () => {
    const label = (name: string) => [{ mk_rec_type: 'label', label_id: 'l', label: name }];
    expect(await worldOf(label('a'), label('b'), label('a'))).toEqual(label('a'));
  });

  it('keep the text of their values, and all of it when it was always the same', async () => {
    await using folder = await temporaryFolder();
    const odd = '{"mk_rec_type":"contact", "account_id":"p","n" : 1.0e2,"big":123456789012345678901,"s":"\\ud800"}';
    const archive = await writeArchive(folder.path, stream(odd), stream(odd));
    expect(await textsOf(archive)).toContain(odd);
    await writeArchive(folder.path, stream({ mk_rec_type: 'contact', account_id: 'p', more: 1 }));
    const merged = '"n":1.0e2,"big":123456789012345678901,"s":"\\ud800","more":1}';
    expect((await textsOf(archive)).some((text) => text.endsWith(merged))).toBe(true);
  });

  it('without a type are what their list holds', async () => {
    await using folder = await temporaryFolder();
    const archive = await writeArchive(
      folder.path,
      list('conversations', { conversation_id: 'c' }),
      list('header', { conversation_id: 'c', topic: 'T' }),
      list('contacts', { account_id: 'p' }),
      list('hooks', { conversation_id: 'c', hook_key: 'k' }),
      list('', { mk_rec_type: 'contact', account_id: 'p', full_name: 'P' }),
    );
    expect(await recordsOf(archive)).toEqual([
      { account_id: 'p', mk_rec_type: 'contact', full_name: 'P' },
      { conversation_id: 'c', topic: 'T', mk_rec_type: 'conv' },
      { conversation_id: 'c', hook_key: 'k', mk_rec_type: 'hook' },
    ]);
  });

  it('of kinds that nobody knows are kept, each text once, the latest last', async () => {
    const sky = (colour: string) => ({ mk_rec_type: 'weather', sky: colour });
    expect(await worldOf([sky('grey'), sky('blue')], [sky('grey'), { no_type: true }])).toEqual([
      sky('blue'),
      sky('grey'),
      { no_type: true },
    ]);
  });

  it('that can be placed nowhere do not stand in the way of the others', async () => {
    const strays = ['5', '"text"', '[1]', { mk_rec_type: 'contact' }, { mk_rec_type: 'file' }, message(0), message(-3)];
    const more = [message(1, { conversation_id: 7 }), message(1, { message_nr: 'x' }), conv({ conversation_id: null })];
    expect(await worldOf([...strays, ...more, { mk_rec_type: 'team', team_id: 't' }])).toEqual([
      { mk_rec_type: 'team', team_id: 't' },
    ]);
  });
});

describe('a conversation', () => {
  it('comes before what belongs to it, wherever the archive met it', async () => {
    const section = { mk_rec_type: 'section', conversation_id: 'c', section_id: 's' };
    const own = { mk_rec_type: 'section', section_id: 'mine' };
    expect(await worldOf([message(2), file(), own], [section, message(1)], [conv()])).toEqual([
      conv(),
      file(),
      section,
      message(1),
      message(2),
      own,
    ]);
  });

  it('has the header that the account saw, without what belonged to single answers', async () => {
    const [header] = await worldOf(
      [conv({ join_message_nr: 4, is_init: true, fw_message_nr: 9, bw_message_nr: 4, mk_init_mode: 'ic_full' })],
      [conv({ topic: 'new', last_message_nr: 12, file_horizon: 3, pin_cursor: '{}', task_horizon: 2, is_reset: true })],
    );
    expect(header).toEqual(conv({ topic: 'new', join_message_nr: 4, last_message_nr: 12 }));
  });

  it('of which only parts were seen has a header all the same', async () => {
    const bare = (conversation_id: string) => ({ mk_rec_type: 'conv', conversation_id });
    const preview = { mk_rec_type: 'preview', conversation_id: 'd', attached_url: 'https://x' };
    expect(await worldOf([message(3), preview])).toEqual([bare('c'), message(3), bare('d'), preview]);
  });

  it('keeps every version of its messages, in the order of the flow', async () => {
    const edit = message(1, { flow_message_nr: 3, message: 'new' });
    const page = [conv(), edit, message(2), message(1)];
    expect(await worldOf(page)).toEqual([conv(), message(1), message(2), edit]);
  });

  it('keeps several files of a message apart, also those whose number is a text', async () => {
    const other = file({ attachment_id: 'b', message_nr: '1' });
    const changed = file({ is_deleted: true });
    expect(await worldOf([conv(), file(), other], [changed])).toEqual([conv(), changed, other]);
  });
});

describe('the account', () => {
  it('is the one that was archived, under the name and password of practice worlds', async () => {
    await using folder = await temporaryFolder();
    const me = { mk_rec_type: 'contact', account_id: 'me', display_name: 'Me', email: 'me@example.com' };
    const [login] = await textsOf(await writeArchive(folder.path, list('profiles', me)));
    expect(JSON.parse(login ?? '')).toEqual({
      mk_rec_type: 'account',
      account_id: 'me',
      email: 'archivist@example.org',
      password: 'correct horse',
      display_name: 'Me',
    });
  });

  it('is the only one: records on the wire make no logins and no contents', async () => {
    await using folder = await temporaryFolder();
    const archive = await writeArchive(
      folder.path,
      stream(
        { mk_rec_type: 'account', email: 'thief@example.com', password: 'x' },
        { mk_rec_type: 'avatar', file_url: '/x', content: { text: 'x' } },
        { mk_rec_type: 'archive_file', file_url: '/x', stored_sha256: 'a'.repeat(64) },
      ),
    );
    expect(await textsOf(archive)).toHaveLength(1);
  });
});

describe('files', () => {
  it('are named by the hash of what the archive has, with what decides who may fetch them', async () => {
    await using folder = await temporaryFolder();
    const thumbs = { thumb_url_50: '/thumb/50', thumb_url_100: `${SERVER}/thumb/100` };
    const archive = await writeArchive(folder.path, stream(conv(), file(thumbs)));
    const note = store(archive, '/file/c/1/a/x.txt', Buffer.from('abc'));
    await writeArchive(folder.path, note);
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect((await recordsOf(archive)).at(-1)).toEqual({
      mk_rec_type: 'avatar',
      conversation_id: 'c',
      message_nr: 1,
      file_url: '/file/c/1/a/x.txt',
      file_name: 'x.txt',
      file_type: 'text/plain',
      thumb_url_50: '/thumb/50',
      thumb_url_100: '/thumb/100',
      content: { stored: sha256 },
    });
    rmSync(contentPath(folder.path, sha256));
    expect(await recordsOf(archive)).toEqual([conv(), file(thumbs)]);
  });

  it('that were fetched again have the content that was fetched last', async () => {
    await using folder = await temporaryFolder();
    const archive = await writeArchive(folder.path, stream(conv()));
    const [old, young] = ['old', 'new'].map((text) => store(archive, '/f', Buffer.from(text)));
    await writeArchive(folder.path, old ?? [], young ?? []);
    const contents = (await recordsOf(archive)).filter(({ mk_rec_type }) => mk_rec_type === 'avatar');
    expect(contents).toHaveLength(1);
    expect(JSON.stringify(contents)).toContain(JSON.parse(String(young?.[0]?.bytes)).stored_sha256);
  });

  it.each([
    ['/9j/4AAQSkZJRg==', 'image/jpeg'],
    ['iVBORw0KGgo=', 'image/png'],
    ['R0lGODlhAQAB', 'image/gif'],
    ['UklGRiQAAABXRUJQVlA4', 'image/webp'],
    ['PHN2ZyB4bWxucz0i', 'image/svg+xml'],
  ])('an avatar that begins with %s is served as %s', async (base64, type) => {
    await using folder = await temporaryFolder();
    const avatar_urls = JSON.stringify({ size_50: '/avatar/p/50', size_100: '/avatar/p/100' });
    const odd = { mk_rec_type: 'contact', account_id: 'q', avatar_urls: '{bad' };
    const archive = await writeArchive(
      folder.path,
      stream({ mk_rec_type: 'contact', account_id: 'p', avatar_urls }, odd),
    );
    await writeArchive(folder.path, store(archive, '/avatar/p/100', Buffer.from(base64, 'base64')));
    expect((await recordsOf(archive)).at(-1)).toMatchObject({ file_url: '/avatar/p/100', file_type: type });
  });

  it.each([
    [`${SERVER}/file/a%20b?x=1`, '/file/a%20b'],
    ['/file/two words.png', '/file/two%20words.png'],
    ['file/bare', '/file/bare'],
    ['https://elsewhere.example/file/a', undefined],
    ['https://', undefined],
  ])('%s is served at %s', async (url, path) => {
    await using folder = await temporaryFolder();
    const archive = await writeArchive(folder.path, stream(conv()));
    await writeArchive(folder.path, store(archive, url, Buffer.from('abc')));
    const content = (await recordsOf(archive)).find(({ mk_rec_type }) => mk_rec_type === 'avatar');
    expect(content?.file_url).toBe(path);
  });

  it('are never looked for outside of files/', async () => {
    await using folder = await temporaryFolder();
    const note = { mk_rec_type: 'archive_file', file_url: '/f', stored_sha256: '../../archive.json' };
    const archive = await writeArchive(folder.path, stream(conv()), [ownRecord(note)]);
    expect(await recordsOf(archive)).toEqual([conv()]);
  });
});

describe('the journal', () => {
  it('without an answer of the service is an archive with nothing in it', async () => {
    await using folder = await temporaryFolder();
    const archive = await writeArchive(folder.path, [ownRecord({ mk_rec_type: 'archive_run', run_id: 'r' })]);
    await expect(textsOf(archive)).rejects.toMatchObject({ exitCode: 10 });
    await writeArchive(folder.path, list('envelope', { event_horizon: 1 }));
    expect(await recordsOf(archive)).toEqual([]);
  });

  it('is read up to the last page that is whole', async () => {
    await using folder = await temporaryFolder();
    const archive = await writeArchive(folder.path, stream(conv(), message(1)), stream(message(2)));
    const [segment] = await listSegments(folder.path);
    const path = segment?.path ?? '';
    truncateSync(path, statSync(path).size - 1);
    expect(await recordsOf(archive)).toEqual([conv(), message(1)]);
  });
});
