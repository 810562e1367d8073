// emulator/live: mails to people who are named in a conversation and have no Fleep account yet.
// Invariant: a mail goes to those only who could register with it.
import { textOf } from '../../fields.js';
import type { Posting } from '../messages/posting.js';

export function inviteByMail({ world, conversation, actorId }: Posting, accountIds: readonly string[]): void {
  const author = world.displayNameOf(actorId);
  const topic: unknown = JSON.parse(conversation.header.get('topic') ?? '""');
  for (const accountId of new Set(accountIds)) {
    const to = textOf(world.accounts.fieldsOf(accountId), 'email');
    if (to === '' || world.accounts.statusOf(accountId) !== 'new') continue;
    world.outbox.send({
      kind: 'conversation_invite',
      to,
      accountId,
      subject: `${author} invited you to Fleep`,
      body: `${author} has started using Fleep messenger, and added you to the conversation "${topic}".`,
    });
  }
}
