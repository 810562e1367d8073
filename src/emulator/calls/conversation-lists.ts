// emulator/calls: the ways to learn which conversations there are (fleep-wire.md 3.3).
// Invariant: conversation/list ends with an empty page and names every visible conversation, hidden ones too; between two
// pages it repeats one entry on purpose, since on the service the order shifts while one pages. Here no list does: its pages
// go through the order that it had when it began, so that what moves up meanwhile is passed over by nobody.

import { badRequest } from '../api-error.js';
import { numberArgument } from '../arguments.js';
import { type InitMode, initHeader } from '../headers.js';
import type { LiveWorld } from '../live/world.js';
import { factsOf, type View, viewOf } from '../view.js';
import type { Call, Handler } from './call.js';

const CONVERSATIONS_A_PAGE = 20;

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
  return views.filter(isListed).sort((a, b) => inboxTime(b) - inboxTime(a));
}

const isListed = ({ seat }: View): boolean => seat.fields.get('is_deleted') !== 'true';

const inboxTime = (view: View): number => Number(view.seat.frozen?.get('inbox_time') ?? factsOf(view).inboxTime);

export const idsOf = (views: readonly View[]): string[] => views.map(({ conversation }) => conversation.id);

/** As they are now; without those that the account has deleted meanwhile. */
export function viewsOf({ world, accountId }: Call, ids: readonly string[]): View[] {
  const found = ids.flatMap((id) => world.findConversation(id, accountId) ?? []);
  return found.map((conversation) => viewOf(conversation, accountId)).filter(isListed);
}

export interface ListPage {
  readonly views: readonly View[];
  /** The last of the page before; none on the first page and behind the last one. */
  readonly previous: readonly View[];
  /** Where the next page begins. */
  readonly next: number;
  readonly isLast: boolean;
}

/**
 * A page of a list from an offset on, empty only at the end of the list. `belongs` says what is of the list. Who comes with an offset
 * and has begun no list is given the first page, unless nothing is behind the offset.
 */
export function pageOf(
  call: Call,
  list: string,
  offset: number,
  belongs: (view: View) => boolean = () => true,
): ListPage {
  const { lists } = call.session;
  const known = offset > 0 ? lists.get(list) : undefined;
  const ids = known ?? idsOf(byInboxTime(call).filter(belongs));
  const start = known === undefined && offset < ids.length ? 0 : offset;
  const still = (from: number, to: number) => viewsOf(call, ids.slice(from, to)).filter(belongs);
  let views: readonly View[] = [];
  let next = start;
  while (views.length === 0 && next < ids.length) {
    views = still(next, next + CONVERSATIONS_A_PAGE);
    next = Math.min(next + CONVERSATIONS_A_PAGE, ids.length);
  }
  const isLast = next >= ids.length;
  if (isLast && (start === 0 || views.length === 0)) lists.delete(list);
  else lists.set(list, ids);
  return { views, previous: start > 0 && views.length > 0 ? still(start - 1, start) : [], next, isLast };
}

/** Also for the older list of a label, which has the same form. */
export function listAnswer(views: readonly View[], next: number): string {
  const headers = views.map((view) => initHeader(view, 'ic_header'));
  return `{"conversations":[${headers.join(',')}],"sync_horizon":${next}}`;
}

function conversationList(call: Call): string {
  const { previous, views, next } = pageOf(call, 'all', offsetArgument(call));
  return listAnswer([...previous, ...views], next);
}

export const offsetArgument = ({ body }: Call): number => Math.max(0, numberArgument(body, 'sync_horizon') ?? 0);

export function initMode(name: string): InitMode {
  if (name === 'ic_header' || name === 'ic_tiny' || name === 'ic_full') return name;
  throw badRequest('mk_init_mode is unknown.');
}
