// emulator/live: how much of its quota an account uses: every file that it can have, once for each message that has it
// (fleep-wire.md 1.5, 3.8).
// Invariant: counted anew when a conversation has changed, and only then.
import { overQuota, tooLarge } from '../../api-error.js';
import { numberOf, parseRecord } from '../../fields.js';
import { viewOf } from '../../view.js';
import { quotaBytes } from '../accounts/profiles.js';
import type { LiveConversation } from '../conversations/conversation.js';
import type { LiveWorld } from '../world.js';
import { seesFilesOf } from './fetch-rights.js';

/** Bytes; undefined while nothing has happened to what the account came with, of which its world says what there is to say. */
export function findStorageUsed(world: LiveWorld, accountId: string): number | undefined {
  const conversations = world.conversationsOf(accountId);
  if (world.accounts.isOfWorld(accountId) && !conversations.some(({ hasMoved }) => hasMoved)) return undefined;
  return conversations.reduce((sum, conversation) => sum + bytesIn(conversation, accountId), 0);
}

/** Bytes that an account may still send. What it has sent and not yet attached counts as well. */
export function roomFor(world: LiveWorld, accountId: string): number {
  const contact = world.accounts.fieldsOf(accountId);
  const quota = numberOf(contact, 'storage_quota_bytes') ?? quotaBytes(contact.is_premium === true);
  const used = findStorageUsed(world, accountId) ?? numberOf(contact, 'storage_used_bytes') ?? 0;
  return quota - used - world.uploads.waitingBytesOf(accountId);
}

/** The most that a file may have (fleep-wire.md 1.5). */
const MOST_BYTES = 1_073_741_824;

/** Counts what comes, and stops it where there is no room. Throws ApiError 413 above the most of a file, 507 above the quota. */
export class Room {
  readonly #quota: number;
  #bytes = 0;

  constructor(quota: number) {
    this.#quota = quota;
  }

  require(bytes: number): void {
    if (bytes > MOST_BYTES) throw tooLarge();
    if (bytes > this.#quota) throw overQuota();
  }

  async *limited(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.#bytes += chunk.length;
      this.require(this.#bytes);
      yield chunk;
    }
  }
}

interface Counted {
  readonly revision: number;
  readonly bytes: number;
}

const counts = new WeakMap<LiveConversation, Map<string, Counted>>();

function bytesIn(conversation: LiveConversation, accountId: string): number {
  const ofAccounts = counts.get(conversation) ?? new Map<string, Counted>();
  counts.set(conversation, ofAccounts);
  const known = ofAccounts.get(accountId);
  if (known?.revision === conversation.revision) return known.bytes;
  const bytes = countBytes(conversation, accountId);
  ofAccounts.set(accountId, { revision: conversation.revision, bytes });
  return bytes;
}

function countBytes(conversation: LiveConversation, accountId: string): number {
  const view = viewOf(conversation, accountId);
  const numbers = [0, ...conversation.fileNumbers()].filter((number) => seesFilesOf(view, number));
  const attachments = numbers.flatMap((number) => conversation.attachmentsIn(number, number, view.asOf));
  const files = attachments.filter(({ isFile }) => isFile).map(({ text }) => parseRecord(text));
  const kept = files.filter(({ is_deleted }) => is_deleted !== true);
  return kept.reduce((sum, file) => sum + (numberOf(file, 'file_size') ?? 0), 0);
}
