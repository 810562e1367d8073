// emulator/live: settings of a conversation that all its members share: topic, link, what newcomers see, admins (fleep-wire.md 4.1,
// 4.3).
// Invariant: a setting that has its value already is no change and posts nothing; what can be refused is refused before it.
import { refused } from '../../api-error.js';
import { idsIn } from '../../view.js';
import { type Posting, postSystem } from '../messages/posting.js';
import type { LiveConversation } from './conversation.js';
import { isManaged, requireSay } from './managing.js';
import { freshPayload, reviseCreate } from './membership.js';
import { renewNames } from './naming.js';

export interface SharedSettings {
  readonly topic: string | undefined;
  readonly isAutojoin: boolean | undefined;
  readonly isDisclose: boolean | undefined;
  readonly isUrlPreviewDisabled: boolean | undefined;
  readonly isList: boolean | undefined;
  readonly convType: string | undefined;
}

/** Gives the number of the event, or undefined when the topic is the same. */
export function setTopic(posting: Posting, topic: string): number | undefined {
  const { conversation, changes } = posting;
  if (stated(conversation, 'topic') === topic) return undefined;
  const fresh = freshPayload(posting);
  const number =
    fresh === undefined ? postSystem(posting, 'topic', { topic }) : reviseCreate(posting, { ...fresh, topic });
  changes.setHeader(conversation, { topic });
  renewNames(posting);
  return number;
}

/** The types of the messages that tell of a switch: on and off, and what they say. */
const SWITCHES = {
  is_autojoin: [
    'share',
    'unshare',
    'enabled joining this conversation by a link',
    'disabled joining this conversation by a link',
  ],
  is_disclose: [
    'show',
    'unshow',
    'made earlier messages visible to new members',
    'hid earlier messages from new members',
  ],
  is_url_preview_disabled: ['no_url_previews', 'url_previews', 'disabled link previews', 'enabled link previews'],
} as const;

/** Throws nothing: whether the actor has a say is asked before. */
export function setShared(posting: Posting, settings: SharedSettings): void {
  const { isAutojoin, isDisclose, isUrlPreviewDisabled, isList, convType } = settings;
  const { conversation, changes } = posting;
  if (settings.topic !== undefined) setTopic(posting, settings.topic);
  turn(posting, 'is_autojoin', isAutojoin);
  turn(posting, 'is_disclose', isDisclose);
  turn(posting, 'is_url_preview_disabled', isUrlPreviewDisabled);
  if (convType !== undefined) {
    changes.setHeader(conversation, { mk_conv_type: convType, is_list: convType === 'cct_list' });
  } else if (isList !== undefined) {
    changes.setHeader(conversation, { is_list: isList, mk_conv_type: isList ? 'cct_list' : 'cct_default' });
  }
}

export const CONVERSATION_TYPES: readonly string[] = ['cct_default', 'cct_list', 'cct_no_mail'];

/** Makes people admins of a managed conversation, and others no longer. Throws ApiError 431. */
export function setAdmins(posting: Posting, added: readonly string[], removed: readonly string[]): void {
  const { conversation, changes } = posting;
  if (added.length === 0 && removed.length === 0) return;
  if (!isManaged(conversation)) throw refused('not_managed', 'Only managed conversations have admins.');
  requireSay(posting);
  const members = idsIn(conversation, 'members');
  const admins = new Set([...idsIn(conversation, 'admins'), ...added.filter((id) => members.includes(id))]);
  for (const id of removed) admins.delete(id);
  changes.setHeader(conversation, { admins: [...admins] });
}

function turn(posting: Posting, field: keyof typeof SWITCHES, isOn: boolean | undefined): void {
  const { conversation, changes } = posting;
  if (isOn === undefined || (stated(conversation, field) === true) === isOn) return;
  const [on, off, whatOn, whatOff] = SWITCHES[field];
  changes.setHeader(conversation, { [field]: isOn });
  postSystem(posting, isOn ? on : off, { sysmsg_text: `{author} ${isOn ? whatOn : whatOff}.` });
}

const stated = (conversation: LiveConversation, field: string): unknown =>
  JSON.parse(conversation.header.get(field) ?? 'null');
