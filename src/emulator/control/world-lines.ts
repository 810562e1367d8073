// emulator/control: the world as it is now, as the lines of a world file (world-format.md; docs/emulator.md, world_state).
// Invariant: a server that loads the lines shows every account what this one shows it; what is on its way (mails, sessions, the events
// that polls have still to bring) is not of the world and not in them.
import { contentPath } from '../content.js';
import { numberOf, parseRecord, textOf, type WireRecord } from '../fields.js';
import { pendingOf } from '../live/accounts/aliases.js';
import { isMailboxRecord } from '../live/accounts/mailboxes.js';
import type { LiveConversation } from '../live/conversations/conversation.js';
import { pairOf } from '../live/conversations/intervals.js';
import { managedNumbers } from '../live/conversations/managing.js';
import { findStorageUsed } from '../live/files/storage.js';
import { isOrganisationRecord } from '../live/organisations/organisations.js';
import { findPersonalBoard } from '../live/personal/personal-tasks.js';
import type { LiveWorld } from '../live/world.js';
import type { Attachment } from '../world.js';

export function* worldLines(world: LiveWorld): Generator<string> {
  const conversations = world.conversationsWith(() => true);
  for (const conversation of conversations) world.seatEverybody(conversation);
  yield* accountLines(world);
  yield* contactLines(world);
  for (const teamId of world.teams.idsWith(() => true)) yield world.teams.find(teamId)?.text ?? '';
  for (const { text } of world.base.labels) yield text;
  for (const { text } of world.reminders.all) yield text;
  yield* organisationLines(world);
  yield* otherLines(world);
  for (const conversation of conversations) yield* conversationLines(world, conversation);
}

function* accountLines(world: LiveWorld): Generator<string> {
  for (const { accountId, email, password } of world.accounts.active) {
    yield JSON.stringify({
      mk_rec_type: 'account',
      account_id: accountId,
      email,
      password,
      display_name: world.displayNameOf(accountId),
      world_state: accountState(world, accountId),
    });
  }
}

/** What no record of the service says of an account. */
function accountState(world: LiveWorld, accountId: string): WireRecord {
  return {
    ...world.accounts.stateOf(accountId),
    labels: world.labels.of(accountId).map(({ text }) => parseRecord(text)),
    board: findPersonalBoard(world, accountId)?.state,
    mailboxes: world.mailboxes.stateOf(accountId),
    pending_aliases: [...pendingOf(world, accountId)],
    devices: world.devices.stateOf(accountId),
  };
}

function* contactLines(world: LiveWorld): Generator<string> {
  const { accounts } = world;
  for (const accountId of accounts.ids) {
    const used = accounts.find(accountId)?.password === undefined ? undefined : findStorageUsed(world, accountId);
    const text = contactText(world, accountId, used);
    const isNewcomer = world.base.findContact(accountId)?.isNewcomer ?? world.base.findContact(accountId) === undefined;
    yield isNewcomer ? `${text.trimEnd().slice(0, -1)},"world_state":{"is_newcomer":true}}` : text;
    yield* avatarLines(world, text);
  }
}

/** The text of the world for somebody who is as it has them. */
function contactText({ accounts, base }: LiveWorld, accountId: string, storageUsed: number | undefined): string {
  const stated = base.findContact(accountId)?.text;
  const fields = accounts.writtenFields(accountId);
  if (stated !== undefined && fields === undefined && storageUsed === undefined) return stated;
  const storage = storageUsed === undefined ? {} : { storage_used_bytes: storageUsed };
  return JSON.stringify({ ...accounts.fieldsOf(accountId), ...fields, ...storage });
}

function* organisationLines({ organisations }: LiveWorld): Generator<string> {
  for (const { header, members, changelog, billing, statedConversations } of organisations.all) {
    yield JSON.stringify(header);
    for (const fields of [...members.values(), ...changelog]) yield JSON.stringify(fields);
    yield* billing;
    yield* statedConversations.values();
  }
}

/** Of the linked mailboxes those that are nobody's here; the others are with their accounts. */
function* otherLines({ base, mailboxes, accounts }: LiveWorld): Generator<string> {
  for (const text of base.others) if (!isOrganisationRecord(text) && !isMailboxRecord(text)) yield text;
  for (const owned of [mailboxes.mails, mailboxes.servers, mailboxes.externals]) {
    for (const { ownerId, text } of owned.all) if (accounts.find(ownerId) === undefined) yield text;
  }
}

