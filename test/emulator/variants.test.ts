// The variants of the practice server: each changes answers as it says, several can be on at once, and an archive that `sync` makes
// against any of them holds the same as without it.
import { describe, expect, it } from 'vitest';
import { emulatorCommand } from '../../src/commands/emulator.js';
import { startEmulator, VARIANTS, type Variant, worldFromRecords } from '../../src/emulator/index.js';
import { canonicalArchive, readTables } from '../conformance/archive.js';
import { type Canonical, compare, tableOf } from '../conformance/canonical.js';
import { randomWorld } from '../conformance/random-world.js';
import { truthOf } from '../conformance/truth.js';
import { temporaryFolder } from '../support/folder.js';
import { chooseSeed, randomFrom } from '../support/random.js';
import { serve, syncHere } from '../support/sync.js';
import { archivist, file, message, plain, smallWorld, withWorld } from './small-world.js';
import { asRecord, type Client, type Json, recordsIn, signIn } from './walk.js';

const edited = [
  ...smallWorld,
  message(plain, 50, { message: '<msg><p>first</p></msg>' }),
  file(plain, 50, 'with.txt', { text: 'x' }),
  message(plain, 50, { flow_message_nr: 51, message: '<msg><p>second</p></msg>', edit_account_id: archivist }),
];

const withVariants = <T>(variants: readonly Variant[], use: (client: Client) => Promise<T>): Promise<T> =>
  withWorld(async (url) => use(await signIn(url)), { records: edited, variants });

const syncOf = (client: Client, method: string, body: Json): Promise<Json> =>
  client.call(`conversation/${method}/${plain}`, body);

/** The records of message 50 and of its file. */
async function fifty(variants: readonly Variant[]): Promise<Json[]> {
  const { stream } = await withVariants(variants, (client) => syncOf(client, 'sync', { from_message_nr: 49 }));
  return recordsIn(stream).filter((record) => record.message_nr === 50);
}

const numbersOf = (answer: Json): unknown[] =>
  recordsIn(answer.stream).flatMap((record) => (record.mk_rec_type === 'message' ? [record.message_nr] : []));

describe('a variant', () => {
  it('textV2 has files inside of messages and nowhere else', async () => {
    const [only, ...others] = await fifty(['textV2']);
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      mk_message_type: 'textV2',
      flow_message_nr: 51,
      account_id: message(plain, 50).account_id,
    });
    expect(JSON.parse(String(only?.message))).toMatchObject({
      message: '<msg><p>second</p></msg>',
      is_url_preview_disabled: false,
      attachments: [{ mk_rec_type: 'file', attachment_id: 'att-with.txt', message_nr: '50' }],
    });
    const deleted = await withVariants(['textV2'], (client) =>
      syncOf(client, 'sync_backward', { from_message_nr: 11 }),
    );
    expect(recordsIn(deleted.stream).find((record) => record.message_nr === 10)).toMatchObject({
      mk_message_type: 'textV2',
      message: '',
    });
    const files = await withVariants(['textV2'], (client) => syncOf(client, 'sync_files', {}));
    expect(recordsIn(files.stream).map((record) => record.mk_rec_type)).not.toContain('file');
    expect(numbersOf(files)[0]).toBe(50);
  });

  it('inclusive-cursor repeats the message of from_message_nr', async () => {
    const from = async (variants: readonly Variant[]) =>
      numbersOf(await withVariants(variants, (client) => syncOf(client, 'sync_backward', { from_message_nr: 24 })));
    expect((await from([])).at(-1)).toBe(23);
    expect((await from(['inclusive-cursor'])).at(-1)).toBe(24);
  });

  it('revision-records has what a message was before, with the event that replaced it', async () => {
    const [before, after] = await fifty(['revision-records']);
    expect(before).toMatchObject({
      message: '<msg><p>first</p></msg>',
      revision_message_nr: 51,
      profile_id: archivist,
    });
    expect(Object.keys(before ?? {})).not.toContain('flow_message_nr');
    expect(after).toMatchObject({ message: '<msg><p>second</p></msg>', flow_message_nr: 51 });
    expect(Object.keys(after ?? {})).not.toContain('revision_message_nr');
  });

  it('revision-records has the versions of messages that were edited while it ran', async () => {
    const stream = await withVariants(['revision-records'], async (client) => {
      const { result_message_nr: message_nr } = await client.call(`message/send/${plain}`, { message: 'one' });
      for (const text of ['two', 'three']) {
        await client.call(`message/edit/${plain}`, { message_nr, message: text, attachments: [] });
      }
      return recordsIn((await syncOf(client, 'sync', { from_message_nr: 53 })).stream);
    });
    const texts = stream.map((record) => [record.message, record.flow_message_nr, record.revision_message_nr]);
    expect(texts).toEqual([
      ['<msg><p>one</p></msg>', undefined, 54],
      ['<msg><p>two</p></msg>', 53, 54],
      ['<msg><p>three</p></msg>', 54, undefined],
    ]);
  });

  it('no-prev-number leaves out prev_message_nr', async () => {
    const has = async (variants: readonly Variant[]) =>
      (await fifty(variants)).filter((record) => 'prev_message_nr' in record).length;
    expect([await has([]), await has(['no-prev-number'])]).toEqual([1, 0]);
  });

  it('api-v4 has is_edit and the attachments beside the markup', async () => {
    const [record, separate] = await fifty(['api-v4']);
    expect(record).toMatchObject({ mk_message_type: 'text', is_edit: true, message: '<msg><p>second</p></msg>' });
    expect(recordsIn(record?.attachments)).toEqual([separate]);
  });

  it('small-batches and large-batches say how many numbers an answer has', async () => {
    const count = async (variants: readonly Variant[]) => {
      return withVariants(variants, async (client) => {
        const forward = asRecord((await syncOf(client, 'sync', { from_message_nr: 0 })).header);
        const backward = asRecord((await syncOf(client, 'sync_backward', { from_message_nr: 45 })).header);
        return [forward.fw_message_nr, backward.bw_message_nr];
      });
    };
    expect(await count([])).toEqual([10, 15]);
    expect(await count(['small-batches'])).toEqual([2, 42]);
    expect(await count(['large-batches'])).toEqual([51, 1]);
  });

  it('ticket-rotation gives new tickets from time to time', async () => {
    await withVariants(['ticket-rotation'], async (client) => {
      const tickets: unknown[] = [];
      for (let calls = 0; calls < 12; calls += 1) tickets.push((await client.call('account/sync')).ticket);
      expect(tickets.filter((ticket) => ticket !== undefined).length).toBe(1);
    });
  });

  it('resync asks to start over now and then, in polls and in the flow, and lets a client come to the end', async () => {
    await withVariants(['resync'], async (client) => {
      const horizons: number[] = [];
      let horizon = 0;
      for (let polls = 0; polls < 12; polls += 1) {
        horizon = Number((await client.call('account/poll', { event_horizon: horizon, wait: false })).event_horizon);
        horizons.push(horizon);
      }
      expect(horizons.filter((value) => value === 0).length).toBeGreaterThan(0);
      expect(horizons.filter((value) => value > 0).length).toBeGreaterThan(5);
      const headers: Json[] = [];
      for (let from = 0; from < 51; from += 10) {
        headers.push(asRecord((await syncOf(client, 'sync', { from_message_nr: from })).header));
      }
      const anew = headers.filter((header) => header.is_init === true);
      expect(anew.map(({ bw_message_nr, fw_message_nr }) => [bw_message_nr, fw_message_nr])).toEqual([
        [1, 10],
        [42, 51],
      ]);
      expect(headers.map((header) => header.fw_message_nr)).toEqual([10, 20, 30, 40, 50, 51]);
    });
  });
});

