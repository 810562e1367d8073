// emulator/demo: company.json → accounts that may log in, contacts, teams, labels, hooks, reminders and avatars.
// Invariant: fields and their odd forms (avatar_urls as JSON text) are those of fleep-wire.md sections 4.4 and 4.7.
import { avatarOf, type WorldRecord } from './attachments.js';
import {
  accountIdOf,
  type Company,
  conversationIdOf,
  type Hook,
  hookKeyOf,
  type Label,
  labelIdOf,
  type Person,
  type Team,
  teamIdOf,
} from './company.js';
import { shortIdFor, uuidFor } from './ids.js';

/** What the conversations say about people: last activity (Unix seconds) and 1:1 conversations, by the script's name. */
export interface Activity {
  lastSeen: ReadonlyMap<string, number>;
  dialogs: ReadonlyMap<string, string>;
}

export function accountRecords(company: Company): WorldRecord[] {
  return company.people
    .filter(({ password }) => password !== undefined)
    .map((person) => ({
      mk_rec_type: 'account',
      account_id: accountIdOf(person),
      email: person.email,
      password: person.password,
      display_name: person.name,
    }));
}

/** Contact lines, and the avatar lines that they point to. */
export function contactRecords(company: Company, activity: Activity): WorldRecord[] {
  return company.people.flatMap((person, index) => {
    const avatar = person.avatar === undefined ? undefined : avatarOf(accountIdOf(person), person.avatar);
    return [contactRecord(person, index, avatar?.urls ?? '{}', activity), ...(avatar?.records ?? [])];
  });
}

function contactRecord(person: Person, rank: number, avatarUrls: string, activity: Activity): WorldRecord {
  const status = person.status ?? 'active';
  return {
    mk_rec_type: 'contact',
    account_id: accountIdOf(person),
    display_name: person.name,
    email: person.email,
    fleep_address: person.address,
    mk_account_status: status,
    avatar_urls: avatarUrls,
    activity_time: activity.lastSeen.get(person.key) ?? 0,
    dialog_id: activity.dialogs.get(person.key) ?? null,
    is_hidden_for_add: status === 'closed',
    organisation_id: null,
    phone_nr: person.phone ?? null,
    sort_rank: rank,
    ...(person.statusMessage === undefined
      ? {}
      : { status_message: person.statusMessage, status_emoji: person.statusEmoji }),
  };
}

export function teamRecords(company: Company): WorldRecord[] {
  return company.teams.map((team: Team, index) => ({
    mk_rec_type: 'team',
    team_id: teamIdOf(team),
    team_name: team.name,
    team_version_nr: index + 2,
    mk_sync_mode: 'tsm_full',
    members: team.members.map((name) => company.accountId(name)),
    admins: team.admins.map((name) => company.accountId(name)),
    pending: [],
    is_autojoin: team.isAutojoin,
    autojoin_url: team.isAutojoin ? `https://fleep.example/team/${shortIdFor(`autojoin/${team.name}`)}` : null,
    is_deleted: false,
    is_managed: false,
    is_org_wide: false,
    is_tiny: false,
    organisation_id: null,
  }));
}

/** A removed label has no name on the wire (section 4.7). */
export function labelRecords(company: Company): WorldRecord[] {
  return company.labels.map((label: Label, index) => ({
    mk_rec_type: 'label',
    label_id: labelIdOf(label),
    ...(label.isRemoved === true ? {} : { label: label.name }),
    index: label.isRemoved === true ? -1 : index + 1,
    mk_label_type: label.type,
    mk_label_subtype: label.subtype,
    mk_label_status: label.isRemoved === true ? 'removed' : 'active',
    is_on_left_pane: label.type === 'user_label',
    is_in_recent: true,
    is_in_muted: label.subtype !== 'muted',
    sync_cursor: '{}',
    sync_inbox_time: 0,
  }));
}

/** Hook lines of a conversation; keys and URLs are made up, their hosts are reserved names. */
export function hookRecords(company: Company, conversation: string): WorldRecord[] {
  return company.hooks
    .filter((hook) => hook.conversation === conversation)
    .map((hook: Hook) => ({
      mk_rec_type: 'hook',
      conversation_id: conversationIdOf(conversation),
      account_id: company.accountId(hook.owner),
      hook_id: uuidFor(`hook/${hook.name}`),
      hook_key: hookKeyOf(hook),
      hook_name: hook.name,
      hook_url: `https://fleep.example/hook/${hookKeyOf(hook)}`,
      mk_hook_type: hook.type,
      is_active: hook.isActive,
      avatar_urls: '{}',
      outgoing_url: '',
      outgoing_disabled: false,
      outgoing_disable_reason: null,
    }));
}

/** One reminder of an invitation that was never answered. */
export function reminderRecords(company: Company): WorldRecord[] {
  const organisationId = uuidFor('organisation/Lehtla');
  return [
    {
      mk_rec_type: 'reminder',
      reminder_id: uuidFor('reminder/organisation'),
      account_id: company.accountId('Archivist'),
      mk_reminder_type: 'org_invite',
      remind_time: 1733130000,
      expire_time: 1735722000,
      organisation_id: organisationId,
      is_active: true,
      creator_id: company.accountId('Kadri'),
    },
  ];
}
