// commands: emulator – the practice server, until SIGTERM or SIGINT.
import { demoWorldRecords } from '../emulator/demo/index.js';
import {
  loadWorldFile,
  replayArchive,
  startEmulator,
  syntheticWorld,
  VARIANTS,
  type Variant,
  type WorldSource,
  worldFromRecords,
} from '../emulator/index.js';
import { openArchive } from '../journal/archive-folder.js';
import { usageError } from '../lib/errors.js';
import { didYouMean } from '../report/nearest.js';
import type { Output } from './output.js';

export interface EmulatorCommandOptions {
  readonly world?: string | undefined;
  /** `messages=N,conversations=N,seed=N` */
  readonly synthetic?: string | undefined;
  readonly demo?: boolean | undefined;
  /** Folder of an archive. */
  readonly archive?: string | undefined;
  readonly port?: number | undefined;
  readonly batch?: number | undefined;
  /** Seconds. */
  readonly pollTimeout?: number | undefined;
  /** Whether the paths of control are there. */
  readonly control?: boolean | undefined;
  /** Names of variants. */
  readonly variant?: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

/** Prints one JSON line {"url": …} when it listens; resolves when the signal is aborted and the server is closed. */
export async function emulatorCommand(options: EmulatorCommandOptions, out: Output = process.stdout): Promise<void> {
  const emulator = await startEmulator({
    world: await chooseWorld(options),
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.batch === undefined ? {} : { batch: options.batch }),
    ...(options.pollTimeout === undefined ? {} : { pollTimeoutMs: options.pollTimeout * 1000 }),
    ...(options.control === undefined ? {} : { control: options.control }),
    variants: (options.variant ?? []).map(getVariant),
  });
  out.write(`${JSON.stringify({ url: emulator.url })}\n`);
  await aborted(options.signal);
  await emulator.close();
}

function getVariant(name: string): Variant {
  const variant = VARIANTS.find((known) => known === name);
  if (variant !== undefined) return variant;
  throw usageError(`There is no variant "${name}"${didYouMean(name, VARIANTS)}: they are ${VARIANTS.join(', ')}.`);
}

async function chooseWorld({ world, synthetic, demo, archive }: EmulatorCommandOptions): Promise<WorldSource> {
  const chosen = [world, synthetic, demo || undefined, archive].filter((choice) => choice !== undefined);
  if (chosen.length !== 1) {
    throw usageError(
      'Name one world: --world FILE, --synthetic messages=N,conversations=N,seed=N, --archive DIR, or --demo.',
    );
  }
  if (world !== undefined) return loadWorldFile(world);
  if (archive !== undefined) return replayArchive(await openArchive(archive));
  return synthetic === undefined ? worldFromRecords(demoWorldRecords()) : syntheticWorld(parseSize(synthetic));
}

const FIELDS = ['messages', 'conversations', 'seed'] as const;

/** `messages=200000,conversations=500,seed=1` → numbers. The seed may be left out. */
function parseSize(text: string): { messages: number; conversations: number; seed: number } {
  const size = { messages: 0, conversations: 0, seed: 1 };
  for (const part of text.split(',')) {
    const [name, value] = part.split('=');
    const field = FIELDS.find((known) => known === name);
    if (field === undefined || value === undefined || !/^\d+$/.test(value)) {
      throw usageError(`--synthetic ${text}: write messages=N,conversations=N,seed=N with whole numbers.`);
    }
    size[field] = Number(value);
  }
  if (size.messages < 1 || size.conversations < 1 || size.messages < size.conversations) {
    throw usageError(`--synthetic ${text}: there must be at least one conversation, and a message for each.`);
  }
  return size;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
