// docs/emulator.md cannot rot: its schedule, its commands and its tables are tried on a server.
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { control } from '../emulator/controlling.js';
import { onScene } from '../emulator/scene.js';
import { asRecord } from '../emulator/walk.js';

let text: string;
beforeAll(async () => {
  text = await readFile(new URL('../../docs/emulator.md', import.meta.url), 'utf8');
});

describe('docs/emulator.md', () => {
  it('names paths that are there', async () => {
    const names = [...text.matchAll(/`((?:GET|POST)) \/_emulator\/([a-z]+)`/g)].map(
      ([, verb, name]) => `${verb} ${name}`,
    );
    expect(names.length).toBeGreaterThan(7);
    await onScene(async ({ url }) => {
      for (const name of new Set(names)) {
        const response = await fetch(`${url}/_emulator/${name.split(' ')[1]}`, { method: name.split(' ')[0] ?? '' });
        await response.text();
        expect([name, [404, 405].includes(response.status)]).toEqual([name, false]);
      }
    });
  });

  it('has a schedule of faults that is taken', async () => {
    const schedule = asRecord(JSON.parse(/```json\n(.*?)```/s.exec(text)?.[1] ?? ''));
    await onScene(async ({ url }) => {
      expect((await control(url, 'POST faults', schedule)).status).toBe(200);
    });
  });

  it('has each kind of fault', async () => {
    const kinds = [...text.matchAll(/^\| `([a-z_]+)` \| (?:the|nothing) /gm)].map(([, kind]) => kind);
    expect(kinds).toHaveLength(6);
    await onScene(async ({ url }) => {
      for (const kind of kinds) {
        const rules = [{ kind, nth: 1000, ...(kind === 'status' ? { status: 500 } : {}) }];
        expect([kind, (await control(url, 'POST faults', { schedule: { rules } })).status]).toEqual([kind, 200]);
      }
    });
  });

  it('has commands that do what they are there for', async () => {
    const commands = [...text.matchAll(/^curl -s '?http:\/\/[^/]+(\/_emulator\/[^ '\n]+)'?(?: -d '([^']*)')?$/gm)];
    expect(commands).toHaveLength(3);
    await onScene(async ({ url }) => {
      for (const [command, path, body] of commands) {
        const response = await fetch(url + path, body === undefined ? {} : { method: 'POST', body });
        expect([command, response.status]).toEqual([command, 200]);
      }
    });
  });
});
