// emulator/calls: what conversation/store is given (fleep-wire.md section 2, row 44; the names of 2016 too).
// Invariant: what has the wrong type, or names somebody or some team that there is not, is refused here; nothing is changed. E-mails
// that nobody has yet are left to whoever takes people in.
import { badRequest } from '../api-error.js';
import { booleanArgument, givenList, listArgument, numberArgument, textArgument } from '../arguments.js';
import type { WireRecord } from '../fields.js';
import { requireAlerts } from '../live/accounts/own-settings.js';
import { getAccounts, knownAccountsOf } from '../live/conversations/invited.js';
import { CONVERSATION_TYPES, type SharedSettings } from '../live/conversations/settings.js';
import type { Call } from './call.js';
import { getTeamId } from './conversation-members.js';

/** Who comes, goes and is shown something. */
export interface People {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly kicked: readonly string[];
  readonly disclosed: readonly string[];
  readonly disclosedTeams: readonly string[];
  readonly addedTeams: readonly string[];
  readonly removedTeams: readonly string[];
  readonly isLeaving: boolean;
}

/** Throws ApiError 400, 430, 431. */
export function peopleIn(call: Call): People {
  const { world, body, accountId } = call;
  const ids = (...names: string[]) =>
    getAccounts(
      world,
      names.flatMap((name) => listArgument(body, name)),
    );
  const teams = (name: string) => listArgument(body, name).map((id) => getTeamId(call, id));
  const removed = [
    ...ids('remove_account_ids', 'remove_ids'),
    ...knownAccountsOf(world, textArgument(body, 'remove_emails') ?? ''),
  ];
  return {
    added: ids('add_account_ids', 'add_ids'),
    removed: removed.filter((id) => id !== accountId),
    kicked: ids('kick_account_ids'),
    disclosed: [
      ...ids('disclose_account_ids', 'disclose_ids'),
      ...knownAccountsOf(world, textArgument(body, 'disclose_emails') ?? ''),
    ],
    disclosedTeams: listArgument(body, 'disclose_team_ids'),
    addedTeams: teams('add_team_ids'),
    removedTeams: teams('remove_team_ids'),
    isLeaving: booleanArgument(body, 'can_post') === false || removed.includes(accountId),
  };
}

/** What all members share. */
export interface Shared extends SharedSettings {
  readonly isManaged: boolean | undefined;
  readonly addedAdmins: readonly string[];
  readonly removedAdmins: readonly string[];
  readonly isDeletedByAdmin: boolean;
}

/** Throws ApiError 400. */
export function sharedIn(body: WireRecord): Shared {
  const convType = textArgument(body, 'mk_conv_type');
  if (convType !== undefined && !CONVERSATION_TYPES.includes(convType)) throw badRequest('mk_conv_type is unknown.');
  return {
    topic: textArgument(body, 'topic'),
    isAutojoin: booleanArgument(body, 'is_autojoin'),
    isDisclose: booleanArgument(body, 'is_disclose'),
    isUrlPreviewDisabled: booleanArgument(body, 'is_url_preview_disabled'),
    isList: booleanArgument(body, 'is_list'),
    convType,
    isManaged: booleanArgument(body, 'is_managed'),
    addedAdmins: listArgument(body, 'add_admins'),
    removedAdmins: listArgument(body, 'remove_admins'),
    isDeletedByAdmin: booleanArgument(body, 'is_deleted_by_admin') === true,
  };
}

/** What is the account's own. */
export interface Own {
  readonly readNr: number | undefined;
  readonly labels: readonly string[] | undefined;
  readonly labelIds: readonly string[] | undefined;
  readonly alertLevel: string | undefined;
  readonly snooze: number | undefined;
  readonly hideNr: number | undefined;
  readonly isDeleted: boolean;
  readonly requestId: string | undefined;
}

/** Throws ApiError 400. */
export function ownIn(body: WireRecord): Own {
  const alertLevel = textArgument(body, 'mk_alert_level');
  const snooze = numberArgument(body, 'snooze_interval');
  requireAlerts(alertLevel, snooze);
  return {
    readNr: numberArgument(body, 'read_message_nr'),
    labels: givenList(body, 'labels'),
    labelIds: givenList(body, 'label_ids'),
    alertLevel,
    snooze,
    hideNr: numberArgument(body, 'hide_message_nr'),
    isDeleted: booleanArgument(body, 'is_deleted') === true,
    requestId: textArgument(body, 'client_req_id'),
  };
}
