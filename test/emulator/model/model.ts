// What a conversation is, in the plainest way that can be written down: a list of versions for each number, and for each person the
// numbers that they were there for. Shares no code with the practice server.

export interface Version {
  readonly flowNr: number;
  readonly type: string;
  readonly author: string;
  /** The text of `message`; undefined where the model does not say (payloads of system messages). */
  readonly message: string | undefined;
  readonly state: string;
  readonly tags: readonly string[];
}

interface Stay {
  readonly from: number;
  to: number;
}

export class ModelConversation {
  readonly id: string;
  last = 0;
  topic: string;
  readonly members = new Set<string>();
  readonly versions = new Map<number, Version[]>();
  readonly stays = new Map<string, Stay[]>();
  readonly disclosed = new Map<string, Stay[]>();

  constructor(id: string, topic: string) {
    this.id = id;
    this.topic = topic;
  }

  /** A new message. Gives its number. */
  post(version: Omit<Version, 'flowNr'>): number {
    this.last += 1;
    this.versions.set(this.last, [{ ...version, flowNr: this.last }]);
    return this.last;
  }

  /** A new version of a message. */
  revise(number: number, change: Partial<Version>): void {
    this.last += 1;
    const versions = this.versions.get(number) ?? [];
    const before = versions.at(-1);
    if (before === undefined) throw new Error(`the model has no message ${number}`);
    versions.push({ ...before, ...change, flowNr: this.last });
  }

  latest(number: number): Version | undefined {
    return this.versions.get(number)?.at(-1);
  }

  join(person: string, from: number): void {
    this.members.add(person);
    this.stays.set(person, [...(this.stays.get(person) ?? []), { from, to: Number.POSITIVE_INFINITY }]);
  }

  leave(person: string): void {
    this.members.delete(person);
    const stay = this.stays.get(person)?.at(-1);
    if (stay !== undefined) stay.to = this.last;
  }

  disclose(person: string, from: number, to: number): void {
    this.disclosed.set(person, [...(this.disclosed.get(person) ?? []), { from, to }]);
  }

  rangesOf(person: string): readonly Stay[] {
    return [...(this.stays.get(person) ?? []), ...(this.disclosed.get(person) ?? [])];
  }

  isShown(person: string, number: number): boolean {
    return this.rangesOf(person).some(({ from, to }) => from <= number && number <= to);
  }

  /** The last number that a person sees. */
  lastFor(person: string): number {
    if (this.members.has(person)) return this.last;
    return Math.max(0, ...(this.stays.get(person) ?? []).map(({ to }) => to));
  }

  /** Number → version, as a person sees the history now. */
  seenBy(person: string): Map<number, Version> {
    const asOf = this.members.has(person) ? Number.POSITIVE_INFINITY : this.lastFor(person);
    const seen = new Map<number, Version>();
    for (const [number, versions] of [...this.versions].sort(([a], [b]) => a - b)) {
      const version = versions.findLast(({ flowNr }) => flowNr <= asOf);
      if (version !== undefined && this.isShown(person, number)) seen.set(number, version);
    }
    return seen;
  }

  /** Pinned or a task: seen by everybody in the conversation, wherever it is. */
  isShared(number: number): boolean {
    const tags = this.latest(number)?.tags ?? [];
    return tags.includes('pin') || tags.includes('is_task');
  }
}
