// emulator/demo: entries of one conversation → its message and file records, numbered as the service does.
// Invariant: every entry takes the next number of the flow. A new message has it as message_nr; a change keeps the
// message_nr and carries it as flow_message_nr, so changes leave gaps (fleep-wire.md section 3.6).
import { encodeMessage } from '../../fleep/markup/encode.js';
import { usageError } from '../../lib/errors.js';
import { attachmentRecords, type Carrier, fileKeys, type WorldRecord } from './attachments.js';
import { type Company, hookKeyOf } from './company.js';
import type { Membership } from './membership.js';
import { type Change, type Entry, namesIn, type Say, type SystemEvent } from './script.js';
import { type SystemMessage, systemMessage } from './system-messages.js';

const STATE = 'urn:fleep:message:mk_message_state:';
/** First weight of a pin or task, and the distance to the next (section 3.8). */
const FIRST_WEIGHT = 4294967296;
const WEIGHT_STEP = 65536;

export interface FlowContext {
  conversationId: string;
  topic: string;
  company: Company;
  membership: Membership;
  /** Section id by name; throws for a section that the conversation does not have. */
  sectionId(name: string): string;
}

/** Writes the records of one conversation. `write` each entry in flow order, then read `records`. */
export class FlowWriter {
  readonly records: WorldRecord[] = [];
  readonly #context: FlowContext;
  readonly #latest = new Map<Say, WorldRecord>();
  #number = 0;
  #visible = 0;
  #inbox = 0;
  #pins = 0;
  #tasks = 0;
  #topic: string;

  constructor(context: FlowContext) {
    this.#context = context;
    this.#topic = context.topic;
  }

  /** The last number of the flow that was used. */
  get lastNumber(): number {
    return this.#number;
  }

  /** The topic after all changes so far. */
  get topic(): string {
    return this.#topic;
  }

  /** The number of a message that was written. */
  numberOf(say: Say): number {
    const number = this.#latest.get(say)?.message_nr;
    if (typeof number !== 'number') throw usageError('A demo conversation changes a message before it was sent.');
    return number;
  }

  get pinCount(): number {
    return this.#pins;
  }

  get taskCount(): number {
    return this.#tasks;
  }

  write(entry: Entry): void {
    this.#number += 1;
    if (entry.kind === 'say') this.#writeSay(entry);
    else if (entry.kind === 'system') this.#writeSystem(entry);
    else this.#writeChange(entry);
  }