describe('--variant', () => {
  const run = (variant: readonly string[]) =>
    emulatorCommand(
      { synthetic: 'messages=5,conversations=1,seed=1', variant, signal: AbortSignal.abort() },
      { write: () => {} },
    );

  it('takes several names, and names the nearest one to a name that it does not know', async () => {
    await run(['textV2', 'resync']);
    await run([]);
    await expect(run(['textV3'])).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('There is no variant "textV3" (did you mean "textV2"?)'),
    });
    await expect(run(['small-batches', 'large-batches'])).rejects.toMatchObject({ exitCode: 2 });
  });

  it('and a number of its own for batches exclude each other', async () => {
    const options = { world: worldFromRecords([]), batch: 7, variants: ['small-batches'] } as const;
    await expect(startEmulator(options)).rejects.toMatchObject({ exitCode: 2 });
  });
});

/** What a variant says differently of messages. */
const CHANGED: Readonly<Partial<Record<Variant, readonly string[]>>> = {
  textV2: ['message', 'mk_message_type'],
  'no-prev-number': ['prev_message_nr'],
};

/** The truth but for the columns of messages that the variants do not give as the world has them. */
function withoutChanged(truth: Canonical, variants: readonly Variant[]): Canonical {
  const columns = new Set(variants.flatMap((variant) => CHANGED[variant] ?? []));
  const rows = [...(truth.messages ?? [])].map(([key, row]) => {
    return [key, Object.fromEntries(Object.entries(row).filter(([column]) => !columns.has(column)))] as const;
  });
  return { ...truth, messages: tableOf(rows) };
}

const all = VARIANTS.filter((variant) => variant !== 'large-batches');
/** Where a second sync meets more than the first: without a variant, and where the service asks to start over. */
const runsOf = (variants: readonly Variant[]): readonly string[] =>
  variants.length === 0 || variants.includes('resync') ? ['once', 'again'] : ['once'];
const cases: (readonly Variant[])[] = [[], ...VARIANTS.map((variant) => [variant]), all];
const seed = chooseSeed();

describe(`an archive (SEED=${seed})`, () => {
  it.each(cases.map((variants) => ({ variants, name: variants.join(' + ') || 'no variant' })))(
    'made against $name holds the same',
    async ({ variants }) => {
      const lines = randomWorld(randomFrom(seed));
      await using folder = await temporaryFolder();
      await using emulator = await serve({ world: worldFromRecords(lines), variants });
      for (const name of runsOf(variants)) {
        const { totals } = await syncHere(emulator.url, folder.at('archive'));
        expect(totals.open_gaps, name).toBe(0);
        const archive = await canonicalArchive(folder.at('archive'));
        expect(compare(withoutChanged(truthOf(lines), variants), archive), name).toEqual({
          missing: [],
          extra: [],
          different: [],
        });
      }
    },
  );

  it('made against revision-records has what messages were before, which no other one can have', async () => {
    const versionsAgainst = async (variants: readonly Variant[]) => {
      await using folder = await temporaryFolder();
      await using emulator = await serve({ world: worldFromRecords(edited), variants });
      await syncHere(emulator.url, folder.at('archive'));
      const versions = (await readTables(folder.at('archive'))).get('message_versions') ?? [];
      return versions.filter((row) => row.conversation_id === plain && row.message_nr === 50).map((row) => row.text);
    };
    expect(await versionsAgainst([])).toEqual(['second']);
    expect((await versionsAgainst(['revision-records'])).toSorted()).toEqual(['first', 'second']);
  });
});
