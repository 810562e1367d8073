// emulator/calls: what the service reminds an account of: invitations into an organisation (fleep-wire.md 4.7; section 2, row 6).
// Invariant: a reminder that was clicked away is not active any more, and the invitation that it stands for is declined.
import { notFound } from '../api-error.js';
import { requiredText } from '../arguments.js';
import { declineByReminder } from '../live/organisations/org-invitations.js';
import { type Handler, listOf } from './call.js';

export const reminderCalls: Readonly<Record<string, Handler>> = {
  'account/sync_reminders': ({ world, accountId }) => listOf('stream', world.reminders.of(accountId)),
  'account/click_reminder': ({ world, changes, accountId, body }) => {
    const reminder = world.reminders.find(requiredText(body, 'reminder_id'), accountId);
    if (reminder === undefined) throw notFound('Reminder');
    if (reminder.is_active !== false) declineByReminder(world, changes, accountId, reminder);
    return '{}';
  },
};
