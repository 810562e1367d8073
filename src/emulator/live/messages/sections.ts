// emulator/live: the sections of a conversation's task board (fleep-wire.md 4.7).
// Invariant: a conversation with a task has a default and an archived section; these two are never deleted, and a task is never left in
// a section that is.
import { invalidCall, notFound } from '../../api-error.js';
import { numberOf, parseRecord, textOf, type WireRecord } from '../../fields.js';
import { addSection } from '../conversations/begin.js';
import type { Posting } from './posting.js';
import { bottomWeight, FULL_WEIGHT, topWeight, weightBelow } from './weights.js';

type Place = Pick<Posting, 'conversation'>;

/** All of them that are not deleted. */
function sectionsOf({ conversation }: Place): WireRecord[] {
  return conversation.sections.map(({ text }) => parseRecord(text)).filter((section) => section.is_deleted !== true);
}

/** Throws ApiError 430. */
export function getSection(place: Place, sectionId: string): WireRecord {
  const section = sectionsOf(place).find((one) => textOf(one, 'section_id') === sectionId);
  if (section === undefined) throw notFound('Section');
  return section;
}

export const defaultSectionId = (posting: Posting): string =>
  findOfSubtype(posting, 'default') ?? firstOpen(posting) ?? addSection(posting, 'To Do', 'default', FULL_WEIGHT);

export const archivedSectionId = (posting: Posting): string =>
  findOfSubtype(posting, 'archived') ?? addSection(posting, 'Archived', 'archived', 0);

export const isArchivedSection = (place: Place, sectionId: string): boolean =>
  findOfSubtype(place, 'archived') === sectionId;

const isOfSubtype = (section: WireRecord, subtype: string): boolean =>
  textOf(section, 'mk_section_subtype').endsWith(`:${subtype}`);

function findOfSubtype(place: Place, subtype: string): string | undefined {
  const found = sectionsOf(place).find((section) => isOfSubtype(section, subtype));
  return found && textOf(found, 'section_id');
}

/** A world may have a section without saying of which kind it is. */
function firstOpen(place: Place): string | undefined {
  const found = sectionsOf(place).find((section) => textOf(section, 'mk_section_subtype') === '');
  return found && textOf(found, 'section_id');
}

/** Below all others that are open. Gives the id. */
export function addUserSection(posting: Posting, name: string): string {
  defaultSectionId(posting);
  archivedSectionId(posting);
  return addSection(posting, name, 'user', bottomWeight(openWeights(posting)));
}

/** Gives a section other fields. Everybody in the conversation hears of it. */
export function changeSection({ conversation, changes }: Posting, section: WireRecord, fields: WireRecord): WireRecord {
  const changed = { ...section, ...fields };
  conversation.setSection(textOf(section, 'section_id'), changed);
  changes.addRecord(conversation, JSON.stringify(changed));
  return changed;
}

/** Puts a section right below another one, or above all. Throws ApiError 430. */
export function moveSection(posting: Posting, section: WireRecord, previousId: string | undefined): WireRecord {
  const weights = openWeights(posting, textOf(section, 'section_id'));
  const previous = previousId === undefined ? undefined : numberOf(getSection(posting, previousId), 'weight');
  const weight = previous === undefined ? topWeight(weights) : weightBelow(previous, weights);
  return changeSection(posting, section, { weight });
}

/** Throws ApiError 400 for the sections that every board has. */
export function requireUserSection(section: WireRecord): void {
  if (!isOfSubtype(section, 'user')) throw invalidCall('This section cannot be deleted.');
}

function openWeights(place: Place, exceptId?: string): number[] {
  return sectionsOf(place)
    .filter((section) => !isOfSubtype(section, 'archived') && textOf(section, 'section_id') !== exceptId)
    .map((section) => numberOf(section, 'weight') ?? FULL_WEIGHT);
}
