// emulator/live: what one account has in one conversation: when it was a member, what was disclosed to it, what it has deleted
// for itself, and the header fields that are its own (fleep-wire.md 3.7, 4.1).
// Invariant: stays are in order and only the last one can be open; an open stay is what makes a member.
import { above, type Interval, union } from './intervals.js';

export class Seat {
  readonly accountId: string;
  /** Header fields of this account alone, as name → JSON text; they stand over those of the conversation. */
  readonly #fields = new Map<string, string>();
  #stays: Interval[];
  #disclosed: Interval[] = [];
  #deletedTo = 0;
  #visible: readonly Interval[] | undefined;

  constructor(accountId: string, stays: readonly Interval[]) {
    this.accountId = accountId;
    this.#stays = [...stays];
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

  /** The numbers whose messages this account can read. */
  get visible(): readonly Interval[] {
    this.#visible ??= above(union([...this.#stays, ...this.#disclosed]), this.#deletedTo);
    return this.#visible;
  }

  /** Membership from this number on; nothing for a member. */
  join(number: number): void {
    if (this.isMember) return;
    this.#stays.push({ from: number, to: Number.POSITIVE_INFINITY });
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
    this.#visible = undefined;
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
