// emulator/live: conversations as their organisation sees them (fleep-wire.md 4.7, org_conv).
// Invariant: an org_conv record says what the header of its conversation says; of a conversation that the world has only the org_conv
// of, it is that.
import { headerValue } from '../../headers.js';
import { viewOf } from '../../view.js';
import type { LiveConversation } from '../conversations/conversation.js';
import { managedNumbers } from '../conversations/managing.js';
import type { LiveWorld } from '../world.js';
import { managedPostings } from './org-closing.js';
import type { OrgWork } from './org-log.js';

const HEADER_FIELDS =
  `conversation_id topic creator_id mk_conv_type organisation_id members leavers guests admins teams pending
  default_members autojoin_url cmail is_list is_managed has_email_subject`.split(/\s+/);

/** JSON texts of the records of all conversations, those of the world's that are not here last. */
export function orgConversationTexts(work: OrgWork): Map<string, string> {
  const here = managedPostings(work).map(
    ({ conversation }) => [conversation.id, orgConversationText(work.world, conversation)] as const,
  );
  return new Map([...work.organisation.statedConversations, ...here]);
}

export function orgConversationText(world: LiveWorld, conversation: LiveConversation): string {
  world.seatEverybody(conversation);
  const [seat] = conversation.seats;
  const view = seat && viewOf(conversation, seat.accountId);
  const stated = HEADER_FIELDS.map((name) => {
    const text = conversation.header.get(name);
    return [name, text === undefined ? view && headerValue(view, name) : JSON.parse(text)] as const;
  });
  const from = managedNumbers(conversation).at(-1)?.from ?? 1;
  return JSON.stringify({
    mk_rec_type: 'org_conv',
    ...Object.fromEntries(stated),
    is_deletable: from === 1,
    managed_time: conversation.findMessage(from)?.posted_time ?? null,
  });
}
