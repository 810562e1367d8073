// crawl: everybody whom an answer names in any place, and who is described in it. Whom nothing described is looked up in the end.
// Invariant: sees every message of a crawl, so a plain one costs a few lookups; the tables are asked the same by
// queries/plan/undescribed-people.sql.
import type { Answer } from '../fleep/client.js';
import { findHeader, listOf, recordsOf, type WireRecord } from './answers.js';
import type { CrawlContext, People } from './context.js';

const PERSON_FIELDS = ['account_id', 'edit_account_id', 'pinned_account_id', 'tasked_account_id', 'deleter_id'];
const LIST_FIELDS = ['assignee_ids', 'mention_ids'];
const TEAM_LISTS = ['members', 'admins', 'pending'];
const HEADER_LISTS = ['members', 'leavers', 'guests', 'admins'];

// As in queries/load/40_message_details.sql: XML, or XML inside of JSON.
const MENTION = /<mention[^<>]*account_id=\\?"([^"\\<>]+)/g;

// What people type, and what reactions hold (fleep-wire.md, section 11, question 17), may be anything; the rest is the service's own.
const ACCOUNT_ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

export function notePeople({ people, dialogs }: CrawlContext, { body }: Answer): void {
  for (const record of [...recordsOf(body, 'stream'), ...recordsOf(body, 'contacts')]) {
    if (record.mk_rec_type === 'contact' || record.mk_rec_type === undefined) {
      people.describe(record.account_id);
      if (typeof record.dialog_id === 'string') dialogs.add(record.dialog_id);
    } else meetAll(people, record);
  }
  for (const hook of recordsOf(body, 'hooks')) people.meet([hook.account_id]);
  meetLists(people, findHeader(body), HEADER_LISTS);
}

function meetAll(people: People, record: WireRecord): void {
  for (const field of PERSON_FIELDS) if (record[field]) people.meet([record[field]]);
  meetLists(people, record, LIST_FIELDS);
  if (record.mk_rec_type === 'team') meetLists(people, record, TEAM_LISTS);
  if (typeof record.message === 'string' && record.message.includes('<mention'))
    people.meet([...record.message.matchAll(MENTION)].map(([, id]) => id).filter(isAccountId));
  if (typeof record.reactions === 'object' && record.reactions !== null)
    people.meet(Object.values(record.reactions).flat().flatMap(reacting).filter(isAccountId));
}

/** As the macro of this name (queries/load/00_prelude.sql): a text, the account_id of an object or else its keys. */
function reacting(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [value];
  const { account_id } = value as WireRecord;
  return account_id === undefined || account_id === null ? Object.keys(value) : [account_id];
}

function meetLists(people: People, record: WireRecord | undefined, fields: readonly string[]): void {
  for (const field of fields) people.meet(listOf(record, field));
}

const isAccountId = (value: unknown): boolean => typeof value === 'string' && ACCOUNT_ID.test(value);
