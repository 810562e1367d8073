// fleep/methods: the types of a call, inferred from its row: what it must be given and what its answer has.
// Invariant: nothing is written down here that a row says; a row that changes changes these types.
import type { WireRecord } from '../wire-record.js';
import type { MethodName, Methods } from './index.js';
import type { AnswerTypes, IdKind, IdTypes, Input, Inputs, InputType, Scalar, ScalarTypes, Shape } from './row.js';

type ValueOf<T extends InputType> = T extends `${infer Item extends Scalar}[]`
  ? readonly ScalarTypes[Item][]
  : T extends Scalar
    ? ScalarTypes[T]
    : T extends { readonly oneOf: readonly (infer Word)[] }
      ? Word
      : T extends { readonly someOf: readonly (infer Word)[] }
        ? readonly Word[]
        : never;

type Flat<T> = { [Key in keyof T]: T[Key] };

type RequiredKeys<I extends Inputs> = {
  [Key in keyof I]: I[Key] extends Input<InputType, true> ? Key : never;
}[keyof I];

/** Of an optional input null means the same as leaving it out (fleep-wire.md, section 1.1). */
type NamedArgs<I extends Inputs> = Flat<
  { readonly [Key in RequiredKeys<I>]: ValueOf<I[Key]['type']> } & {
    readonly [Key in Exclude<keyof I, RequiredKeys<I>>]?: ValueOf<I[Key]['type']> | null;
  }
>;

type InputsOf<M> = M extends { readonly inputs: infer I extends Inputs } ? I : Record<never, Input>;

/** The arguments of a method, under their names on the wire. */
export type ArgsOf<Name extends MethodName> = Methods[Name] extends { readonly isOpen: true }
  ? NamedArgs<InputsOf<Methods[Name]>> & WireRecord
  : [keyof InputsOf<Methods[Name]>] extends [never]
    ? Readonly<Record<string, never>>
    : NamedArgs<InputsOf<Methods[Name]>>;

/** A file to send. */
export interface UploadFile {
  readonly name: string;
  /** MIME type; the service makes up its own mind (fleep-wire.md, section 4.5). */
  readonly type?: string;
  readonly bytes: Uint8Array;
}

type IdPart<M> = M extends { readonly id: infer Kind extends IdKind }
  ? { readonly id: IdTypes[Kind] }
  : { readonly id?: never };

type ArgsPart<Name extends MethodName> = [RequiredKeys<InputsOf<Methods[Name]>>] extends [never]
  ? { readonly args?: ArgsOf<Name> }
  : { readonly args: ArgsOf<Name> };

type FilesPart<M> = M extends { readonly via: 'upload' }
  ? { readonly files: readonly [UploadFile, ...UploadFile[]] }
  : { readonly files?: never };

/** What a call of the method takes: the id where its path ends in one, its arguments, files where it is an upload. */
export type RequestOf<Name extends MethodName> = IdPart<Methods[Name]> & ArgsPart<Name> & FilesPart<Methods[Name]>;

/** The same as the rest of a parameter list, empty where nothing has to be given. */
export type CallRest<Name extends MethodName> =
  Record<never, never> extends RequestOf<Name> ? [request?: RequestOf<Name>] : [request: RequestOf<Name>];

type BodyFields<S extends Shape> = { readonly [Key in keyof S]?: AnswerTypes[S[Key]] };

/** The body of an answer: each field of the row has the type that it names or is absent, a list that is null is empty; others are as they came. */
export type BodyOf<Name extends MethodName> = Methods[Name] extends { readonly answer: infer S extends Shape }
  ? BodyFields<S> & WireRecord
  : WireRecord;

/** A request whose arguments were checked when the program ran, or not at all. */
export interface LooseRequest {
  readonly id?: string;
  readonly args?: WireRecord;
  readonly files?: readonly UploadFile[];
}
