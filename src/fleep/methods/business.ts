// fleep/methods: organisations, linked mailboxes and payments, none of which is in the seed (fleep-wire.md, section 2, below the table).
// Invariant: an account that is no active admin of the organisation gets its org_header only.
import { streamAnswer } from './common.js';
import { optional, reads, required, writes } from './row.js';

const seen = '2 (read methods absent from the seed)';
const see = '2 (other mutating paths)';
const paged = { sync_cursor: optional('text') } as const;

/** The calls that make or change a team of an organisation take the same inputs as those of a free one (team.ts). */
const teamInputs = {
  team_name: optional('text'),
  emails: optional('text'),
  account_ids: optional('account[]'),
  conversations: optional('conversation[]'),
  is_autojoin: optional('boolean'),
} as const;

export const businessMethods = {
  synchronizeOrganisation: reads('business/sync', {
    see: seen,
    id: 'organisation',
    inputs: { sync_version_nr: optional('integer') },
    answer: streamAnswer,
  }),
  synchronizeOrganisationConversations: reads('business/sync_conversations', {
    see: seen,
    id: 'organisation',
    inputs: { ...paged, conversation_ids: optional('conversation[]') },
    answer: { stream: 'records', sync_cursor: 'any' },
  }),
  synchronizeOrganisationTeams: reads('business/sync_teams', {
    see: seen,
    id: 'organisation',
    inputs: { ...paged, team_ids: optional('team[]') },
    answer: { stream: 'records', sync_cursor: 'any' },
  }),
  synchronizeOrganisationChangelog: reads('business/sync_changelog', {
    see: seen,
    id: 'organisation',
    inputs: { version_nr: optional('integer') },
    answer: streamAnswer,
  }),
  synchronizeOrganisationBilling: reads('business/sync_billing', {
    see: seen,
    id: 'organisation',
    answer: streamAnswer,
  }),
  getOrganisationConversationTeams: reads('business/get_conversation_teams', {
    see: seen,
    isOpen: true,
    answer: streamAnswer,
    note: 'Its inputs are not established.',
  }),
  createOrganisation: writes('business/create', { see, inputs: { organisation_name: required('text') } }),
  configureOrganisation: writes('business/configure', {
    see,
    id: 'organisation',
    isOpen: true,
    inputs: {
      organisation_name: optional('text'),
      add_account_ids: optional('account[]'),
      remove_account_ids: optional('account[]'),
      close_account_ids: optional('account[]'),
      suspend_account_ids: optional('account[]'),
      activate_account_ids: optional('account[]'),
      add_admin_ids: optional('account[]'),
      remove_admin_ids: optional('account[]'),
    },
    answer: streamAnswer,
  }),
  joinOrganisation: writes('business/join', {
    see,
    id: 'organisation',
    inputs: { reminder_id: required('uuid') },
    answer: streamAnswer,
  }),
  declineOrganisationInvite: writes('business/decline_invite', {
    see,
    id: 'organisation',
    isOpen: true,
    inputs: { reminder_id: optional('uuid') },
  }),
  closeOrganisation: writes('business/close', { see, id: 'organisation' }),
  createOrganisationTeam: writes('business/create_team', {
    see,
    id: 'organisation',
    isOpen: true,
    inputs: teamInputs,
    answer: streamAnswer,
  }),
  storeOrganisationTeam: writes('business/store_team', {
    see,
    id: 'organisation',
    isOpen: true,
    inputs: { team_id: required('team'), ...teamInputs },
    answer: streamAnswer,
  }),
  diffOrganisationTeam: writes('business/diff_team', { see, id: 'organisation', isOpen: true }),
  createOrganisationConversation: writes('business/create_conversation', { see, id: 'organisation', isOpen: true }),
  storeOrganisationConversation: writes('business/store_conversation', { see, id: 'organisation', isOpen: true }),
  inviteTeamToOrganisation: writes('business/invite_team', { see, id: 'organisation', isOpen: true }),
  resetMemberPassword: writes('business/reset_password', {
    see,
    id: 'organisation',
    isOpen: true,
    note: 'Ends the sessions of the member (section 1.3).',
  }),
  uploadOrganisationAvatar: writes('business/avatar/upload', {
    see,
    via: 'upload',
    id: 'organisation',
    answer: { files: 'records', stream: 'records' },
  }),
  deleteOrganisationAvatar: writes('business/delete_avatar', { see, id: 'organisation', answer: streamAnswer }),
} as const;

export const mailMethods = {
  listMailboxes: reads('mail/list', { see: seen, answer: streamAnswer }),
  getSmtpList: reads('account/mail/list', {
    see: '2 (routes of the wrapper)',
    via: 'GET',
    note: 'The answer is not established.',
  }),
  listSmtpServers: reads('account/smtp/list', { see: seen, note: 'The answer is not established.' }),
  smtpConfigure: writes('account/smtp/configure', {
    see: '2 (routes of the wrapper)',
    inputs: {
      smtp_id: optional('uuid'),
      smtp_username: optional('text'),
      smtp_password: optional('text'),
      smtp_host: optional('text'),
      smtp_port: optional('integer'),
      is_removed: optional('boolean'),
      is_default: optional('boolean'),
    },
  }),
  addMailbox: writes('mail/add', { see, isOpen: true }),
  storeMailbox: writes('mail/store', { see, isOpen: true }),
} as const;

export const paymentMethods = {
  callPayment: writes('payment', {
    see,
    id: 'name',
    isOpen: true,
    note: 'The sources say payment/* and no more; the id is the rest of the path.',
  }),
} as const;
