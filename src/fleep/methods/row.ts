// fleep/methods: what a row of the table of methods says, and the few words that rows are written with.
// Invariant: a row is data and nothing else; the types of the client, its requests, the command `api` and docs/api.md follow from it.
import type { AccountId, ConversationId, OrganisationId, TeamId } from '../ids.js';
import type { WireRecord } from '../wire-record.js';

/** What a call does at the service (fleep-wire.md, column RO of section 2, and section 8, quirk 14). */
export type Safety = 'session' | 'read' | 'read with side effects' | 'write';

/** Types of inputs. Ids are lower-case UUIDs; `integer` is a JSON integer, a time of which is in Unix seconds. */
export interface ScalarTypes {
  text: string;
  integer: number;
  number: number;
  boolean: boolean;
  object: WireRecord;
  /** Any other id than the four that follow. */
  uuid: string;
  conversation: ConversationId;
  account: AccountId;
  team: TeamId;
  organisation: OrganisationId;
}
export type Scalar = keyof ScalarTypes;

/** One of these words, or a list of some of them. */
interface OneOf {
  readonly oneOf: readonly string[];
}
interface SomeOf {
  readonly someOf: readonly string[];
}
export type InputType = Scalar | `${Scalar}[]` | OneOf | SomeOf;

export interface Input<Type extends InputType = InputType, IsRequired extends boolean = boolean> {
  readonly type: Type;
  readonly isRequired: IsRequired;
  /** The seed document's name for it; absent where the seed does not have it. */
  readonly seed?: string;
}
export type Inputs = Readonly<Record<string, Input>>;

/** Of what the id is that ends a path. */
export interface IdTypes {
  conversation: ConversationId;
  team: TeamId;
  organisation: OrganisationId;
  /** The key of a hook: 22 characters. */
  hook: string;
  /** The last part of a path of which only the first part is known. */
  name: string;
}
export type IdKind = keyof IdTypes;

/** Types of the fields of an answer. `records` are objects, nearly always with a `mk_rec_type`; `any` is of unknown or mixed type. */
export interface AnswerTypes {
  record: WireRecord;
  records: readonly WireRecord[];
  text: string;
  'text[]': readonly string[];
  integer: number;
  number: number;
  boolean: boolean;
  object: WireRecord;
  any: unknown;
}
export type Shape = Readonly<Record<string, keyof AnswerTypes>>;

/** How a list that comes in several answers is followed (fleep-wire.md, section 3). */
export interface Paging {
  /** The object of the answer that carries the cursor: itself, its header, or the record of this type in its stream. */
  readonly at: 'body' | 'header' | 'label' | 'section';
  readonly field: string;
  /** The input it goes into; absent when the cursor is JSON text whose members are the inputs. */
  readonly into?: string;
  readonly end: Ending;
  /** Inputs that a walk needs and that are filled in when they are not given. */
  readonly first?: Readonly<Record<string, unknown>>;
  /** With this input given the answer is a fragment of its own, and there is nothing to follow. */
  readonly unless?: string;
}

export type Ending =
  /** This list of the answer is empty. */
  | { readonly kind: 'empty'; readonly list: string }
  /** The cursor is the one that was sent. */
  | { readonly kind: 'still' }
  /** The cursor is absent, null, 0, '' or '{}', or this field beside it is 0. */
  | { readonly kind: 'none'; readonly orZero?: string }
  /** The cursor has come up, or down, to the number in this field of the header. */
  | { readonly kind: 'up to' | 'down to'; readonly field: string };

export interface Details {
  /** Number in the table of section 2: the methods of the seed document. */
  readonly row?: number;
  /** Further sections of fleep-wire.md. */
  readonly see?: string;
  /** POST with JSON where absent. An upload is a PUT of the raw bytes, or a multipart POST for several files. */
  readonly via?: 'GET' | 'upload';
  readonly id?: IdKind;
  readonly inputs?: Inputs;
  /** The sources name the call but not, or not all of, its inputs: others are sent as they are given. */
  readonly isOpen?: true;
  /** Called without a session. */
  readonly isPublic?: true;
  readonly answer?: Shape;
  /** The answer is itself a record of this type, without a list or a header around it. */
  readonly record?: string;
  readonly pages?: Paging;
  /** `mk_event_type` of an event/store call; the inputs are its `params` (section 3.9). */
  readonly event?: string;
  /** Names of the seed that are no inputs: outputs, or what the uploaded file itself says. */
  readonly seedOnly?: readonly string[];
  /** The seed forgets the id of the path. */
  readonly isIdMissingInSeed?: true;
  readonly note?: string;
}

export interface Method extends Details {
  /** Below /api/, or from the root of the service with a slash in front. */
  readonly path: string;
  readonly safety: Safety;
}

type Row<S extends Safety, D extends Details> = D & { readonly path: string; readonly safety: S };

const rowOf =
  <const S extends Safety>(safety: S) =>
  <const D extends Details>(path: string, details: D): Row<S, D> => ({ ...details, path, safety });

export const session = rowOf('session');
export const reads = rowOf('read');
export const touches = rowOf('read with side effects');
export const writes = rowOf('write');

export const required = <const T extends InputType>(type: T, seed?: string): Input<T, true> => ({
  type,
  isRequired: true,
  ...(seed === undefined ? {} : { seed }),
});

export const optional = <const T extends InputType>(type: T, seed?: string): Input<T, false> => ({
  type,
  isRequired: false,
  ...(seed === undefined ? {} : { seed }),
});

export const oneOf = <const W extends readonly string[]>(...words: W): { readonly oneOf: W } => ({ oneOf: words });
export const someOf = <const W extends readonly string[]>(...words: W): { readonly someOf: W } => ({ someOf: words });
