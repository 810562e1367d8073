// fleep/methods: teams (fleep-wire.md, sections 2, 3.10 and 4.7).
// Invariant: team/sync answers with the record itself, every other call with a stream.
import { streamAnswer } from './common.js';
import { optional, reads, required, writes } from './row.js';

export const teamMethods = {
  synchronizeTeam: reads('team/sync', {
    row: 83,
    see: '3.10',
    id: 'team',
    inputs: { conversation_id: optional('conversation', 'conversationId') },
    record: 'team',
    note: 'conversation_id proves that a team of others may be seen.',
  }),
  synchronizeOwnTeams: reads('account/sync_teams', {
    see: '2 (read methods absent from the seed), 3.10',
    answer: streamAnswer,
  }),
  autojoinToTeam: writes('team/autojoin', {
    row: 79,
    inputs: { team_url_key: required('text', 'teamUrlKey') },
    answer: streamAnswer,
    note: 'Takes a team_id or the last part of an autojoin_url.',
  }),
  createTeam: writes('team/create', {
    row: 81,
    inputs: {
      team_name: required('text', 'teamName'),
      emails: optional('text', 'addEmails'),
      conversations: optional('conversation[]', 'addConversations'),
      account_ids: optional('account[]', 'addAccountIds'),
      is_autojoin: optional('boolean', 'isAutojoin'),
      is_managed: optional('boolean', 'isManaged'),
      is_org_wide: optional('boolean'),
    },
    answer: streamAnswer,
    note: 'The seed’s names of team/configure do not hold here: emails, conversations, account_ids.',
  }),
  configureTeam: writes('team/configure', {
    row: 80,
    id: 'team',
    isIdMissingInSeed: true,
    inputs: {
      team_name: optional('text', 'team_name'),
      add_emails: optional('text', 'addEmail'),
      remove_emails: optional('text', 'removeEmail'),
      add_conversations: optional('conversation[]', 'addConversations'),
      remove_conversations: optional('conversation[]', 'removeConversations'),
      add_account_ids: optional('account[]', 'addAccountIds'),
      remove_account_ids: optional('account[]', 'removeAccountIds'),
      kick_account_ids: optional('account[]', 'kickAccountIds'),
      add_admin_ids: optional('account[]', 'addAdminIds'),
      remove_admin_ids: optional('account[]', 'removeAdminIds'),
      is_autojoin: optional('boolean', 'isAutojoin'),
      is_managed: optional('boolean', 'isManaged'),
      is_org_wide: optional('boolean'),
      added_emails: optional('text'),
      removed_emails: optional('text'),
      added_conversations: optional('conversation[]'),
      removed_conversations: optional('conversation[]'),
    },
    answer: streamAnswer,
    note: 'The seed leaves out the team. The four inputs that begin with added_ and removed_ are of 2016.',
  }),
  removeTeam: writes('team/remove', { row: 82, id: 'team', answer: streamAnswer }),
} as const;
