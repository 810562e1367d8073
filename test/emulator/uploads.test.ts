// Files that accounts send, attach, fetch, copy and take away on the practice server, and who may have them (fleep-wire.md 3.7, 4.5, 6).
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { PNG } from 'pngjs';
import { describe, expect, it, vi } from 'vitest';
import type { FleepClient } from '../../src/fleep/client.js';
import type { ConversationId } from '../../src/fleep/ids.js';
import { temporaryFolder } from '../support/folder.js';
import { bytesOf, earOf, fetchAs, onlyOf } from './hearing.js';
import { accountId, conversationIdIn, email, id, onTypedScene } from './scene.js';
import { asRecord, type Json, recordsIn } from './walk.js';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const demoFile = (name: string) => readFileSync(new URL(`../../demo-world/files/${name}`, import.meta.url));
const text = (content: string) => ({ name: `${content}.txt`, bytes: Buffer.from(content) });

async function upload(client: FleepClient, name: string, bytes: Uint8Array): Promise<Json> {
  const { body } = await client.call('uploadFile', { files: [{ name, bytes }] });
  return asRecord(recordsIn(body.files)[0]);
}

/** With any name that a header can say. */
async function uploadNamed(client: FleepClient, url: string, name: string, bytes: Buffer): Promise<Json> {
  const { cookie, ticket } = client.session;
  const headers = { ...cookie, 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}` };
  const answer = await fetch(`${url}/api/file/upload?ticket=${ticket}`, {
    method: 'PUT',
    body: new Uint8Array(bytes),
    headers,
  });
  return asRecord(recordsIn(asRecord(await answer.json()).files)[0]);
}

async function begin(client: FleepClient, ...others: readonly ('bert' | 'carl')[]): Promise<ConversationId> {
  const args = { topic: 'files', emails: others.map(email).join(',') };
  return conversationIdIn(await client.call('createConversation', { args }));
}

/** Sends files with a message. Gives the answer's message and file records. */
async function sendFiles(
  client: FleepClient,
  conversation: ConversationId,
  message: string,
  ...files: readonly { name: string; bytes: Uint8Array }[]
) {
  const uploads = await Promise.all(files.map(({ name, bytes }) => upload(client, name, bytes)));
  const attachments = uploads.map((one) => String(one.upload_url));
  const { body } = await client.call('sendMessage', { id: conversation, args: { message, attachments } });
  const stream = recordsIn(body.stream);
  return {
    message: onlyOf(stream, 'message'),
    files: stream.filter((record) => record.mk_rec_type === 'file'),
    messageNr: Number(body.result_message_nr),
  };
}

const statusOf = async (client: FleepClient, url: string, path: unknown) => (await fetchAs(client, url, path)).status;

async function storageOf(client: FleepClient): Promise<unknown> {
  const own = String((await client.call('synchronizeAccount')).body.account_id);
  const { body } = await client.call('synchronizeContact', { args: { contact_id: own } as never });
  return body.storage_used_bytes;
}

describe('file/upload', () => {
  it('gives one file the same id and hash however often its bytes come, and its size only the first time', async () => {
    await onTypedScene(async ({ anna, bert }) => {
      const bytes = demoFile('chart-range.png');
      const first = await upload(anna, 'chart.png', bytes);
      const again = await upload(bert, 'same.png', bytes);
      expect(first).toEqual({
        file_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        file_sha256: sha256(bytes),
        file_type: 'image/png',
        name: 'chart.png',
        size: bytes.length,
        upload_url: expect.any(String),
        width: bytes.readUInt32BE(16),
        height: bytes.readUInt32BE(20),
        is_animated: false,
      });
      const { width: _w, height: _h, is_animated: _a, ...rest } = first;
      expect(again).toEqual({ ...rest, name: 'same.png', upload_url: expect.any(String) });
      expect(again.upload_url).not.toBe(first.upload_url);
    });
  });

  it('takes several files in a form, in order, with names beyond ASCII', async () => {
    await onTypedScene(async ({ anna }) => {
      const files = [text('one'), { name: 'õun "2".jpg', bytes: demoFile('boxes-shelf.jpg') }, text('')] as const;
      const { body } = await anna.call('uploadFile', { files: [...files] });
      expect(recordsIn(body.files)).toMatchObject([
        { name: 'one.txt', size: 3, file_type: 'application/octet-stream', file_sha256: sha256(Buffer.from('one')) },
        { name: 'õun "2".jpg', file_type: 'image/jpeg', file_sha256: sha256(demoFile('boxes-shelf.jpg')) },
        { name: '.txt', size: 0, file_type: 'application/octet-stream', file_sha256: sha256(Buffer.from('')) },
      ]);
      expect((await upload(anna, 'õun.txt', Buffer.from('x'))).name).toBe('õun.txt');
    });
  });

  it('takes a PUT in disguise, a slash at the end and a body without a name', async () => {
    await onTypedScene(async ({ anna }, url) => {
      const headers = anna.session.cookie;
      const ticket = anna.session.ticket;
      const path = `${url}/api/file/upload/?ticket=${ticket}`;
      const disguised = await fetch(`${path}&_method=PUT`, { method: 'POST', headers, body: 'abc' });
      expect(await disguised.json()).toMatchObject({ files: [{ name: 'untitled.dat', size: 3 }] });
      const named = { ...headers, 'content-disposition': 'attachment; filename="/etc/a\\"b.txt"' };
      const put = await fetch(path, { method: 'PUT', headers: named, body: 'abcd' });
      expect(await put.json()).toMatchObject({ files: [{ name: 'a"b.txt', size: 4 }] });
    });
  });

  it('answers its older path with id, name and size, for members only', async () => {
    await onTypedScene(async ({ anna, carl }, url) => {
      const conversation = await begin(anna, 'bert');
      const put = (client: FleepClient) =>
        fetch(`${url}/api/file/upload/${conversation}?ticket=${client.session.ticket}`, {
          method: 'PUT',
          headers: { ...client.session.cookie, 'content-disposition': 'attachment; filename=old.txt' },
          body: 'old',
        });
      const answer = asRecord(await (await put(anna)).json());
      expect(answer).toEqual({ files: [{ file_id: expect.any(String), name: 'old.txt', size: 3 }] });
      expect((await put(carl)).status).toBe(430);
      const file_id = String(recordsIn(answer.files)[0]?.file_id);
      for (const args of [{ attachments: [file_id] }, { file_ids: [file_id] }]) {
        const sent = await anna.call('sendMessage', { id: conversation, args: { message: 'm', ...args } });
        expect(onlyOf(sent.body.stream, 'file')).toMatchObject({ file_name: 'old.txt', file_size: 3 });
      }
    });
  });

  it('refuses who is not signed in before it reads a byte, other verbs, and what is no form', async () => {
    await onTypedScene(async ({ anna }, url) => {
      const put = (ticket: string, headers: Record<string, string>) =>
        fetch(`${url}/api/file/upload?ticket=${ticket}`, { method: 'PUT', headers, body: 'x' });
      const { ticket = '' } = anna.session;
      expect((await put(ticket, {})).status).toBe(401);
      expect((await put('00000000000000000000', anna.session.cookie)).status).toBe(401);
      const post = (body: string, type: string) =>
        fetch(`${url}/api/file/upload?ticket=${ticket}`, {
          method: 'POST',
          headers: { ...anna.session.cookie, 'content-type': type },
          body,
        });
      expect((await post('{}', 'application/json')).status).toBe(400);
      expect((await post('--b\r\nbroken', 'multipart/form-data; boundary=b')).status).toBe(400);
      expect((await post('--b--\r\n', 'multipart/form-data; boundary=b')).status).toBe(400);
      expect((await fetchAs(anna, url, `/api/file/upload?ticket=${ticket}`)).status).toBe(405);
    });
  });

  it('has no room above the quota, whether the length is told or not, and takes nothing above 1 GB', async () => {
    const small = { mk_rec_type: 'contact', account_id: id('dora'), display_name: 'dora', storage_quota_bytes: 1000 };
    await onTypedScene(
      async ({ dora }, url) => {
        await expect(upload(dora, 'big', Buffer.alloc(1001))).rejects.toMatchObject({ status: 507 });
        const stream = new ReadableStream({
          pull: (controller) => {
            controller.enqueue(Buffer.alloc(600));
          },
        });
        const path = `${url}/api/file/upload?ticket=${dora.session.ticket}`;
        const headers = dora.session.cookie;
        const endless = { method: 'PUT', headers, body: stream, duplex: 'half' };
        expect((await fetch(path, endless)).status).toBe(507);
        expect((await upload(dora, 'fits', Buffer.alloc(600))).size).toBe(600);
        await expect(upload(dora, 'no more', Buffer.alloc(600, 1))).rejects.toMatchObject({ status: 507 });
        expect(await statusOfLength(path, headers, 1_073_741_825)).toBe(413);
      },
      [small],
    );
  });

  it('keeps what it was sent on disk, and leaves nothing there when the server ends', async () => {
    await using folder = await temporaryFolder();
    vi.stubEnv('TMPDIR', folder.path);
    try {
      await onTypedScene(async ({ anna }) => {
        expect(readdirSync(folder.path)).toEqual([]);
        await upload(anna, 'a', Buffer.from('a'));
        const [own = ''] = readdirSync(folder.path);
        expect(readdirSync(folder.at(own))).toEqual([sha256(Buffer.from('a'))]);
      });
      expect(readdirSync(folder.path)).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

/** The answer to a PUT that only announces how long it is. */
function statusOfLength(url: string, headers: Record<string, string>, length: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const put = httpRequest(url, { method: 'PUT', headers: { ...headers, 'content-length': length } }, (response) => {
      resolve(response.statusCode);
      put.destroy();
    });
    put.on('error', reject);
    put.flushHeaders();
  });
}

describe('attachments', () => {
  it('come as file records beside a message that names them', async () => {
    await onTypedScene(async ({ anna, bert }) => {
      const conversation = await begin(anna, 'bert');
      const ear = await earOf(bert);
      const sent = await sendFiles(anna, conversation, 'two', text('one'), text('t&o'));
      const [one, other] = sent.files;
      expect(one).toEqual({
        mk_rec_type: 'file',
        conversation_id: conversation,
        message_nr: 2,
        account_id: accountId('anna'),
        attachment_id: expect.stringMatching(/^[\w-]{22}$/),
        file_name: 'one.txt',
        file_url: expect.stringMatching(/^\/file\/[\w-]{22}\/2\/[\w-]{22}\/one\.txt$/),
        file_size: 3,
        file_type: 'application/octet-stream',
        file_sha256: sha256(Buffer.from('one')),
        width: null,
        height: null,
        is_animated: null,
        orientation: null,
        is_deleted: false,
        is_hidden: false,
        deleter_id: '',
        sender_name: null,
        posted_time: expect.any(Number),
      });
      expect(sent.message.message).toBe(
        `<msg><p>two</p><file key="${one?.attachment_id}">one.txt</file>` +
          `<file key="${other?.attachment_id}">t&amp;o.txt</file></msg>`,
      );
      const heard = await ear.heard();
      expect(heard.filter((record) => record.mk_rec_type === 'file')).toEqual([one, other]);
      const listed = await bert.call('synchronizeFilesForConversation', { id: conversation, args: {} as never });
      expect(recordsIn(listed.body.stream)).toEqual([one, other]);
    });
  });

  it('are fetched with the headers of files, by members alone', async () => {
    await onTypedScene(async ({ anna, bert, carl }, url) => {
      const conversation = await begin(anna, 'bert');
      const { files } = await sendFiles(anna, conversation, 'm', text('secret'));
      const path = files[0]?.file_url;
      const response = await fetchAs(bert, url, path);
      expect([response.status, await response.text()]).toEqual([200, 'secret']);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-disposition': 'attachment; filename="secret.txt"',
        'content-security-policy': "default-src 'none'",
        'cache-control': expect.stringMatching(/^private, max-age=\d+$/),
        'accept-ranges': 'bytes',
        'content-length': '6',
      });
      const part = await fetchAs(bert, url, path, { range: 'bytes=1-2' });
      expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, 'ec', 'bytes 1-2/6']);
      expect((await fetchAs(bert, url, path, { range: 'bytes=9-' })).status).toBe(416);
      expect(await statusOf(carl, url, path)).toBe(404);
      expect((await fetch(url + String(path))).status).toBe(401);
    });
  });

  it('are fetched whatever their names are', async () => {
    await onTypedScene(async ({ anna }, url) => {
      const conversation = await begin(anna);
      const names = ['..', '.', '...', 'b%2f?#'];
      const files = names.map((name) => ({ name, bytes: Buffer.from(`content of ${name}`) }));
      const sent = await Promise.all(files.map(({ name, bytes }) => uploadNamed(anna, url, name, bytes)));
      const attachments = sent.map((one) => String(one.upload_url));
      const { body } = await anna.call('sendMessage', { id: conversation, args: { message: 'all', attachments } });
      const records = recordsIn(body.stream).filter((record) => record.mk_rec_type === 'file');
      expect(records.map(({ file_name }) => file_name)).toEqual(names);
      for (const [index, { file_url }] of records.entries()) {
        for (const path of [file_url, sent[index]?.upload_url]) {
          expect((await bytesOf(await fetchAs(anna, url, path))).toString()).toBe(`content of ${names[index]}`);
        }
      }
    });
  });

  it('are whole however large they are', async () => {
    await onTypedScene(async ({ anna }, url) => {
      const bytes = Buffer.alloc(5_000_001, 'large');
      const { files } = await sendFiles(anna, await begin(anna), 'm', { name: 'large.bin', bytes });
      const whole = await fetchAs(anna, url, files[0]?.file_url);
      expect(whole.headers.get('content-length')).toBe('5000001');
      expect(sha256(await bytesOf(whole))).toBe(sha256(bytes));
      const part = await fetchAs(anna, url, files[0]?.file_url, { range: 'bytes=1000000-4999999' });
      expect(sha256(await bytesOf(part))).toBe(sha256(bytes.subarray(1_000_000, 5_000_000)));
    });
  });

  it('of pictures have thumbnails: small ones always, large ones of large pictures', async () => {
    await onTypedScene(async ({ anna }, url) => {
      const files = ['logo-variants.png', 'boxes-shelf.jpg', 'kolimise-kava.pdf'].map((name) => ({
        name,
        bytes: demoFile(name),
      }));
      const conversation = await begin(anna);
      for (const file of files) {
        const record = asRecord((await sendFiles(anna, conversation, 'm', file)).files[0]);
        const edges = Object.keys(record).flatMap((name) => /^thumb_url_(\d+)$/.exec(name)?.[1] ?? []);
        const longest = Math.max(Number(record.width), Number(record.height));
        const expected = ['50', '100', ...(longest >= 800 ? ['575'] : []), ...(longest >= 960 ? ['700'] : [])];
        expect(edges).toEqual(record.file_type === 'application/pdf' ? ['50', '100'] : expected);
        for (const edge of edges) {
          const response = await fetchAs(anna, url, record[`thumb_url_${edge}`]);
          expect([response.headers.get('content-type'), response.headers.get('content-disposition')]).toEqual([
            'image/png',
            null,
          ]);
          const { width, height } = PNG.sync.read(await bytesOf(response));
          expect(Math.max(width, height)).toBe(Math.min(Number(edge), longest || 100));
        }
      }
    });
  });

  it('that are of an unknown address are refused, and nothing is sent', async () => {
    await onTypedScene(async ({ anna, bert, carl }) => {
      const conversation = await begin(anna, 'bert');
      const own = await upload(anna, 'a', Buffer.from('a'));
      const { files } = await sendFiles(anna, conversation, 'm', text('unseen'));
      const elsewhere = await begin(carl);
      const tries: [FleepClient, ConversationId, unknown][] = [
        [anna, conversation, '/file/nowhere'],
        [bert, conversation, own.upload_url],
        [carl, elsewhere, files[0]?.file_url],
      ];
      for (const [client, place, address] of tries) {
        const args = { message: 'm', attachments: [String(address)] };
        await expect(client.call('sendMessage', { id: place, args })).rejects.toMatchObject({ status: 400 });
      }
      const state = await anna.call('synchronizeStateForConversation', {
        id: conversation,
        args: { from_message_nr: 2 },
      });
      expect(recordsIn(state.body.stream)).toEqual([]);
    });
  });

  it('can be sent again by their file_url, whole or not', async () => {
    await onTypedScene(async ({ anna, bert, carl }, url) => {
      const conversation = await begin(anna, 'bert');
      const { files } = await sendFiles(anna, conversation, 'm', text('again'));
      const to = await begin(bert, 'carl');
      const attachments = [`https://fleep.io${String(files[0]?.file_url)}`];
      const sent = await bert.call('sendMessage', { id: to, args: { message: 'see', attachments } });
      const copy = onlyOf(sent.body.stream, 'file');
      expect(copy).toMatchObject({ file_sha256: files[0]?.file_sha256, account_id: accountId('bert') });
      expect(copy.attachment_id).not.toBe(files[0]?.attachment_id);
      expect(await (await fetchAs(carl, url, copy.file_url)).text()).toBe('again');
      expect(await statusOf(carl, url, files[0]?.file_url)).toBe(404);
    });
  });

  it('go when an edit drops them and when their message is deleted', async () => {
    await onTypedScene(async ({ anna, bert }, url) => {
      const conversation = await begin(anna, 'bert');
      const { files, messageNr } = await sendFiles(anna, conversation, 'm', text('kept'), text('dropped'));
      const [kept, dropped] = files;
      const edited = await anna.call('editConversationMessage', {
        id: conversation,
        args: { message: 'less', message_nr: messageNr, attachments: [String(kept?.file_url)] },
      });
      expect(onlyOf(edited.body.stream, 'message').message).toBe(
        `<msg><p>less</p><file key="${kept?.attachment_id}">kept.txt</file></msg>`,
      );
      const gone = { attachment_id: dropped?.attachment_id, is_deleted: true, deleter_id: accountId('anna') };
      expect(recordsIn(edited.body.stream)).toContainEqual(expect.objectContaining(gone));
      expect(await statusOf(bert, url, dropped?.file_url)).toBe(404);
      expect(await statusOf(bert, url, kept?.file_url)).toBe(200);
      await anna.call('deleteMessageFromConversation', { id: conversation, args: { message_nr: messageNr } });
      expect(await statusOf(bert, url, kept?.file_url)).toBe(404);
    });
  });

  it('of a copied message are new ones, beside the old keys', async () => {
    await onTypedScene(async ({ anna, carl }, url) => {
      const from = await begin(anna, 'bert');
      const to = await begin(anna, 'carl');
      const { files, messageNr } = await sendFiles(anna, from, '', text('copied'));
      const args = { message_nr: messageNr, to_conv_id: to };
      await anna.call('copyMessage', { id: from, args: args as never });
      const state = await carl.call('synchronizeStateForConversation', { id: to, args: { from_message_nr: 1 } });
      const copy = onlyOf(state.body.stream, 'file');
      expect(onlyOf(state.body.stream, 'message').message).toContain(
        `<file key="${files[0]?.attachment_id}" is_deleted="true"/><file key="${copy.attachment_id}">copied.txt</file>`,
      );
      expect(await (await fetchAs(carl, url, copy.file_url)).text()).toBe('copied');
    });
  });
});

