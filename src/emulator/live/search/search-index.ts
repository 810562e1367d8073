// emulator/live: the words of each conversation's messages, kept for the next search.
// Invariant: what is kept is what the latest versions say; events that came since are taken in before an answer. It holds no right to
// see anything: whoever searches is asked for that elsewhere.
import { setImmediate } from 'node:timers/promises';
import { messageText } from '../../../fleep/markup/plain-text.js';
import { parseRecord, textOf, type WireRecord } from '../../fields.js';
import type { LiveConversation } from '../conversations/conversation.js';
import { wordsIn } from './words.js';

export interface Words {
  readonly text: readonly string[];
  readonly subject: readonly string[];
}

interface Indexed {
  /** The last event that has been taken in. */
  flowNr: number;
  readonly messages: Map<number, Words>;
}

const NUMBERS_A_TURN = 2000;

export class SearchIndex {
  readonly #indexed = new Map<LiveConversation, Indexed>();

  /** By message number. Lets others have a turn while a long conversation is read. */
  async wordsOf(conversation: LiveConversation): Promise<ReadonlyMap<number, Words>> {
    const known = this.#indexed.get(conversation) ?? { flowNr: 0, messages: new Map<number, Words>() };
    this.#indexed.set(conversation, known);
    while (known.flowNr < conversation.lastFlowNr) {
      const to = Math.min(conversation.lastFlowNr, known.flowNr + NUMBERS_A_TURN);
      for (const { messageNr, body } of conversation.eventsIn(known.flowNr + 1, to)) {
        known.messages.set(messageNr, wordsOfMessage(parseRecord(`${body}}`)));
      }
      known.flowNr = to;
      if (to < conversation.lastFlowNr) await setImmediate();
    }
    return known.messages;
  }

  drop(conversation: LiveConversation): void {
    this.#indexed.delete(conversation);
  }
}

export function wordsOfMessage(fields: WireRecord): Words {
  const { text } = messageText(textOf(fields, 'mk_message_type'), textOf(fields, 'message'));
  return { text: [...new Set(wordsIn(text))], subject: wordsIn(textOf(fields, 'subject')) };
}
