// emulator/calls: the ways to learn which conversations there are (fleep-wire.md 3.3).
// Invariant: conversation/list ends with an empty page and names every visible conversation, hidden ones too; between two
// pages it repeats one entry on purpose, since on the service the order shifts while one pages.

import { badRequest } from '../api-error.js';
import { numberArgument } from '../arguments.js';
import { type InitMode, initHeader } from '../headers.js';
import type { LiveWorld } from '../live/world.js';
import { type View, viewOf } from '../view.js';
import type { Call, Handler } from './call.js';

export const CONVERSATIONS_A_PAGE = 20;

export const listCalls: Readonly<Record<string, Handler>> = {
  'conversation/list': conversationList,
};

/** Every conversation that the account has a seat in and has not deleted, newest inbox message first. */
export function byInboxTime({ world, accountId }: Call): readonly View[] {
  const ofWorld = orders.get(world) ?? new Map<string, Order>();
  orders.set(world, ofWorld);
  const known = ofWorld.get(accountId);
  if (known?.revision === world.revision) return known.views;
  const views = sortedViews(world, accountId);
  ofWorld.set(accountId, { revision: world.revision, views });
  return views;
}

interface Order {
  readonly revision: number;
  readonly views: readonly View[];
}

/** Kept by account, since a world of many conversations is listed in many pages. */
const orders = new WeakMap<LiveWorld, Map<string, Order>>();

function sortedViews(world: LiveWorld, accountId: string): View[] {
  const views = world.conversationsOf(accountId).map((conversation) => viewOf(conversation, accountId));
  const listed = views.filter(({ seat }) => seat.fields.get('is_deleted') !== 'true');
  return listed.sort((a, b) => inboxTime(b) - inboxTime(a));
}

const inboxTime = ({ seat, conversation }: View): number =>
  Number(seat.frozen?.get('inbox_time') ?? conversation.facts.inboxTime);

function conversationList(call: Call): string {
  const start = numberArgument(call.body, 'sync_horizon') ?? 0;
  const views = byInboxTime(call);
  const end = Math.min(start + CONVERSATIONS_A_PAGE, views.length);
  const repeated = start > 0 && start < views.length ? 1 : 0;
  const headers = views.slice(start - repeated, end).map((view) => initHeader(view, 'ic_header'));
  return `{"conversations":[${headers.join(',')}],"sync_horizon":${Math.max(start, end)}}`;
}

export function initMode(name: string): InitMode {
  if (name === 'ic_header' || name === 'ic_tiny' || name === 'ic_full') return name;
  throw badRequest('mk_init_mode is unknown.');
}
