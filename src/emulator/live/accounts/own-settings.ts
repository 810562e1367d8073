// emulator/live: what one account does to a conversation for itself: alerts, snooze, hiding, deleting (fleep-wire.md 3.7, 4.1).
// Invariant: nobody else sees any of it, save that a passive member is named as one and posts a message when becoming one.
import { badRequest } from '../../api-error.js';
import { headerValue } from '../../headers.js';
import { headerNumber, idsIn, viewOf } from '../../view.js';
import { moveReadHorizon } from '../conversations/reading.js';
import { type Posting, postSystem } from '../messages/posting.js';

const MUTED = -1;
const PASSIVE = -3;

const PASSIVE_TEXT =
  '{author} left and became a passive member in this conversation and will not receive notifications unless @mentioned.';

/** Seconds that stand for a level of alerts. */
const LEVELS = new Map([
  ['default', 0],
  ['never', MUTED],
  ['passive', PASSIVE],
]);

/** Throws ApiError 400 for an mk_alert_level or a snooze_interval that there is not. */
export function requireAlerts(level: string | undefined, seconds: number | undefined): void {
  if (level !== undefined && !LEVELS.has(level)) throw badRequest('mk_alert_level is unknown.');
  const isKnown = seconds === undefined || seconds >= 0 || seconds === MUTED || seconds === PASSIVE;
  if (!isKnown) throw badRequest('snooze_interval is out of range.');
}

/** mk_alert_level: default, never, passive. Throws ApiError 400. */
export function setAlerts(posting: Posting, level: string): void {
  requireAlerts(level, undefined);
  setSnooze(posting, LEVELS.get(level) ?? 0);
}

/** snooze_interval: seconds, 0 for none, −1 for muted, −3 for passive. Throws ApiError 400. */
export function setSnooze(posting: Posting, seconds: number): void {
  requireAlerts(undefined, seconds);
  const { world, conversation, changes, actorId } = posting;
  const level = seconds > 0 ? 'default' : [...LEVELS].find(([, value]) => value === seconds)?.[0];
  setPassive(posting, seconds === PASSIVE);
  changes.setOwn(conversation, actorId, {
    mk_alert_level: level,
    snooze_interval: seconds,
    snooze_time: seconds > 0 ? world.clock.now() + seconds : 0,
    is_muted: seconds === MUTED,
  });
}

function setPassive(posting: Posting, isPassive: boolean): void {
  const { conversation, changes, actorId } = posting;
  const passive = idsIn(conversation, 'passive');
  if (passive.includes(actorId) === isPassive) return;
  if (isPassive) {
    postSystem(posting, 'passiveV1', { sysmsg_text: PASSIVE_TEXT });
    changes.setHeader(conversation, { passive: [...passive, actorId] });
    return;
  }
  const number = postSystem(posting, 'joinV1', { sysmsg_text: '{author} joined the conversation.' });
  changes.setHeader(conversation, { passive: passive.filter((id) => id !== actorId) });
  changes.setOwn(conversation, actorId, { send_message_nr: number });
}

/** Hidden until there is a higher number than this one; 0 brings it back. */
export function hideUpTo({ conversation, changes, actorId }: Posting, messageNr: number): void {
  const { reach } = viewOf(conversation, actorId);
  changes.setOwn(conversation, actorId, { hide_message_nr: Math.min(messageNr, Math.max(0, reach.last)) });
}

const OF_HISTORY = ['join_message_nr', 'begin_message_nr', 'inbox_message_nr'];

/** Takes the conversation off the account's list, and what it had up to a number; pins and files stay. */
export function deleteUpTo({ world, conversation, changes, actorId }: Posting, messageNr: number): void {
  const view = viewOf(conversation, actorId);
  const to = Math.min(messageNr, view.reach.last);
  const before = headerValue(view, 'delete_message_nr');
  if (view.seat.isMember && (headerNumber(view, 'read_message_nr') ?? to) < to) {
    moveReadHorizon({ world, conversation, changes, actorId }, to);
  }
  view.seat.deleteUpTo(to);
  view.seat.derive(...OF_HISTORY);
  view.seat.thaw(...OF_HISTORY);
  changes.setOwn(conversation, actorId, {
    delete_message_nr: Math.max(to, typeof before === 'number' ? before : 0),
    is_deleted: true,
  });
}
