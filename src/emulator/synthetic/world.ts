// emulator/synthetic: a world of any size from a seed.
// Invariant: the messages of all conversations are exactly as many as asked for; the same options give the same world.

import { uuidFromShortId } from '../../fleep/ids.js';
import { usageError } from '../../lib/errors.js';
import type { ContactRecord, WorldSource } from '../world.js';
import { SyntheticConversation } from './conversation.js';
import { mix } from './hash.js';
import { contactOf, loginOf, peopleOf } from './people.js';

export interface SyntheticOptions {
  /** Message numbers that carry a message, over all conversations. */
  readonly messages: number;
  readonly conversations: number;
  readonly seed: number;
}

const SKEW = 1.05;

/** Throws ArchiveError(usage) when an option is no whole number, or is negative. */
export function syntheticWorld(options: SyntheticOptions): WorldSource {
  checkOptions(options);
  const { seed } = options;
  const people = peopleOf(seed);
  const conversations = sizesOf(options).map((messages, index) => {
    return new SyntheticConversation({ seed, index, messages, people });
  });
  const byId = new Map(conversations.map((conversation) => [conversation.id, conversation]));
  const contacts = new Map<string, ContactRecord>(people.map((person) => [person.accountId, contactOf(person)]));
  return {
    epoch: 1 + (mix(seed, options.messages, options.conversations) >>> 2),
    revision: 1,
    logins: people.slice(0, 1).map(loginOf),
    conversationsOf: () => conversations,
    findConversation: (id) => byId.get(id),
    contacts: [...contacts.values()],
    findContact: (accountId) => contacts.get(accountId),
    aliasesOf: () => [],
    teamsOf: () => [],
    findTeam: () => undefined,
    labels: [],
    reminders: [],
    others: [],
    findContent: (path) => {
      const [, short = '', number = ''] = /^\/file\/([\w-]{22})\/(\d+)\//.exec(path) ?? [];
      const conversation = byId.get(uuidFromShortId(short));
      const content = conversation?.findFile(path, Number(number));
      return content && { content, conversationId: conversation?.id, messageNr: Number(number) };
    },
  };
}

/** A few large conversations and many small ones; none is empty while there are messages enough. */
function sizesOf({ messages, conversations }: SyntheticOptions): number[] {
  const weights = Array.from({ length: conversations }, (_unused, rank) => (rank + 1) ** -SKEW);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const least = messages >= conversations ? 1 : 0;
  const rest = messages - least * conversations;
  let share = 0;
  let given = 0;
  return weights.map((weight, rank) => {
    share += weight / total;
    const upTo = rank === conversations - 1 ? rest : Math.round(rest * share);
    const size = least + upTo - given;
    given = upTo;
    return size;
  });
}

function checkOptions(options: SyntheticOptions): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Number.isSafeInteger(value) || value < 0)
      throw usageError(`--synthetic ${name} must be a whole number, not ${value}`);
  }
  if (options.messages > 0 && options.conversations === 0)
    throw usageError('--synthetic needs conversations of 1 or more');
}