describe('who may have a file', () => {
  it('and how much storage that is follows from what each one sees', async () => {
    await onTypedScene(async ({ anna, bert }, url) => {
      const conversation = await begin(anna);
      const flow = await sendFiles(anna, conversation, 'flow', text('1'));
      const pinned = await sendFiles(anna, conversation, 'pin', text('22'));
      await anna.call('storeMessage', { id: conversation, args: { message_nr: pinned.messageNr, tags: ['pin'] } });
      const paths = [flow.files[0]?.file_url, pinned.files[0]?.file_url];
      const seenByBert = async () => [
        ...(await Promise.all(paths.map((path) => statusOf(bert, url, path)))),
        await storageOf(bert),
      ];
      const before = Number(await storageOf(anna));
      expect(before).toBe('1.txt22.txt'.length - 8);
      await anna.call('addMembersToConversation', { id: conversation, args: { emails: email('bert') } });
      expect(await seenByBert()).toEqual([404, 200, 2]);
      await anna.call('discloseConversationHistory', {
        id: conversation,
        args: { emails: email('bert'), message_nr: 1 },
      });
      expect(await seenByBert()).toEqual([200, 200, 3]);
      const later = await sendFiles(anna, conversation, 'later', text('333'));
      expect(await statusOf(bert, url, later.files[0]?.file_url)).toBe(200);
      await bert.call('leaveConversation', { id: conversation });
      const unseen = await sendFiles(anna, conversation, 'unseen', text('4444'));
      expect(await statusOf(bert, url, later.files[0]?.file_url)).toBe(200);
      expect(await statusOf(bert, url, unseen.files[0]?.file_url)).toBe(404);
      expect(await storageOf(anna)).toBe(before + 3 + 4);
    });
  });

  it('loses what it saw through a pin alone when it leaves', async () => {
    await onTypedScene(async ({ anna, bert }, url) => {
      const conversation = await begin(anna);
      const pinned = await sendFiles(anna, conversation, 'pin', text('22'));
      await anna.call('sendMessage', { id: conversation, args: { message: 'so that an add message comes' } });
      await anna.call('storeMessage', { id: conversation, args: { message_nr: pinned.messageNr, tags: ['pin'] } });
      await anna.call('addMembersToConversation', { id: conversation, args: { emails: email('bert') } });
      const path = pinned.files[0]?.file_url;
      const listed = async () => {
        const { body } = await bert.call('synchronizeFilesForConversation', { id: conversation, args: {} as never });
        return recordsIn(body.stream).length;
      };
      expect([await statusOf(bert, url, path), await storageOf(bert), await listed()]).toEqual([200, 2, 1]);
      await bert.call('leaveConversation', { id: conversation });
      expect([await statusOf(bert, url, path), await storageOf(bert), await listed()]).toEqual([404, 0, 0]);
    });
  });

  it('has none of a conversation that it has deleted, until somebody writes', async () => {
    await onTypedScene(async ({ anna, bert }, url) => {
      const conversation = await begin(anna, 'bert');
      const flow = await sendFiles(anna, conversation, 'flow', text('1'));
      const pinned = await sendFiles(anna, conversation, 'pin', text('22'));
      await anna.call('storeMessage', { id: conversation, args: { message_nr: pinned.messageNr, tags: ['pin'] } });
      const seen = async () => [
        await statusOf(bert, url, flow.files[0]?.file_url),
        await statusOf(bert, url, pinned.files[0]?.file_url),
        await storageOf(bert),
      ];
      expect(await seen()).toEqual([200, 200, 3]);
      await bert.call('storeConversationHeaderFields', { id: conversation, args: { is_deleted: true } });
      expect(await seen()).toEqual([404, 404, 0]);
      await anna.call('sendMessage', { id: conversation, args: { message: 'again' } });
      expect(await seen()).toEqual([404, 200, 2]);
    });
  });

  it('does not get a file that came to a message after it left', async () => {
    await onTypedScene(async ({ anna, bert }, url) => {
      const conversation = await begin(anna, 'bert');
      const { messageNr } = await sendFiles(anna, conversation, 'first', text('seen'));
      await bert.call('leaveConversation', { id: conversation });
      const later = await upload(anna, 'late.txt', Buffer.from('late'));
      const args = { message: 'edited', message_nr: messageNr, attachments: [String(later.upload_url)] };
      const edited = await anna.call('editConversationMessage', { id: conversation, args });
      const file = recordsIn(edited.body.stream).find((record) => record.file_name === 'late.txt');
      expect(await statusOf(anna, url, file?.file_url)).toBe(200);
      expect(await statusOf(bert, url, file?.file_url)).toBe(404);
      const listed = await bert.call('synchronizeFilesForConversation', { id: conversation, args: {} as never });
      expect(recordsIn(listed.body.stream).map((record) => record.file_name)).toEqual(['seen.txt']);
    });
  });
});

