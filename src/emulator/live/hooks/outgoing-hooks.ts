// emulator/live: what hooks send out: each message that somebody writes, to the address of each hook of its conversation.
// Invariant: only addresses of this machine are ever asked; deliveries of a hook come in the order of the messages; a hook whose
// address does not take them is turned off and says why.
import { setTimeout as pause } from 'node:timers/promises';
import { reasonOf } from '../../../lib/errors.js';
import { parseRecord, textOf, type WireRecord } from '../../fields.js';
import type { LiveConversation } from '../conversations/conversation.js';
import type { Job } from '../jobs.js';
import { isAlerting } from '../messages/facts.js';
import type { LiveWorld } from '../world.js';
import { hookBody } from './hook-body.js';
import { storeHook } from './hooks.js';
import { isLoopback } from './loopback.js';

const TRIES = 3;
const PAUSE_MS = 100;
const TIMEOUT_MS = 5_000;

/** Events have come into a conversation. */
export function sendToHooks(world: LiveWorld, conversation: LiveConversation, events: readonly number[]): void {
  const hooks = conversation.hooks.map(parseRecord).filter(isSending);
  if (hooks.length === 0) return;
  for (const flowNr of events) {
    const messageNr = conversation.eventsIn(flowNr, flowNr)[0]?.messageNr;
    const message = messageNr === undefined ? undefined : conversation.findMessage(messageNr);
    if (message === undefined || !isAlerting(message)) continue;
    for (const hook of hooks) {
      // What came through a hook does not go out through it again: a reply would never end.
      if (message.hook_key !== hook.hook_key)
        enqueue(world, conversation, hook, hookBody(world, conversation, hook, message));
    }
  }
}

const isSending = (hook: WireRecord): boolean =>
  hook.is_active !== false && hook.outgoing_disabled !== true && textOf(hook, 'outgoing_url') !== '';

/** The last delivery of each hook, by key. */
const queues = new WeakMap<LiveConversation, Map<string, Promise<void>>>();

function enqueue(world: LiveWorld, conversation: LiveConversation, hook: WireRecord, body: string): void {
  const key = textOf(hook, 'hook_key');
  const ofConversation = queues.get(conversation) ?? new Map<string, Promise<void>>();
  queues.set(conversation, ofConversation);
  const before = ofConversation.get(key) ?? Promise.resolve();
  world.jobs.start(world, (job) => {
    const delivery = before.then(() => deliver(world, conversation, key, body, job));
    ofConversation.set(key, delivery);
    return delivery;
  });
}

async function deliver(
  world: LiveWorld,
  conversation: LiveConversation,
  key: string,
  body: string,
  job: Job,
): Promise<void> {
  const hook = conversation.hooks.map(parseRecord).find((one) => one.hook_key === key);
  if (hook === undefined || !isSending(hook)) return;
  const reason = await findFailure(new URL(textOf(hook, 'outgoing_url')), body, job.signal);
  if (reason === undefined || job.signal.aborted) return;
  const actorId = textOf(hook, 'account_id');
  job.tellNow((changes) => {
    const off = { ...hook, outgoing_disabled: true, outgoing_disable_reason: reason };
    storeHook({ world, conversation, changes, actorId }, off);
  });
}

/** Why the address did not take it; undefined when it did. */
async function findFailure(url: URL, body: string, signal: AbortSignal): Promise<string | undefined> {
  if (!isLoopback(url)) return 'The practice server sends to this machine only.';
  let reason: string | undefined;
  for (let tries = 0; tries < TRIES && !signal.aborted; tries += 1) {
    if (tries > 0) await pause(PAUSE_MS * tries);
    reason = await send(url, body, signal);
    if (reason === undefined) return undefined;
  }
  return reason;
}

async function send(url: URL, body: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body,
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await response.body?.cancel();
    return response.ok ? undefined : `The address answers with status ${response.status}.`;
  } catch (error) {
    return `The address cannot be reached: ${reasonOf(error)}`;
  }
}
