// emulator/live: the service's own export of a history (fleep-wire.md 7): a job that writes one JSON file, a conversation at a time.
// Invariant: the file has what the account sees and nothing else, messages in the V2 shape; progress and files are the account's own to
// know, as texts and as JSON inside of texts.
import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { shortId } from '../../../fleep/ids.js';
import { refused } from '../../api-error.js';
import { parseRecord, textOf, type WireRecord } from '../../fields.js';
import { lastingHeader } from '../../headers.js';
import { asV2 } from '../../v2-messages.js';
import { idsIn, sees, type View, viewOf } from '../../view.js';
import { changeContact } from '../accounts/contacts.js';
import type { Changes } from '../changes.js';
import type { LiveConversation } from '../conversations/conversation.js';
import type { Job } from '../jobs.js';
import type { LiveWorld } from '../world.js';
import type { StoredFile } from './file-store.js';

/** What is exported, and for whom. */
export interface Export {
  readonly world: LiveWorld;
  readonly accountId: string;
  /** One conversation, or all of them. */
  readonly conversation: LiveConversation | undefined;
}

const NUMBERS_AT_A_TIME = 500;
const NAME = 'history_all.json';

const running = new WeakMap<LiveWorld, Set<string>>();

/** Records tell the account how it goes on, and a mail that it is done. Throws ApiError 431 while the same export is under way. */
export function startExport(wanted: Export, changes: Changes): void {
  const { world, accountId, conversation } = wanted;
  const ofWorld = running.get(world) ?? new Set<string>();
  running.set(world, ofWorld);
  const key = `${accountId} ${conversation?.id ?? ''}`;
  if (ofWorld.has(key)) throw refused('export_running', 'This history is being exported already.');
  ofWorld.add(key);
  setState(wanted, changes, { export_progress: '0', export_files: [] });
  world.jobs.start(world, async (job) => {
    try {
      await write(wanted, job);
    } finally {
      ofWorld.delete(key);
    }
  });
}

async function write(wanted: Export, job: Job): Promise<void> {
  const { world, accountId, conversation } = wanted;
  const conversations = conversation ? [conversation] : world.conversationsOf(accountId);
  const views = conversations.map((one) => viewOf(one, accountId));
  const tell = (share: number) =>
    job.tellNow((changes) => setState(wanted, changes, { export_progress: String(share) }));
  const { file } = await world.files.add(historyOf(wanted, views, tell, job.signal));
  if (job.signal.aborted) return;
  const url = `/export/${shortId(accountId)}/${shortId(randomUUID())}/${NAME}`;
  const content = { fileName: NAME, fileType: 'application/json', read: file.read };
  world.served.set(url, content, { kind: 'account', accountId });
  const files = [JSON.stringify(fileEntry(url, file, world.clock.now()))];
  job.tellNow((changes) => setState(wanted, changes, { export_progress: '1', export_files: files }));
  sendMail(world, accountId, url);
}

const fileEntry = (file_url: string, { sizeBytes, sha256 }: StoredFile, time: number): WireRecord => ({
  file_name: NAME,
  file_url,
  file_size: sizeBytes,
  file_type: 'application/json',
  file_sha256: sha256,
  posted_time: time,
});

/** In the account's own contact, or in what it has of the conversation. */
function setState({ world, accountId, conversation }: Export, changes: Changes, fields: WireRecord): void {
  if (conversation === undefined) changeContact(world, changes, accountId, fields);
  else changes.setOwn(conversation, accountId, fields);
}

function sendMail(world: LiveWorld, accountId: string, url: string): void {
  world.outbox.send({
    kind: 'notice',
    to: world.accounts.find(accountId)?.email ?? textOf(world.accounts.fieldsOf(accountId), 'email'),
    subject: 'Your Fleep history is ready',
    body: `You can fetch it at https://fleep.io${url}.`,
    accountId,
  });
}

/** The file, in pieces. `tell` hears of each quarter. */
async function* historyOf(
  { world, accountId }: Export,
  views: readonly View[],
  tell: (share: number) => void,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  yield Buffer.from(`{"contacts":[${contactsOf(world, accountId, views).join(',')}],"conversations":[`);
  let told = 0;
  for (const [index, view] of views.entries()) {
    if (signal.aborted) return;
    const quarter = Math.floor((index / views.length) * 4) / 4;
    if (quarter > told) tell(quarter);
    told = Math.max(told, quarter);
    yield Buffer.from(`${index === 0 ? '' : ','}${conversationStart(view)},"messages":[`);
    yield* messagesOf(view);
    yield Buffer.from(']}');
  }
  yield Buffer.from(']}');
}

function contactsOf(world: LiveWorld, accountId: string, views: readonly View[]): string[] {
  const listed = world.accounts.contactsOf(accountId);
  const people = views.flatMap(({ conversation }) =>
    ['members', 'leavers', 'guests'].flatMap((list) => idsIn(conversation, list)),
  );
  const known = new Set(listed.map((contact) => contact.accountId));
  const others = [...new Set(people)].filter((id) => !known.has(id));
  const met = others.flatMap((id) => world.accounts.findContact(id, accountId) ?? []);
  return [...listed, ...met].map(({ text }) => text);
}

/** The header without its closing brace. */
function conversationStart(view: View): string {
  const fields = [...lastingHeader(view)].map(([name, value]) => `${JSON.stringify(name)}:${value}`);
  return `{${fields.join(',')}`;
}

async function* messagesOf(view: View): AsyncGenerator<Buffer> {
  const { conversation, viewerId, reach, asOf } = view;
  let comma = '';
  for (let low = reach.first; low <= reach.last; low += NUMBERS_AT_A_TIME) {
    const high = Math.min(reach.last, low + NUMBERS_AT_A_TIME - 1);
    const messages = conversation.messagesIn(low, high, asOf).filter(({ messageNr }) => sees(view, messageNr));
    const texts = messages.map(({ body, messageNr }) => {
      const attachments = conversation.attachmentsIn(messageNr, messageNr, asOf).map(({ text }) => parseRecord(text));
      return JSON.stringify(asV2({ ...parseRecord(`${body}}`), profile_id: viewerId }, attachments));
    });
    if (texts.length > 0) yield Buffer.from(comma + texts.join(','));
    if (texts.length > 0) comma = ',';
    // Others are served between two pieces.
    await turn();
  }
}
