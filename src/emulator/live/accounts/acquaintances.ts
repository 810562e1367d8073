// emulator/live: what each viewer has of other people: whom they have met, whom they took off their list, what they call them.
// Invariant: all of it is the viewer's alone; nobody else sees any of it.
import { isRecord, textsOf, type WireRecord } from '../../fields.js';

export class Acquaintances {
  /** What a viewer says of somebody: viewer → account → fields. */
  readonly #personal = new Map<string, Map<string, WireRecord>>();
  /** Whom a viewer has met since the world was loaded, in order. */
  readonly #met = new Map<string, Set<string>>();
  /** Whom a viewer does not want to see among the contacts. */
  readonly #unlisted = new Map<string, Set<string>>();

  describe(viewerId: string, accountId: string, fields: WireRecord): void {
    const views = this.#personal.get(viewerId) ?? new Map<string, WireRecord>();
    this.#personal.set(viewerId, views.set(accountId, { ...views.get(accountId), ...fields }));
  }

  descriptionOf(viewerId: string, accountId: string): WireRecord | undefined {
    return this.#personal.get(viewerId)?.get(accountId);
  }

  /** Returns false when nothing changed: the two have met, and the one is on the other's list. */
  meet(viewerId: string, accountId: string): boolean {
    const met = this.#met.get(viewerId) ?? new Set<string>();
    this.#met.set(viewerId, met);
    const wasUnlisted = this.#unlisted.get(viewerId)?.delete(accountId) === true;
    if (met.has(accountId)) return wasUnlisted;
    met.add(accountId);
    return true;
  }

  unlist(viewerId: string, accountId: string): void {
    const unlisted = this.#unlisted.get(viewerId) ?? new Set<string>();
    this.#unlisted.set(viewerId, unlisted.add(accountId));
  }

  metBy(viewerId: string): ReadonlySet<string> {
    return this.#met.get(viewerId) ?? new Set();
  }

  isUnlisted(viewerId: string, accountId: string): boolean {
    return this.#unlisted.get(viewerId)?.has(accountId) === true;
  }

  /** All that a viewer has, for whoever writes the world down. */
  stateOf(viewerId: string): WireRecord {
    return {
      met: [...this.metBy(viewerId)],
      unlisted: [...(this.#unlisted.get(viewerId) ?? [])],
      views: Object.fromEntries(this.#personal.get(viewerId) ?? []),
    };
  }

  /** What was written down. */
  take(viewerId: string, state: WireRecord): void {
    for (const id of textsOf(state, 'met')) this.meet(viewerId, id);
    for (const id of textsOf(state, 'unlisted')) this.unlist(viewerId, id);
    const views = isRecord(state.views) ? Object.entries(state.views) : [];
    for (const [id, fields] of views) if (isRecord(fields)) this.describe(viewerId, id, fields);
  }
}
