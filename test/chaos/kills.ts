// chaos: processes that are killed with SIGKILL at random moments of a stretch of their run, and what the kills struck.
// Invariant: a kill counts only when the process was alive; a loop whose kills came too late fails.
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect } from 'vitest';
import type { CliResult, RunningCli } from '../support/cli.js';
import { temporaryFolder } from '../support/folder.js';
import type { Random } from '../support/random.js';
import { turnsOf } from './runs.js';

export type StoreKind = 'duckdb' | 'parquet';

export interface Victim {
  readonly start: (archive: string, store: StoreKind) => RunningCli;
  /** Whether the stretch in which it is to be killed has begun; without this the stretch is the whole of the run. */
  readonly hasBegun?: (archive: string, store: StoreKind, pid: number | undefined) => boolean;
  /** Whether that stretch is over; without this it ends with the run. */
  readonly hasPassed?: (archive: string) => boolean;
  /** In a word or two, what a process that was killed had been doing, from what it left on disk. */
  readonly phaseOf: (archive: string, store: StoreKind) => string | Promise<string>;
}

export interface Turn {
  /** Of the stretch, at which the first kill comes. */
  readonly share: number;
  readonly store: StoreKind;
  readonly times: 'once' | 'twice';
}

/** One turn in sixteen more is killed again while it recovers. */
export function turnsFor(inTests: number, random: Random, stores: readonly StoreKind[]): Turn[] {
  const singles = turnsOf(inTests);
  const spread = (count: number, times: Turn['times']) =>
    Array.from({ length: count }, (_unused, index) => ({
      share: (index + random.next()) / count,
      store: stores[index % stores.length] ?? 'duckdb',
      times,
    }));
  return [...spread(singles, 'once'), ...spread(Math.ceil(singles / 16), 'twice')];
}

export class Kills {
  readonly #victim: Victim;
  readonly #random: Random;
  /** How long the stretch takes. */
  readonly #stretchMs = new Map<StoreKind, number>();
  /** Phases of those that were struck alive, and `ended` for the others. */
  readonly struck = new Map<string, number>();

  constructor(victim: Victim, random: Random) {
    this.#victim = victim;
    this.#random = random;
  }

  /** Runs to the end, and measures it. */
  async undisturbed(archive: string, store: StoreKind): Promise<CliResult> {
    const run = this.#victim.start(archive, store);
    const { hasBegun = () => true, hasPassed = () => false } = this.#victim;
    await until(() => hasBegun(archive, store, run.child.pid), run);
    const began = performance.now();
    await until(() => hasPassed(archive), run);
    this.#stretchMs.set(store, performance.now() - began);
    return await run.ended;
  }

  async kill(archive: string, { share, store, times }: Turn): Promise<void> {
    await this.#killAt(archive, store, share);
    if (times === 'twice') await this.#killAt(archive, store, this.#random.next());
  }

  async #killAt(archive: string, store: StoreKind, share: number): Promise<void> {
    const run = this.#victim.start(archive, store);
    const { child, ended } = run;
    const { hasBegun = () => true } = this.#victim;
    const stretchMs = this.#stretchMs.get(store);
    if (stretchMs === undefined) throw new Error(`Nothing was measured for ${store}.`);
    await until(() => hasBegun(archive, store, child.pid), run);
    await Promise.race([delay(share * stretchMs), ended]);
    child.kill('SIGKILL');
    const { signal } = await ended;
    const isAlive = signal === 'SIGKILL';
    // Too late: the machine is less busy than when it was measured.
    if (!isAlive) this.#stretchMs.set(store, stretchMs * 0.9);
    count(this.struck, isAlive ? await this.#victim.phaseOf(archive, store) : 'ended');
  }
}

/** Waits until something is so, or the process has ended. */
async function until(isSo: () => boolean, { ended }: RunningCli): Promise<void> {
  let isOver = false;
  const noted = ended.then(() => {
    isOver = true;
  });
  while (!isOver && !isSo()) await Promise.race([delay(1), noted]);
}

export function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** So many kills cannot all fall into one phase by chance. */
const MANY = 20;

/** Fails unless a kill struck a living process, of many most, and those in more than one phase; says where they struck. */
export function expectStruck(what: string, struck: ReadonlyMap<string, number>): void {
  const found = [...struck].sort(([a], [b]) => a.localeCompare(b));
  const text = `${what}: ${found.map(([phase, times]) => `${phase} ${times}`).join(', ')}`;
  process.stdout.write(`${text}\n`);
  const all = found.reduce((sum, [, times]) => sum + times, 0);
  const alive = all - (struck.get('ended') ?? 0);
  // On a machine that others use a load takes longer one time than the next, and of a few kills most may come too late.
  expect(alive, text).toBeGreaterThanOrEqual(all >= MANY ? all / 2 : 1);
  if (all >= MANY) expect(found.filter(([phase]) => phase !== 'ended').length, text).toBeGreaterThan(1);
}

/** What is in parquet/ and not in its manifest. */
export function strayParquet(archive: string): string[] {
  const folder = join(archive, 'parquet');
  if (!existsSync(folder)) return [];
  const { tables }: { tables: Record<string, { path: string }[]> } = JSON.parse(
    readFileSync(join(folder, 'manifest.json'), 'utf8'),
  );
  const listed = new Set([...Object.values(tables).flatMap((files) => files.map(({ path }) => path)), 'manifest.json']);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !listed.has(path));
}

/** The call of the last page that the journal acknowledged, without the ids in it; undefined without a page. */
export function lastCall(archive: string): string | undefined {
  const folder = join(archive, 'journal');
  const name = existsSync(folder) ? readdirSync(folder).sort().at(-1) : undefined;
  if (name === undefined) return undefined;
  const lines = readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1);
  const commit = lines.findLast((line) => line.startsWith('{"commit":'));
  return commit === undefined ? undefined : String(JSON.parse(commit).commit.call).split('/', 2).join('/');
}

const databaseOf = (archive: string, store: StoreKind): string =>
  join(archive, store === 'duckdb' ? 'archive.duckdb' : 'parquet/scratch.duckdb');

/** Whether a process has the archive open, tables and all. */
export function hasTables(archive: string, store: StoreKind, pid: number | undefined): boolean {
  const lock = join(archive, 'lock');
  return existsSync(databaseOf(archive, store)) && existsSync(lock) && readFileSync(lock, 'utf8').includes(`:${pid},`);
}

/** How far a load came, by the tables as a reader would find them: in a copy, since opening a database changes it. */
export async function loadPhase(archive: string, store: StoreKind): Promise<string> {
  if (existsSync(join(archive, 'parquet', 'manifest.json'))) return 'published';
  const names = readdirSync(archive, { recursive: true }).map(String);
  if (names.some((name) => name.endsWith('.parquet'))) return 'writing files';
  await using folder = await temporaryFolder();
  const path = databaseOf(archive, store);
  for (const end of ['', '.wal']) if (existsSync(path + end)) copyFileSync(path + end, folder.at(`copy${end}`));
  const instance = await DuckDBInstance.create(folder.at('copy'));
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll('SELECT page_nr > 0 AS is_loaded FROM load_position');
    return reader.getRowObjectsJS()[0]?.is_loaded === true ? 'loaded' : 'loading';
  } catch {
    return 'making tables';
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
