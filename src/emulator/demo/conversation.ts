// emulator/demo: one script → the conv line, its sections and everything in its flow.
// Invariant: the conv line comes first and agrees with the flow: members, leavers, topic and last number are taken
// from it, not from the file's header (fields: fleep-wire.md sections 4.1 and 9.1).
import { usageError } from '../../lib/errors.js';
import type { WorldRecord } from './attachments.js';
import { accountIdOf, type Company, conversationIdOf, labelIdOf, teamIdOf } from './company.js';
import { FlowWriter } from './flow.js';
import { shortIdFor, uuidFor } from './ids.js';
import { Membership } from './membership.js';
import { namesIn, type Script } from './script.js';

const SECTION_TYPE = 'urn:fleep:section:mk_section_type:task';
const SECTION_SUBTYPE = 'urn:fleep:section:mk_section_subtype:';
/** The account that archives; header fields about "me" are its own. */
const ARCHIVIST = 'Archivist';

interface Section {
  name: string;
  subtype: 'default' | 'archived' | 'user';
  weight: number;
}

/** Weights as the service gives them: the default on top, user sections below, the archive last (section 4.7). */
function sectionsOf(script: Script): Section[] {
  const user = namesIn(script.header.get('sections') ?? '');
  return [
    { name: 'To Do', subtype: 'default', weight: 4294967296 },
    ...user.map((name, index) => ({ name, subtype: 'user' as const, weight: 4294901760 - index * 65536 })),
    { name: 'Archived', subtype: 'archived', weight: 0 },
  ];
}

const sectionIdOf = (conversationId: string, name: string) => uuidFor(`section/${conversationId}/${name}`);

function sectionRecords(conversationId: string, sections: Section[]): WorldRecord[] {
  return sections.map(({ name, subtype, weight }) => ({
    mk_rec_type: 'section',
    conversation_id: conversationId,
    section_id: sectionIdOf(conversationId, name),
    name,
    mk_section_type: SECTION_TYPE,
    mk_section_subtype: SECTION_SUBTYPE + subtype,
    weight,
    is_deleted: false,
  }));
}

interface Written {
  script: Script;
  company: Company;
  conversationId: string;
  flow: FlowWriter;
  membership: Membership;
}

/** All records of a conversation, its conv line first. `name` is the file's name and the source of its ids. */
export function conversationRecords(name: string, script: Script, company: Company): WorldRecord[] {
  const conversationId = conversationIdOf(name);
  const membership = new Membership(name);
  const sections = sectionsOf(script);
  const sectionId = (wanted: string) => {
    if (sections.some((section) => section.name === wanted)) return sectionIdOf(conversationId, wanted);
    throw usageError(`The demo conversation "${name}" has no section "${wanted}".`);
  };
  const topic = script.header.get('topic') ?? '';
  const flow = new FlowWriter({ conversationId, topic, company, membership, sectionId });
  for (const entry of script.entries) flow.write(entry);
  const shownSections = flow.taskCount > 0 ? sectionRecords(conversationId, sections) : [];
  const conv = convRecord({ script, company, conversationId, flow, membership });
  return [conv, ...shownSections, ...flow.records];
}

function convRecord(written: Written): WorldRecord {
  const { script, company, conversationId, flow, membership } = written;
  const ids = (names: string[]) => names.map((name) => company.accountId(name));
  const labels = namesIn(script.header.get('labels') ?? '').map((name) => company.getLabel(name));
  const creator = script.entries[0]?.by ?? '';
  const people = membership.members.map((name) => company.getPerson(name));
  return {
    mk_rec_type: 'conv',
    conversation_id: conversationId,
    topic: flow.topic,
    default_topic: flow.topic === '' ? people.map(({ name }) => name).join(', ') : '',
    creator_id: company.accountId(creator),
    members: people.map(accountIdOf),
    leavers: ids(membership.leavers),
    guests: ids(namesIn(script.header.get('guests') ?? '')),
    admins: ids(namesIn(script.header.get('admins') ?? '')),
    teams: membership.teams.map((name) => teamIdOf(company.getTeam(name))),
    labels: labels.map((label) => label.name),
    label_ids: labels.map(labelIdOf),
    mk_conv_type: 'cct_default',
    has_pinboard: flow.pinCount > 0,
    has_taskboard: flow.taskCount > 0,
    has_email_subject: script.entries.some((entry) => entry.kind === 'say' && entry.mail !== undefined),
    cmail: `conv.${shortIdFor(`cmail/${conversationId}`).slice(0, 14).toLowerCase()}@lehtla.example`,
    autojoin_url: `https://fleep.example/chat/${shortIdFor(`autojoin/${conversationId}`)}`,
    organisation_id: null,
    ...flagFields(written),
    ...archivistFields(written),
  };
}

function flagFields({ script, flow }: Written): WorldRecord {
  const flags = namesIn(script.header.get('flags') ?? '');
  const has = (flag: string) => flags.includes(flag);
  return {
    is_autojoin: has('autojoin'),
    is_disclose: has('disclose'),
    ...(has('muted') ? { is_muted: true, snooze_interval: -1, mk_alert_level: 'never' } : {}),
    ...(has('hidden') ? { hide_message_nr: flow.lastNumber } : {}),
  };
}

/** What only the reading account sees: a floor when history was not disclosed, and that it may no longer post. */
function archivistFields({ script, flow, membership }: Written): WorldRecord {
  const hasLeft = membership.leavers.includes(ARCHIVIST) && !membership.members.includes(ARCHIVIST);
  const anchor = script.header.get('visible-from');
  if (anchor === undefined) return { can_post: !hasLeft };
  const first = script.anchors.get(anchor);
  if (first === undefined) throw usageError(`The demo header "visible-from" names no message: ${anchor}.`);
  const floor = flow.numberOf(first);
  return { can_post: !hasLeft, join_message_nr: floor, begin_message_nr: floor };
}