function* conversationLines(world: LiveWorld, conversation: LiveConversation): Generator<string> {
  yield headerLine(conversation);
  yield* conversation.sections.map(({ text }) => text);
  for (const text of conversation.hooks) {
    yield text;
    yield* avatarLines(world, text);
  }
  yield* conversation.others;
  yield* eventLines(conversation);
  for (const attachment of conversation.attachmentsIn(0, conversation.lastFlowNr)) {
    yield attachmentLine(world, conversation, attachment);
  }
}

function headerLine(conversation: LiveConversation): string {
  const { id, header } = conversation;
  const stated = [...header].map(([name, text]) => `${JSON.stringify(name)}:${text}`);
  const known = [
    ...(header.has('mk_rec_type') ? [] : ['"mk_rec_type":"conv"']),
    ...(header.has('conversation_id') ? [] : [`"conversation_id":${JSON.stringify(id)}`]),
  ];
  const state = {
    last_flow_nr: conversation.lastFlowNr,
    managed: managedNumbers(conversation).map(pairOf),
    own_hooks: conversation.hooks.map(hookKeyOf).filter((key) => conversation.isOwnHook(key)),
    seats: [...conversation.seats].map((seat) => seat.state),
  };
  return `{${[...known, ...stated, `"world_state":${JSON.stringify(state)}`].join(',')}}`;
}

const hookKeyOf = (text: string): string => textOf(parseRecord(text), 'hook_key');

/** Every version of every message, in flow order. */
function* eventLines(conversation: LiveConversation): Generator<string> {
  const older = conversation
    .messagesIn(1, conversation.lastFlowNr)
    .flatMap(({ messageNr }) =>
      conversation.olderTexts(messageNr).map((text) => ({ flowNr: flowNrOf(text, messageNr), text })),
    )
    .sort((a, b) => a.flowNr - b.flowNr);
  let next = 0;
  for (const { flowNr, body } of conversation.eventsIn(1, conversation.lastFlowNr)) {
    for (let item = older[next]; item !== undefined && item.flowNr < flowNr; item = older[++next]) yield item.text;
    yield `${body}}`;
  }
}

const flowNrOf = (text: string, messageNr: number): number =>
  numberOf(parseRecord(text), 'flow_message_nr') ?? messageNr;

/** With the bytes behind its address, as far as there are any. */
function attachmentLine(world: LiveWorld, conversation: LiveConversation, { text, sinceNr }: Attachment): string {
  const url = textOf(parseRecord(text), 'file_url');
  const readers = [...conversation.seats].map(({ accountId }) => accountId);
  const content = contentAt(world, url, readers);
  const more = [
    ...(content === undefined ? [] : [`"content":${content}`]),
    ...(sinceNr === undefined ? [] : [`"world_state":{"since_nr":${sinceNr}}`]),
  ];
  return more.length === 0 ? text : `${text.trimEnd().slice(0, -1)},${more.join(',')}}`;
}

/** The pictures that a contact or a hook shows, each as a line of its own. */
function* avatarLines(world: LiveWorld, text: string): Generator<string> {
  const urls = avatarUrls(textOf(parseRecord(text), 'avatar_urls'));
  for (const file_url of new Set(urls)) {
    const viewer = world.accounts.active[0]?.accountId ?? '';
    const served = world.findContent(contentPath(file_url), viewer);
    const content = contentAt(world, file_url, [viewer]);
    if (content === undefined || served === undefined) continue;
    const fields = { mk_rec_type: 'avatar', file_url, file_name: served.fileName, file_type: served.fileType };
    yield `${JSON.stringify(fields).slice(0, -1)},"content":${content}}`;
  }
}

function avatarUrls(text: string): string[] {
  const urls = text.startsWith('{') ? parseRecord(text) : {};
  return Object.values(urls).filter((url): url is string => typeof url === 'string' && url !== '');
}

/** JSON text of a `content`, by whichever reader may fetch it. */
function contentAt(world: LiveWorld, url: string, readers: readonly string[]): string | undefined {
  if (url === '') return undefined;
  for (const accountId of readers) {
    const served = world.findContent(contentPath(url), accountId);
    if (served) return JSON.stringify({ base64: served.read().subarray().toString('base64') });
  }
  return undefined;
}