describe('file/rename', () => {
  it('gives the record and the message another name, for the one who sent it', async () => {
    await onTypedScene(async ({ anna, bert }, url) => {
      const conversation = await begin(anna, 'bert');
      const ear = await earOf(bert);
      const { files } = await sendFiles(anna, conversation, 'm', text('old'));
      const args = { file_id: String(files[0]?.attachment_id), file_name: 'new & better.txt' };
      await anna.call('renameFile', { id: conversation, args });
      const heard = await ear.heard();
      expect(heard.findLast((record) => record.mk_rec_type === 'file')).toEqual({
        ...files[0],
        file_name: 'new & better.txt',
      });
      expect(heard.findLast((record) => record.mk_rec_type === 'message')?.message).toBe(
        `<msg><p>m</p><file key="${files[0]?.attachment_id}">new &amp; better.txt</file></msg>`,
      );
      expect(await statusOf(bert, url, files[0]?.file_url)).toBe(200);
      await expect(bert.call('renameFile', { id: conversation, args })).rejects.toMatchObject({ status: 431 });
      const unknown = { ...args, file_id: 'nothing' };
      await expect(anna.call('renameFile', { id: conversation, args: unknown })).rejects.toMatchObject({ status: 430 });
    });
  });
});

describe('file/upload/external', () => {
  it('fetches a file of the server itself and tells of it', async () => {
    await onTypedScene(async ({ anna, bert }) => {
      const conversation = await begin(anna, 'bert');
      const { files } = await sendFiles(anna, conversation, 'm', { name: 'c.png', bytes: demoFile('chart-range.png') });
      const ear = await earOf(bert);
      const { body } = await bert.call('uploadExternalFile', {
        args: { file_url: String(files[0]?.file_url), file_name: 'mine.png', conversation_id: conversation },
      });
      expect(await ear.until({ mk_rec_type: 'upload', status: 'pending' })).toMatchObject({
        request_id: body.request_id,
        conversation_id: conversation,
        name: 'mine.png',
      });
      const done = await ear.until({ mk_rec_type: 'upload', status: 'success' });
      expect(done).toEqual({
        mk_rec_type: 'upload',
        status: 'success',
        error: '',
        conversation_id: conversation,
        name: 'mine.png',
        size: files[0]?.file_size,
        file_type: 'image/png',
        file_sha256: files[0]?.file_sha256,
        width: files[0]?.width,
        height: files[0]?.height,
        is_animated: false,
        upload_url: expect.any(String),
      });
      const args = { message: '', attachments: [String(done.upload_url)] };
      const sent = await bert.call('sendMessage', { id: conversation, args });
      expect(onlyOf(sent.body.stream, 'file')).toMatchObject({ file_name: 'mine.png' });
    });
  });

  it('fetches from other servers of this machine, and from nowhere else', async () => {
    const other = createServer((request, response) => {
      response.statusCode = request.url === '/there' ? 200 : 404;
      response.end('from there');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', () => resolve()));
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : 0;
    try {
      await onTypedScene(async ({ anna }) => {
        const conversation_id = await begin(anna);
        const outcome = async (file_url: string) => {
          const ear = await earOf(anna);
          const { body } = await anna.call('uploadExternalFile', { args: { file_url, conversation_id } });
          await ear.until({ mk_rec_type: 'upload', status: 'pending', request_id: body.request_id });
          return ear.until({ mk_rec_type: 'upload' });
        };
        const there = await outcome(`http://127.0.0.1:${port}/there`);
        expect(there).toMatchObject({ status: 'success', name: 'there', size: 10 });
        for (const wrong of [
          `http://127.0.0.1:${port}/gone`,
          'http://192.0.2.1/x',
          'ftp://127.0.0.1/x',
          '/file/none',
        ]) {
          expect(await outcome(wrong)).toMatchObject({ status: 'failure', error: expect.stringMatching(/./) });
        }
      });
    } finally {
      other.close();
    }
  });

  it('is for conversations of one’s own', async () => {
    await onTypedScene(async ({ anna, carl }) => {
      const conversation_id = await begin(anna, 'bert');
      const args = { file_url: '/file/x', conversation_id };
      await expect(carl.call('uploadExternalFile', { args })).rejects.toMatchObject({ status: 430 });
    });
  });
});
