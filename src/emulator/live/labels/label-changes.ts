// emulator/live: an account gives labels to conversations and changes its labels (fleep-wire.md 4.7).
// Invariant: system labels are neither renamed nor removed, and only starred and spam among them are given by hand; whoever marks a
// conversation as spam is not alerted by it.
import { badRequest, notFound, refused } from '../../api-error.js';
import { parseRecord, textOf, type WireRecord } from '../../fields.js';
import { headerValue } from '../../headers.js';
import { viewOf } from '../../view.js';
import type { LabelRecord } from '../../world.js';
import { setSnooze } from '../accounts/own-settings.js';
import type { Posting } from '../messages/posting.js';
import type { TeamWork } from '../organisations/teaming.js';
import { nameOf, relabel } from './labelling.js';
import { isGivenByHand } from './labels.js';

/** Labels that are given by hand and that the service has a name for. */
const NAMED = ['starred', 'spam'];
const MUTED = -1;

/** Names that the actor has no label for become labels. Throws ApiError 431 for those that the service gives itself. */
export function setLabelsByName(posting: Posting, names: readonly string[]): void {
  requireNames(posting, names);
  setLabels(
    posting,
    names.map((name) => labelNamed(posting, name).labelId),
  );
}

export function requireNames({ world, actorId }: Posting, names: readonly string[]): void {
  for (const name of names) {
    if (name.trim() === '') throw badRequest('A label needs a name.');
    const known = world.labels.findByName(actorId, name);
    if (known !== undefined && !isGivenByHand(known)) throw refused('system_label', `${name} is a system label.`);
  }
}

/** Labels that follow from something else are passed over. */
export function setLabelsById(posting: Posting, labelIds: readonly string[]): void {
  const labels = requireLabels(posting, labelIds);
  setLabels(
    posting,
    labels.filter(isGivenByHand).map(({ labelId }) => labelId),
  );
}

/** Throws ApiError 430 for an id of no label of the actor's. */
export function requireLabels({ world, actorId }: Posting, labelIds: readonly string[]): LabelRecord[] {
  return labelIds.map((labelId) => {
    const label = world.labels.find(actorId, labelId);
    if (label === undefined) throw notFound('Label');
    return label;
  });
}

function setLabels(posting: Posting, labelIds: readonly string[]): void {
  const { world, actorId } = posting;
  const spamId = world.labels.findBySubtype(actorId, 'spam')?.labelId;
  const isSpam = spamId !== undefined && labelIds.includes(spamId);
  const wasSpam = spamId !== undefined && labelsOf(posting).includes(spamId);
  relabel(posting, actorId, [...new Set(labelIds)]);
  if (isSpam !== wasSpam) setSnooze(posting, isSpam ? MUTED : 0);
}

function labelNamed({ world, changes, actorId }: Posting, name: string): LabelRecord {
  const known = world.labels.findByName(actorId, name);
  if (known) return known;
  const subtype = NAMED.find((one) => one === name.trim().toLowerCase());
  const system = subtype === undefined ? undefined : world.labels.system(actorId, subtype);
  const label = system ?? world.labels.add(actorId, name.trim());
  changes.tell(actorId, label.text);
  return label;
}

/** What label/store is given; undefined leaves that as it is. */
export interface LabelChange {
  readonly labelId: string | undefined;
  readonly name: string | undefined;
  /** −1 removes the label. */
  readonly index: number | undefined;
  readonly isOnLeftPane: boolean | undefined;
  readonly isInRecent: boolean | undefined;
  readonly isInMuted: boolean | undefined;
}

/** Makes a label, changes it or removes it. Gives the record that tells of it. Throws ApiError 400, 430, 431. */
export function storeLabel(work: TeamWork, change: LabelChange): string {
  const { world, changes, actorId } = work;
  const known = findLabel(work, change);
  if (change.index === -1) return removeLabel(work, known);
  const { name, index, isOnLeftPane, isInRecent, isInMuted } = change;
  if (known === undefined && (name ?? '').trim() === '') throw badRequest('A label needs a name.');
  const fields: WireRecord = {
    ...(index === undefined ? {} : { index }),
    ...(isOnLeftPane === undefined ? {} : { is_on_left_pane: isOnLeftPane }),
    ...(isInRecent === undefined ? {} : { is_in_recent: isInRecent }),
    ...(isInMuted === undefined ? {} : { is_in_muted: isInMuted }),
  };
  const label =
    known === undefined
      ? world.labels.add(actorId, name?.trim() ?? '', fields)
      : world.labels.change(actorId, known, { ...fields, ...renamed(work, known, change) });
  changes.tell(actorId, label.text);
  if (known !== undefined && nameOf(known) !== nameOf(label)) renew(work, label.labelId);
  return label.text;
}

function findLabel({ world, actorId }: TeamWork, { labelId, name }: LabelChange): LabelRecord | undefined {
  if (labelId === undefined) return name === undefined ? undefined : world.labels.findByName(actorId, name);
  const label = world.labels.find(actorId, labelId);
  if (label === undefined) throw notFound('Label');
  return label;
}

/** Throws ApiError 431 for a system label, and for a name that is taken. */
function renamed(
  { world, actorId }: TeamWork,
  label: LabelRecord,
  { name, isInRecent, isInMuted }: LabelChange,
): WireRecord {
  const isRenamed = name !== undefined && name.trim() !== nameOf(label);
  const isSystem = textOf(parseRecord(label.text), 'mk_label_type') === 'system_label';
  if (isSystem && (isRenamed || isInRecent !== undefined || isInMuted !== undefined)) {
    throw refused('system_label', 'System labels cannot be changed so.');
  }
  if (!isRenamed) return {};
  const other = world.labels.findByName(actorId, name);
  if (other !== undefined && other.labelId !== label.labelId) throw refused('label_exists', 'There is such a label.');
  return { label: name.trim() };
}

function removeLabel(work: TeamWork, label: LabelRecord | undefined): string {
  const { world, changes, actorId } = work;
  if (label === undefined) throw notFound('Label');
  if (label.subtype !== 'user') throw refused('system_label', 'System labels cannot be removed.');
  const text = JSON.stringify(world.labels.remove(actorId, label));
  changes.tell(actorId, text);
  renew(work, label.labelId);
  return text;
}

/** The conversations that carry a label say of it what is so now. */
function renew({ world, changes, actorId }: TeamWork, labelId: string): void {
  for (const conversation of world.conversationsOf(actorId)) {
    const posting = { world, changes, conversation, actorId };
    const ids = labelsOf(posting);
    if (!ids.includes(labelId)) continue;
    const kept = ids.filter((id) => {
      const label = world.labels.find(actorId, id);
      return label === undefined ? id !== labelId : isGivenByHand(label);
    });
    relabel(posting, actorId, kept);
  }
}

function labelsOf({ conversation, actorId }: Posting): string[] {
  const ids: unknown = headerValue(viewOf(conversation, actorId), 'label_ids');
  return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : [];
}
