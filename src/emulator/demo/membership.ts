// emulator/demo: who is in a conversation, followed through its events.
// Invariant: only members write. A script in which somebody writes before joining, or after leaving, is refused.
import { usageError } from '../../lib/errors.js';
import type { SystemEvent } from './script.js';
import type { SystemMessage } from './system-messages.js';

export class Membership {
  readonly #conversation: string;
  readonly #members = new Set<string>();
  readonly #leavers = new Set<string>();
  readonly #teams = new Set<string>();

  constructor(conversation: string) {
    this.#conversation = conversation;
  }

  get members(): string[] {
    return [...this.#members].sort();
  }

  /** Those who were members and are not now. */
  get leavers(): string[] {
    return [...this.#leavers].sort();
  }

  get teams(): string[] {
    return [...this.#teams];
  }

  apply(event: SystemEvent, message: SystemMessage): void {
    for (const name of message.joins) {
      this.#members.add(name);
      this.#leavers.delete(name);
    }
    this.requireMember(event.by);
    for (const name of message.leaves) {
      this.requireMember(name);
      this.#members.delete(name);
      this.#leavers.add(name);
    }
    if (message.team !== undefined) this.#teams.add(message.team);
  }

  requireMember(name: string): void {
    if (!this.#members.has(name))
      throw usageError(`In the demo conversation "${this.#conversation}" ${name} acts as no member.`);
  }
}