  #base(entry: Say | SystemEvent, accountId: string, inboxNr: number): WorldRecord {
    const base = {
      mk_rec_type: 'message',
      conversation_id: this.#context.conversationId,
      message_nr: this.#number,
      prev_message_nr: this.#visible,
      inbox_nr: inboxNr,
      account_id: accountId,
      posted_time: entry.at,
      lock_account_id: null,
    };
    this.#visible = this.#number;
    return base;
  }

  #writeSay(say: Say): void {
    if (say.hook === undefined) this.#context.membership.requireMember(say.by);
    const accountId = this.#senderOf(say);
    this.#inbox += 1;
    const record: WorldRecord = {
      ...this.#base(say, accountId, this.#inbox),
      mk_message_type: say.mail === undefined ? 'text' : 'email',
      mk_message_state: `${STATE}plain`,
      message: this.#xml(say, say.text, accountId, this.#number),
      tags: [],
      ...this.#hookFields(say),
      ...this.#mailFields(say),
      ...this.#reactionFields(say),
    };
    this.#latest.set(say, record);
    this.records.push(record, ...attachmentRecords(say, this.#carrier(say, accountId, this.#number)));
  }

  #senderOf(say: Say): string {
    const { company } = this.#context;
    return company.accountId(say.hook === undefined ? say.by : company.getHook(say.hook.name).owner);
  }

  #carrier(say: Say, accountId: string, messageNr: number): Carrier {
    return { conversationId: this.#context.conversationId, messageNr, accountId, postedTime: say.at };
  }

  #xml(say: Say, text: string, accountId: string, messageNr: number): string {
    const { company } = this.#context;
    const files = fileKeys(say, this.#carrier(say, accountId, messageNr));
    return encodeMessage(text, { files, findMention: (name) => company.findMention(name) });
  }

  #hookFields({ hook }: Say): WorldRecord {
    if (hook === undefined) return {};
    const hookKey = hookKeyOf(this.#context.company.getHook(hook.name));
    return { hook_key: hookKey, sender_name: hook.sender ?? null, is_new_sheet: true };
  }

  #mailFields({ mail, by }: Say): WorldRecord {
    if (mail === undefined) return {};
    const { name, email } = this.#context.company.getPerson(by);
    const addresses = (list: string[]) => list.map((addr) => ({ addr }));
    const mail_hdrs = [
      { prefix: 'From', addresses: addresses([email]) },
      { prefix: 'To', addresses: addresses(mail.to) },
    ];
    return { subject: mail.subject, sender_name: name, mail_hdrs };
  }

  #reactionFields({ reactions }: Say): WorldRecord {
    if (reactions.length === 0) return {};
    const ids = (people: string[]) => people.map((name) => this.#context.company.accountId(name));
    return { reactions: Object.fromEntries(reactions.map(({ name, people }) => [name, ids(people)])) };
  }

  #writeSystem(event: SystemEvent): void {
    const { company, membership } = this.#context;
    const message = event.verb === 'create' ? this.#create(event) : systemMessage(event, company);
    membership.apply(event, message);
    if (message.topic !== undefined) this.#topic = message.topic;
    const target = event.target === undefined ? undefined : this.numberOf(event.target);
    const payload =
      message.type === 'task_completed' ? { task_message_nr: target, ...message.payload } : message.payload;
    this.records.push({
      ...this.#base(event, company.accountId(event.by), 0 - this.#inbox),
      mk_message_type: message.type,
      mk_message_state: `${STATE}system`,
      message: payload === undefined ? '' : JSON.stringify(payload),
      tags: [],
      ...(message.type === 'discloseV2' ? { ref_message_nr: target ?? 1 } : {}),
    });
  }

  /** Message 1; its members do not include the creator (section 4.3). */
  #create(event: SystemEvent): SystemMessage {
    const joins = namesIn(event.argument);
    const members = joins.map((name) => this.#context.company.accountId(name));
    const payload = { members, topic: this.#topic, org_name: null, organisation_id: null };
    return { type: 'create', payload, joins: [event.by, ...joins], leaves: [] };
  }

  #writeChange(change: Change): void {
    const { target, kind } = change;
    const messageNr = this.numberOf(target);
    const accountId = this.#context.company.accountId(change.by);
    const isOfTask = kind === 'todo' || kind === 'done' || kind === 'archive';
    if (isOfTask && this.#latest.get(target)?.section_id === undefined) {
      throw usageError(`A demo conversation says "${kind}" of a message that is no task: ${target.text.slice(0, 60)}`);
    }
    const record = {
      ...this.#latest.get(target),
      ...this.#changed(change, accountId, messageNr),
      flow_message_nr: this.#number,
      edited_time: change.at,
      edit_account_id: accountId,
    };
    if (kind !== 'delete') this.#latest.set(target, record);
    this.records.push(record);
  }

  #changed(change: Change, by: string, messageNr: number): WorldRecord {
    const tagged = (state: string, ...tags: string[]) => ({ mk_message_state: STATE + state, tags });
    switch (change.kind) {
      case 'edit':
        return this.#edited(change, by, messageNr);
      case 'delete':
        return { ...tagged('deleted', 'is_deleted', 'is_deleted'), message: '' };
      case 'pin':
        return { ...tagged('pinned', 'is_shared', 'pin'), pin_weight: this.#nextPin(), pinned_account_id: by };
      case 'unpin':
        return { ...tagged('unpinned', 'is_archived', 'is_shared', 'unpin'), ref_message_nr: messageNr };
      case 'task':
        return { ...tagged('todo', 'is_shared', 'is_task', 'is_todo'), ...this.#taskFields(change, by) };
      case 'todo':
        return tagged('todo', 'is_shared', 'is_task', 'is_todo');
      case 'done':
        return tagged('done', 'is_shared', 'is_task', 'is_done');
      case 'archive':
        return {
          ...tagged('done', 'is_archived', 'is_shared', 'is_task', 'is_done'),
          section_id: this.#context.sectionId('Archived'),
        };
    }
  }

  #edited({ target, argument }: Change, by: string, messageNr: number): WorldRecord {
    const author = this.#senderOf(target);
    const message = this.#xml(target, argument, author, messageNr);
    return by === author ? { message } : { message, is_edited_by_others: true };
  }

  #nextPin(): number {
    this.#pins += 1;
    return FIRST_WEIGHT + (this.#pins - 1) * WEIGHT_STEP;
  }

  /** `Launch day > Noam, Yuki`: the section, then who is to do it. Both may be absent. */
  #taskFields({ argument }: Change, by: string): WorldRecord {
    const [section = '', people = ''] = argument.split('>').map((part) => part.trim());
    const weight = FIRST_WEIGHT + this.#tasks * WEIGHT_STEP;
    this.#tasks += 1;
    return {
      section_id: this.#context.sectionId(section === '' ? 'To Do' : section),
      task_weight: weight,
      pin_weight: weight,
      tasked_account_id: by,
      assignee_ids: namesIn(people).map((name) => this.#context.company.accountId(name)),
    };
  }
}
