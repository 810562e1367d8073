// fleep/records: the types that a field of a record can have; each is a word in the tables of this folder.
// Invariant: what a decoded value is made of is enough to write the very value that came.
import type { AccountId, ConversationId, OrganisationId, TeamId } from '../ids.js';
import type { WireRecord } from '../wire-record.js';
import type { FleepRecord } from './record.js';

/** JSON that travels inside a string (fleep-wire.md, section 8, quirk 3): the text as it came, and what it says. */
export interface JsonText {
  readonly text: string;
  readonly value: unknown;
}

/** Every field may also be null or absent. */
export interface FieldTypes {
  text: string;
  boolean: boolean;
  integer: number;
  number: number;
  /** Unix seconds. */
  time: number;
  /** Number of a message in its conversation; a text in attachments of 2016 (section 4.5). */
  message_nr: number | string;
  /** A number that also comes as text, as export_progress does. */
  numeric: number | string;
  uuid: string;
  conversation: ConversationId;
  account: AccountId;
  team: TeamId;
  organisation: OrganisationId;
  object: WireRecord;
  any: unknown;
  'text[]': readonly string[];
  'uuid[]': readonly string[];
  'account[]': readonly AccountId[];
  'team[]': readonly TeamId[];
  'conversation[]': readonly ConversationId[];
  'object[]': readonly WireRecord[];
  /** JSON inside a string. */
  json: JsonText;
  'json[]': readonly JsonText[];
  /** Whole records inside a record: the attachments of a message. */
  'record[]': readonly FleepRecord[];
  /** The body of a message: XML or plain text, or the JSON of a system message or of a V2 body (section 4.3). */
  body: string | JsonText;
}
export type FieldType = keyof FieldTypes;

/** Fields by name; a name that ends in * stands for all that begin so. */
export type FieldTable = Readonly<Record<string, FieldType>>;

/** The fields of a table as TypeScript sees them. */
export type FieldsOf<Table extends FieldTable> = {
  readonly [Name in keyof Table as Name extends `${infer Start}*` ? `${Start}${string}` : Name]?:
    | FieldTypes[Table[Name]]
    | null;
};

/** An object taken apart by its table. Nothing is lost: the three parts together are the whole. */
export interface Decoded<Fields> {
  /** What the table names and what has its type, or is null. */
  readonly fields: Fields;
  /** What the table names and what is of another type, as it came. */
  readonly odd: WireRecord;
  /** What the table does not name, as it came. */
  readonly extra: WireRecord;
}
