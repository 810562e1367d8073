// emulator: what the server knows of a world. A loaded world file and a synthetic world both stand behind this interface.
// Invariant: every record is kept as the JSON text that a client receives; the server adds to a text and never re-writes it.
// A world always shows the latest version of a message, as Fleep does (fleep-wire.md 3.6: older versions are not served).

import type { WireRecord } from './fields.js';

/** An account that may sign in. */
export interface Login {
  readonly accountId: string;
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
  /** What a practice server had of the account when its world was written down (docs/emulator.md). */
  readonly state?: WireRecord;
}

/** The latest version of one message. */
export interface MessageRecord {
  readonly messageNr: number;
  /** The number of the event that made this version: `messageNr`, or the number of the last edit. Never below `messageNr`. */
  readonly flowNr: number;
  /** Author; '' when the record names none. */
  readonly accountId: string;
  /** The record's JSON text without its closing brace. */
  readonly body: string;
  /** Whether `body` already states `profile_id`; when not, the server adds the viewer's. */
  readonly hasProfile: boolean;
}

/** A file or preview record. `messageNr` is 0 when the record belongs to no message number of its conversation. */
export interface Attachment {
  readonly messageNr: number;
  readonly isFile: boolean;
  readonly text: string;
  /** The event that brought it to its message; absent when it came with the message. */
  readonly sinceNr?: number;
}

export interface PinRef {
  readonly messageNr: number;
  readonly weight: number;
}

export interface TaskRef {
  readonly messageNr: number;
  readonly weight: number;
  readonly sectionId: string;
  readonly isArchived: boolean;
}

/** What a header states when the world does not: message numbers, Unix seconds, account ids. */
export interface ConversationFacts {
  readonly creatorId: string | null;
  readonly topicNr: number;
  /** Highest number that has a message. */
  readonly showNr: number;
  /** Highest number that has an alerting message; 0 when none has. */
  readonly inboxNr: number;
  /** The inbox number of the last alerting message. */
  readonly lastInboxNr: number;
  /** The same of what was before the first message that the world has. */
  readonly earlierInboxNr: number;
  readonly inboxTime: number;
  readonly lastTime: number;
}

/** One conversation. Ranges are inclusive message numbers and may reach beyond what exists. */
export interface ConversationSource {
  readonly id: string;
  /** Grows with every change; what was computed from an older revision is stale. */
  readonly revision: number;
  /** The header fields that the world states, as name → JSON text of the value. */
  readonly header: ReadonlyMap<string, string>;
  /** Highest flow number of any event; 0 for an empty conversation. */
  readonly lastFlowNr: number;
  readonly facts: ConversationFacts;
  /** The same as of the event `asOf`. */
  factsAt(asOf: number): ConversationFacts;
  /** Records that only an initial sync brings: sections, and kinds this server has no rule for. */
  readonly sections: readonly SectionRecord[];
  readonly hooks: readonly string[];
  readonly others: readonly string[];
  /** What a practice server had of the conversation when its world was written down (docs/emulator.md). */
  readonly state?: WireRecord | undefined;
  /** Latest versions by message number, ascending: those that were the latest at the event `asOf`, as far as the world has them. */
  messagesIn(low: number, high: number, asOf?: number): readonly MessageRecord[];
  /** The same by flow number. */
  eventsIn(low: number, high: number, asOf?: number): readonly MessageRecord[];
  /** JSON texts of the versions of a message before its latest (at the event `asOf`), oldest first, as far as the world has them. */
  olderTexts(messageNr: number, asOf?: number): readonly string[];
  /** Attachments by message number, ascending. `attachmentsIn(0, 0)` are those without a message. */
  attachmentsIn(low: number, high: number): readonly Attachment[];
  /** Numbers that have file records, descending, without 0. */
  fileNumbers(): readonly number[];
  /** Pinned messages, highest number first. */
  pins(): readonly PinRef[];
  /** Task messages, highest number first. */
  tasks(): readonly TaskRef[];
}

export interface SectionRecord {
  readonly sectionId: string;
  readonly text: string;
}

export interface ContactRecord {
  readonly accountId: string;
  readonly text: string;
  /** Who came up on a practice server, and is a contact of those only who have met them. */
  readonly isNewcomer?: boolean;
}

export interface TeamRecord {
  readonly teamId: string;
  readonly text: string;
}

export interface LabelRecord {
  readonly labelId: string;
  readonly subtype: string;
  readonly text: string;
}

/** Bytes of which a part can be had alone; a Buffer is such. */
export interface ServedBytes {
  readonly length: number;
  /** From `start` up to, not including, `end`; by default from the first to the last. */
  subarray(start?: number, end?: number): Buffer;
}

/** Bytes that a GET can fetch. */
export interface ServedContent {
  readonly fileName: string;
  readonly fileType: string;
  read(): ServedBytes;
}

/** A content with the message that it belongs to; without a conversation it is for everybody, as avatars are. */
export interface PlacedContent {
  readonly content: ServedContent;
  readonly conversationId: string | undefined;
  /** 0 for a file that belongs to no message number of its conversation. */
  readonly messageNr: number;
}

/** A world as one account or several see it. Lists are in file order unless said otherwise. */
export interface WorldSource {
  /** A positive number that tells this world from any other, also across restarts of the server. */
  readonly epoch: number;
  /** Grows with every change of the world. */
  readonly revision: number;
  readonly logins: readonly Login[];
  /** The conversations that the account may see, in file order. */
  conversationsOf(accountId: string): readonly ConversationSource[];
  /** `undefined` when there is no such conversation or the account may not see it. */
  findConversation(id: string, accountId: string): ConversationSource | undefined;
  readonly contacts: readonly ContactRecord[];
  findContact(accountId: string): ContactRecord | undefined;
  /** The account ids that `alias_account_ids` of an owner's contact names. */
  aliasesOf(accountId: string): readonly string[];
  teamsOf(accountId: string): readonly TeamRecord[];
  findTeam(teamId: string): TeamRecord | undefined;
  readonly labels: readonly LabelRecord[];
  readonly reminders: readonly string[];
  /** Records of the account as a whole: personal sections, organisations, and kinds this server has no rule for. */
  readonly others: readonly string[];
  /** `path` is percent-decoded. `undefined` when nothing is served there. Who may see it is not decided here. */
  findContent(path: string): PlacedContent | undefined;
}
