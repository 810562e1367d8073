// emulator/live: the hooks of conversations: addresses that others can post to, and addresses that messages are sent to
// (fleep-wire.md 4.7, section 2 rows 75 to 78, 9.14).
// Invariant: key and address of a hook are for its owner alone. Of one that came with the world, and whose owner does not sign in here,
// the world has what the one account could see that it was taken from: it is sent as it is. A hook that was dropped stays in the list
// and takes nothing.
import { randomUUID } from 'node:crypto';
import { shortId } from '../../../fleep/ids.js';
import { badRequest, notFound } from '../../api-error.js';
import { parseRecord, textOf, type WireRecord } from '../../fields.js';
import { plainPicture } from '../../pictures/decode.js';
import type { LiveConversation } from '../conversations/conversation.js';
import { type Posting, postSystem } from '../messages/posting.js';
import type { LiveWorld } from '../world.js';

const TYPES =
  `bitbucket confluence github gitlab ifttt import jira newrelic pivotaltracker plain sameroom slack trello zapier`.split(
    ' ',
  );

/** What its owner alone is told. */
const SECRETS = new Set(['hook_key', 'hook_url']);

export interface NewHook {
  readonly type: string;
  readonly name: string | undefined;
  readonly outgoingUrl: string | undefined;
  readonly isOutgoingDisabled: boolean | undefined;
  /** Where this server is reached, as http://host:port. */
  readonly origin: string;
}

/** Gives the hook as its owner sees it. Throws ApiError 400 for an unknown type or an address that is none. */
export function createHook(posting: Posting, hook: NewHook): WireRecord {
  const { world, conversation, actorId } = posting;
  if (!TYPES.includes(hook.type)) throw badRequest('mk_hook_type is unknown.');
  const hook_id = randomUUID();
  const hook_key = shortId(randomUUID());
  const fields = {
    mk_rec_type: 'hook',
    conversation_id: conversation.id,
    account_id: actorId,
    hook_id,
    hook_key,
    hook_name: hook.name || hook.type,
    hook_url: `${hook.origin}/hook/${hook_key}`,
    mk_hook_type: hook.type,
    is_active: true,
    avatar_urls: serveAvatar(world, hook_id),
    outgoing_url: checkedUrl(hook.outgoingUrl ?? ''),
    outgoing_disabled: hook.isOutgoingDisabled ?? false,
    outgoing_disable_reason: null,
  };
  postSystem(posting, 'hook', { hook_name: fields.hook_name, hook_key });
  storeHook(posting, fields);
  return fields;
}

/** Changes a hook of the actor's. Gives it as its owner sees it. Throws ApiError 400, 430. */
export function configureHook(posting: Posting, hookKey: string, fields: WireRecord): WireRecord {
  const before = getOwnHook(posting, hookKey);
  const url = fields.outgoing_url;
  if (typeof url === 'string') checkedUrl(url);
  // Who sets an address, or says that it is to be used, means that it is to be tried again.
  const isRenewed = 'outgoing_url' in fields || fields.outgoing_disabled === false;
  const renewed = isRenewed ? { outgoing_disabled: false, outgoing_disable_reason: null } : {};
  const after = { ...before, ...renewed, ...fields };
  storeHook(posting, after);
  return after;
}

/** Throws ApiError 430. */
export function dropHook(posting: Posting, hookKey: string): WireRecord {
  const { hook_name, hook_key, ...rest } = getOwnHook(posting, hookKey);
  const after = { ...rest, hook_name, hook_key, is_active: false };
  postSystem(posting, 'unhook', { hook_name, hook_key });
  storeHook(posting, after);
  return after;
}

/** Keeps a hook as it is now and tells everybody in the conversation, each what is for them. */
export function storeHook({ world, conversation, changes }: Posting, hook: WireRecord): void {
  changes.begin(conversation);
  conversation.setHook(textOf(hook, 'hook_key'), hook);
  placesIn(world).set(textOf(hook, 'hook_key'), conversation.id);
  for (const { accountId, isMember } of conversation.seats) {
    if (isMember) changes.tell(accountId, hookFor(accountId, hook));
  }
}

/** The JSON text of a hook as somebody sees it. */
export function hookFor(accountId: string, hook: WireRecord): string {
  if (hook.account_id === accountId) return JSON.stringify(hook);
  return JSON.stringify(Object.fromEntries(Object.entries(hook).filter(([name]) => !SECRETS.has(name))));
}

/** All hooks of a conversation, former ones too, as somebody sees them. */
export function hooksFor(world: LiveWorld, conversation: LiveConversation, accountId: string): string[] {
  return conversation.hooks.map((text) => {
    const hook = parseRecord(text);
    const ownerId = textOf(hook, 'account_id');
    const isElsewhere = ownerId !== accountId && world.accounts.find(ownerId) !== undefined;
    return isElsewhere || conversation.isOwnHook(textOf(hook, 'hook_key')) ? hookFor(accountId, hook) : text;
  });
}

/** A hook by its key, wherever it is. */
export function findHook(
  world: LiveWorld,
  key: string,
): { conversation: LiveConversation; hook: WireRecord } | undefined {
  const conversation = world.findAnyConversation(placesIn(world).get(key) ?? '');
  const hook = conversation?.hooks.map(parseRecord).find((one) => textOf(one, 'hook_key') === key);
  return conversation && hook ? { conversation, hook } : undefined;
}

function getOwnHook({ conversation, actorId }: Posting, hookKey: string): WireRecord {
  const hook = conversation.hooks.map(parseRecord).find((one) => textOf(one, 'hook_key') === hookKey);
  const isOwn = hook !== undefined && textOf(hook, 'account_id') === actorId;
  if (!isOwn || hook.is_active === false) throw notFound('Hook');
  return hook;
}

function checkedUrl(url: string): string {
  if (url !== '' && !/^https?:\/\/[^/]/.test(url)) throw badRequest('outgoing_url is no address.');
  return url;
}

const places = new WeakMap<LiveWorld, Map<string, string>>();

/** Conversation ids by hook key; those of the world are looked up once. */
function placesIn(world: LiveWorld): Map<string, string> {
  const known = places.get(world);
  if (known) return known;
  const conversations = world.base.logins.flatMap(({ accountId }) => world.base.conversationsOf(accountId));
  const stated = conversations.flatMap(({ id, hooks }) => {
    return hooks.map((text): [string, string] => [textOf(parseRecord(text), 'hook_key'), id]);
  });
  const found = new Map(stated);
  places.set(world, found);
  return found;
}

/** JSON text of the addresses. The picture is plain, of a colour of the hook's own. */
function serveAvatar(world: LiveWorld, hookId: string): string {
  const urls = [50, 100].map((edge): [string, string] => {
    const url = `/avatar/hook/${shortId(hookId)}/thumb${edge}.png`;
    const read = () => plainPicture(edge, `#${hookId.slice(0, 6)}`);
    world.served.set(url, { fileName: `thumb${edge}.png`, fileType: 'image/png', read }, { kind: 'all' });
    return [`size_${edge}`, url];
  });
  return JSON.stringify(Object.fromEntries(urls));
}
