// Avatars of accounts and organisations on the practice server (fleep-wire.md 4.4, 6, 9.13).
import { readFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import type { FleepClient } from '../../src/fleep/client.js';
import type { OrganisationId } from '../../src/fleep/ids.js';
import { bytesOf, earOf, fetchAs, onlyOf } from './hearing.js';
import { accountId, onTypedScene } from './scene.js';
import { asRecord, recordsIn } from './walk.js';

const demoFile = (name: string) => readFileSync(new URL(`../../demo-world/files/${name}`, import.meta.url));
const picture = { name: 'me.jpg', bytes: demoFile('boxes-shelf.jpg') };
const other = { name: 'me.png', bytes: demoFile('avatars/chen-100.png') };

const urlsOf = (value: unknown): Record<string, unknown> => asRecord(JSON.parse(String(value)));

async function annaSeenBy(client: FleepClient) {
  const { body } = await client.call('synchronizeContact', { args: { contact_id: accountId('anna') } });
  return body.avatar_urls;
}

describe('avatar/upload', () => {
  it('gives the account a picture in several sizes, which everybody who knows it hears of and can fetch', async () => {
    await onTypedScene(async ({ anna, bert }, url) => {
      const ear = await earOf(bert);
      const { body } = await anna.call('uploadAvatar', { files: [picture] });
      expect(recordsIn(body.files)).toMatchObject([{ name: 'me.jpg', size: picture.bytes.length }]);
      const own = onlyOf(body.stream, 'contact');
      const heard = await ear.until({ mk_rec_type: 'contact', account_id: accountId('anna') });
      expect(heard.avatar_urls).toBe(own.avatar_urls);
      const urls = urlsOf(own.avatar_urls);
      expect(Object.keys(urls).slice(0, 3)).toEqual(['size_50', 'size_100', 'size_200']);
      for (const [name, path] of Object.entries(urls)) {
        expect(path).toMatch(/^\/avatar\/[\w-]{22}\/[\w-]{22}\/thumb\d+$/);
        const response = await fetchAs(bert, url, path);
        expect(response.headers.get('content-type')).toBe('image/png');
        const { width, height } = PNG.sync.read(await bytesOf(response));
        expect(Math.max(width, height)).toBe(Number(name.slice('size_'.length)));
      }
      expect((await fetch(url + String(urls.size_50))).status).toBe(401);
    });
  });

  it('is had below /api/ too, by GET and by the POST of the python client', async () => {
    await onTypedScene(async ({ anna, bert }, url) => {
      const { body } = await anna.call('uploadAvatar', { files: [picture] });
      const path = String(urlsOf(onlyOf(body.stream, 'contact').avatar_urls).size_50);
      const plain = await bytesOf(await fetchAs(bert, url, path));
      expect(await bytesOf(await fetchAs(bert, url, `/api${path}`))).toEqual(plain);
      const headers = { ...bert.session.cookie, 'content-type': 'application/json' };
      const posted = await fetch(`${url}/api${path}`, { method: 'POST', headers, body: '{}' });
      expect([posted.status, await bytesOf(posted)]).toEqual([200, plain]);
    });
  });

  it('takes the first file of a form, replaces the picture before, and refuses what is none', async () => {
    await onTypedScene(async ({ anna, bert }, url) => {
      const first = await anna.call('uploadAvatar', { files: [picture] });
      const before = onlyOf(first.body.stream, 'contact').avatar_urls;
      await anna.call('uploadAvatar', { files: [other, picture] });
      const after = await annaSeenBy(bert);
      expect(after).not.toBe(before);
      expect((await fetchAs(bert, url, urlsOf(before).size_50)).status).toBe(404);
      const { width } = PNG.sync.read(await bytesOf(await fetchAs(bert, url, urlsOf(after).size_100)));
      expect(width).toBe(100);
      const text = { name: 'me.txt', bytes: Buffer.from('text') };
      await expect(anna.call('uploadAvatar', { files: [text] })).rejects.toMatchObject({ status: 400 });
      expect(await annaSeenBy(bert)).toBe(after);
      await anna.call('uploadAvatar', { files: [picture] });
      expect((await fetchAs(bert, url, urlsOf(before).size_50)).status).toBe(200);
    });
  });
});

describe('avatar/delete', () => {
  it('leaves an empty list of addresses and nothing behind the old ones', async () => {
    await onTypedScene(async ({ anna, bert }, url) => {
      const uploaded = await anna.call('uploadAvatar', { files: [picture] });
      const before = urlsOf(onlyOf(uploaded.body.stream, 'contact').avatar_urls);
      const ear = await earOf(bert);
      const { body } = await anna.call('deleteCurrentAvatar');
      expect(onlyOf(body.stream, 'contact').avatar_urls).toBe('{}');
      const heard = await ear.until({ mk_rec_type: 'contact', account_id: accountId('anna') });
      expect(heard.avatar_urls).toBe('{}');
      expect((await fetchAs(anna, url, before.size_50)).status).toBe(404);
    });
  });
});

describe('business/avatar/upload and business/delete_avatar', () => {
  async function found(client: FleepClient): Promise<OrganisationId> {
    const { body } = await client.call('createOrganisation', { args: { organisation_name: 'works' } });
    return String(onlyOf(body.stream, 'org_header').organisation_id) as OrganisationId;
  }

  it('change the picture of an organisation for all of its members, and only admins may', async () => {
    await onTypedScene(async ({ anna, carl }, url) => {
      const organisation = await found(anna);
      const ear = await earOf(anna);
      const { body } = await anna.call('uploadOrganisationAvatar', { id: organisation, files: [picture] });
      const { avatar_urls } = onlyOf(body.stream, 'org_header');
      expect((await ear.until({ mk_rec_type: 'org_header' })).avatar_urls).toBe(avatar_urls);
      expect((await fetchAs(anna, url, urlsOf(avatar_urls).size_50)).status).toBe(200);
      await expect(carl.call('uploadOrganisationAvatar', { id: organisation, files: [picture] })).rejects.toMatchObject(
        { status: 403 },
      );
      await expect(carl.call('deleteOrganisationAvatar', { id: organisation })).rejects.toMatchObject({ status: 403 });
      const deleted = await anna.call('deleteOrganisationAvatar', { id: organisation });
      expect(onlyOf(deleted.body.stream, 'org_header').avatar_urls).toBe('{}');
      expect((await fetchAs(anna, url, urlsOf(avatar_urls).size_50)).status).toBe(404);
      const synced = await anna.call('synchronizeOrganisation', { id: organisation });
      expect(onlyOf(synced.body.stream, 'org_header').avatar_urls).toBe('{}');
    });
  });

  it('without an id are those of the organisation that the caller is in', async () => {
    await onTypedScene(async ({ anna, carl }, url) => {
      const organisation = await found(anna);
      const put = (client: FleepClient) =>
        fetch(`${url}/api/business/avatar/upload?ticket=${client.session.ticket}`, {
          method: 'PUT',
          headers: client.session.cookie,
          body: picture.bytes,
        });
      const answer = asRecord(await (await put(anna)).json());
      expect(onlyOf(answer.stream, 'org_header')).toMatchObject({ organisation_id: organisation });
      expect(urlsOf(onlyOf(answer.stream, 'org_header').avatar_urls).size_50).toMatch(/^\/avatar\//);
      expect((await put(carl)).status).toBe(430);
    });
  });
});
