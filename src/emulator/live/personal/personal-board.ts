// emulator/live: an account's own task board: its sections, and where on it the tasks stand that the account is assigned to
// (fleep-wire.md 3.8, 4.2 task_state, 4.7).
// Invariant: a task that was on the board and is not any more has the state null, so that clients that merge records forget it.
import { randomUUID } from 'node:crypto';
import { notFound } from '../../api-error.js';
import { isRecord, numberOf, parseRecord, textOf, type WireRecord } from '../../fields.js';
import type { WorldSource } from '../../world.js';
import { FULL_WEIGHT } from '../messages/weights.js';

const TYPE = 'urn:fleep:section:mk_section_type:my_task';
const subtypeUrn = (name: string): string => `urn:fleep:section:mk_section_subtype:${name}`;

interface PersonalTask {
  readonly conversationId: string;
  readonly messageNr: number;
  readonly sectionId: string;
  readonly weight: number;
}

export class PersonalBoard {
  readonly #sections = new Map<string, WireRecord>();
  /** By conversation and number; null for a task that is on the board no more. */
  readonly #tasks = new Map<string, Map<number, PersonalTask | null>>();

  constructor(stated: readonly WireRecord[]) {
    for (const section of stated) this.setSection(section);
    if (this.#findOfSubtype('default') === undefined) this.addSection('To Do', 'default', FULL_WEIGHT);
    if (this.#findOfSubtype('archived') === undefined) this.addSection('Archived', 'archived', 0);
  }

  /** All of it, as JSON can have it. */
  get state(): WireRecord {
    const tasks = [...this.#tasks].flatMap(([conversationId, ofConversation]) =>
      [...ofConversation].map(([messageNr, task]) => task ?? { conversationId, messageNr }),
    );
    return { sections: this.sections, tasks };
  }

  /** Puts the tasks that a state names where they were. */
  takeTasks(state: WireRecord): void {
    for (const task of Array.isArray(state.tasks) ? state.tasks.filter(isRecord) : []) {
      const [conversationId, messageNr] = [textOf(task, 'conversationId'), numberOf(task, 'messageNr') ?? 0];
      const weight = numberOf(task, 'weight');
      const placed =
        weight === undefined ? null : { conversationId, messageNr, sectionId: textOf(task, 'sectionId'), weight };
      this.#set(conversationId, messageNr, placed);
    }
  }

  get sections(): readonly WireRecord[] {
    return [...this.#sections.values()];
  }

  setSection(section: WireRecord): void {
    this.#sections.set(textOf(section, 'section_id'), section);
  }

  addSection(name: string, subtype: string, weight: number): WireRecord {
    const section = {
      mk_rec_type: 'section',
      // Of no conversation; clients keep sections by both ids and need one that is not null (fleep-wire.md 4.0).
      conversation_id: '',
      section_id: randomUUID(),
      name,
      mk_section_type: TYPE,
      mk_section_subtype: subtypeUrn(subtype),
      weight,
      is_deleted: false,
      sync_cursor: null,
      sync_state: null,
    };
    this.setSection(section);
    return section;
  }

  /** Throws ApiError 430 for one that is not there or was deleted. */
  getSection(sectionId: string): WireRecord {
    const section = this.#sections.get(sectionId);
    if (section === undefined || section.is_deleted === true) throw notFound('Section');
    return section;
  }

  has(sectionId: string): boolean {
    return this.#sections.has(sectionId);
  }

  /** Of the two that every board has. */
  sectionIdOf(subtype: 'default' | 'archived'): string {
    return textOf(this.#findOfSubtype(subtype) ?? {}, 'section_id');
  }

  find(conversationId: string, messageNr: number): PersonalTask | null | undefined {
    return this.#tasks.get(conversationId)?.get(messageNr);
  }

  place(task: PersonalTask): void {
    this.#set(task.conversationId, task.messageNr, task);
  }

  remove(conversationId: string, messageNr: number): void {
    this.#set(conversationId, messageNr, null);
  }

  tasksIn(sectionId: string): PersonalTask[] {
    const all = [...this.#tasks.values()].flatMap((ofConversation) => [...ofConversation.values()]);
    return all.filter((task) => task !== null).filter((task) => task.sectionId === sectionId);
  }

  weightsIn(sectionId: string): number[] {
    return this.tasksIn(sectionId).map(({ weight }) => weight);
  }

  /** JSON text of task_state; undefined for a message that was never on the board. */
  stateText(conversationId: string, messageNr: number): string | undefined {
    const task = this.find(conversationId, messageNr);
    if (task === undefined || task === null) return task === null ? 'null' : undefined;
    return JSON.stringify({ mk_section_type: TYPE, section_id: task.sectionId, task_weight: task.weight });
  }

  #findOfSubtype(subtype: string): WireRecord | undefined {
    return this.sections.find(({ mk_section_subtype }) => mk_section_subtype === subtypeUrn(subtype));
  }

  #set(conversationId: string, messageNr: number, task: PersonalTask | null): void {
    const ofConversation = this.#tasks.get(conversationId) ?? new Map<number, PersonalTask | null>();
    this.#tasks.set(conversationId, ofConversation.set(messageNr, task));
  }
}

export class PersonalBoards {
  readonly #base: WorldSource;
  readonly #boards = new Map<string, PersonalBoard>();

  constructor(base: WorldSource) {
    this.#base = base;
    for (const { accountId, state } of base.logins) if (isRecord(state?.board)) this.#take(accountId, state.board);
  }

  /** A board that a practice server wrote down. */
  #take(accountId: string, state: WireRecord): void {
    const board = new PersonalBoard(Array.isArray(state.sections) ? state.sections.filter(isRecord) : []);
    board.takeTasks(state);
    this.#boards.set(accountId, board);
  }

  find(accountId: string): PersonalBoard | undefined {
    return this.#boards.get(accountId);
  }

  /** Boards by account. */
  get all(): ReadonlyMap<string, PersonalBoard> {
    return this.#boards;
  }

  /** Makes one, with the sections that the world states, for an account that has none. */
  open(accountId: string, cameWithWorld: boolean): PersonalBoard {
    const known = this.#boards.get(accountId);
    if (known) return known;
    const stated = cameWithWorld ? this.#base.others.map(parseRecord).filter(isPersonalSection) : [];
    const board = new PersonalBoard(stated);
    this.#boards.set(accountId, board);
    return board;
  }
}

export const isPersonalSection = (record: WireRecord): boolean =>
  record.mk_rec_type === 'section' && record.mk_section_type === TYPE;
