// emulator/live: what one account has in one conversation: when it was a member, what was disclosed to it, what it has deleted
// for itself, and the header fields that are its own (fleep-wire.md 3.7, 4.1).
// Invariant: stays are in order and only the last one can be open; an open stay is what makes a member.
import { isRecord, numberOf, textsOf, type WireRecord } from '../../fields.js';
import { above, type Interval, intervalsOf, pairOf, subtract, union } from './intervals.js';

export class Seat {
  readonly accountId: string;
  /** Header fields of this account alone, as name → JSON text; they stand over those of the conversation. */
  readonly #fields = new Map<string, string>();
  /** Fields that are worked out for this account, whatever the conversation states of them. */
  readonly #derived = new Set<string>();
  /** Numbers of messages that mention the account. */
  readonly mentions = new Set<number>();
  /** Whether a team brought the account here; undefined when the world had it here. */
  cameWithTeam: boolean | undefined;
  #stays: Interval[];
  #disclosed: Interval[] = [];
  #confiscated: Interval[] = [];
  #deletedTo = 0;
  #frozen: ReadonlyMap<string, string> | undefined;
  #visible: readonly Interval[] | undefined;

  constructor(accountId: string, stays: readonly Interval[]) {
    this.accountId = accountId;
    this.#stays = [...stays];
  }

  /** The seat that `state` describes. */
  static from(accountId: string, state: WireRecord): Seat {
    const seat = new Seat(accountId, intervalsOf(state.stays));
    seat.#disclosed = intervalsOf(state.disclosed);
    seat.#confiscated = intervalsOf(state.confiscated);
    seat.#deletedTo = numberOf(state, 'deleted_to') ?? 0;
    seat.#frozen = isRecord(state.frozen) ? textsByName(state.frozen) : undefined;
    for (const [name, text] of textsByName(isRecord(state.fields) ? state.fields : {})) seat.#fields.set(name, text);
    seat.derive(...textsOf(state, 'derived'));
    for (const nr of Array.isArray(state.mentions) ? state.mentions : [])
      if (typeof nr === 'number') seat.mentions.add(nr);
    seat.cameWithTeam = typeof state.came_with_team === 'boolean' ? state.came_with_team : undefined;
    return seat;
  }

  /** All of it, as JSON can have it. */
  get state(): WireRecord {
    return {
      account_id: this.accountId,
      stays: this.#stays.map(pairOf),
      disclosed: this.#disclosed.map(pairOf),
      confiscated: this.#confiscated.map(pairOf),
      deleted_to: this.#deletedTo,
      fields: valuesOf(this.#fields),
      derived: [...this.#derived],
      mentions: [...this.mentions],
      came_with_team: this.cameWithTeam ?? null,
      frozen: this.#frozen === undefined ? null : valuesOf(this.#frozen),
    };
  }

  get fields(): ReadonlyMap<string, string> {
    return this.#fields;
  }

  get isMember(): boolean {
    return this.#stays.at(-1)?.to === Number.POSITIVE_INFINITY;
  }

  /** Where the current or, for a leaver, the last membership begins. */
  get begin(): number {
    return this.#stays.at(-1)?.from ?? 1;
  }

  /** The last number of the current or last membership; Infinity for a member. */
  get end(): number {
    return this.#stays.at(-1)?.to ?? 0;
  }

  /** The numbers whose messages this account can read. What is disclosed is seen even when it was deleted before. */
  get visible(): readonly Interval[] {
    this.#visible ??= union([...subtract(above(this.#stays, this.#deletedTo), this.#confiscated), ...this.#disclosed]);
    return this.#visible;
  }

  /** The header as it was when the account left; undefined for a member. */
  get frozen(): ReadonlyMap<string, string> | undefined {
    return this.#frozen;
  }

  /** What happens to the header from now on is not for somebody who has left. */
  freeze(header: ReadonlyMap<string, string>): void {
    if (!this.isMember) this.#frozen = header;
  }

  /** Some of that is worked out again. */
  thaw(...fields: readonly string[]): void {
    this.#frozen = this.#frozen && new Map([...this.#frozen].filter(([name]) => !fields.includes(name)));
  }

  /** Membership from this number on; nothing for a member. */
  join(number: number): void {
    if (this.isMember) return;
    this.#stays.push({ from: number, to: Number.POSITIVE_INFINITY });
    this.#frozen = undefined;
    this.#visible = undefined;
  }

  /** The number is the last that the account sees; nothing for a leaver. */
  leave(number: number): void {
    const stay = this.#stays.at(-1);
    if (stay === undefined || !this.isMember) return;
    this.#stays[this.#stays.length - 1] = { from: stay.from, to: number };
    this.#visible = undefined;
  }

  disclose(from: number, to: number): void {
    this.#disclosed = union([...this.#disclosed, { from, to }]);
    this.#visible = undefined;
  }

  /** Makes everything up to the number invisible for this account. */
  deleteUpTo(number: number): void {
    this.#deletedTo = Math.max(this.#deletedTo, number);
    this.#disclosed = above(this.#disclosed, number);
    this.#visible = undefined;
  }

  /** Takes messages away for good, all but one. */
  confiscate(taken: readonly Interval[], kept: number): void {
    this.#confiscated = union([...this.#confiscated, ...taken]);
    this.#disclosed = union([...subtract(this.#disclosed, taken), { from: kept, to: kept }]);
    this.#visible = undefined;
  }

  /** The field is the account's own from now on: what the conversation states of it counts no more. */
  derive(...fields: readonly string[]): void {
    for (const field of fields) this.#derived.add(field);
  }

  derives(field: string): boolean {
    return this.#derived.has(field);
  }

  /** `undefined` takes the account's own value away. Returns whether anything changed. */
  set(field: string, value: unknown): boolean {
    const text = value === undefined ? undefined : JSON.stringify(value);
    if (this.#fields.get(field) === text) return false;
    if (text === undefined) this.#fields.delete(field);
    else this.#fields.set(field, text);
    return true;
  }
}

/** Whether a conversation's written-down state has a seat for an account. */
export function statedSeat(state: WireRecord | undefined, accountId: string): WireRecord | undefined {
  const seats = Array.isArray(state?.seats) ? state.seats.filter(isRecord) : [];
  return seats.find((seat) => seat.account_id === accountId);
}

const valuesOf = (fields: ReadonlyMap<string, string>): WireRecord =>
  Object.fromEntries([...fields].map(([name, text]) => [name, JSON.parse(text)]));

const textsByName = (values: WireRecord): Map<string, string> =>
  new Map(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]));
