// fleep/methods: the one table of all methods of the service, put together from its families.
// Invariant: a name stands in one family only; all 83 names of the seed document are here, spelled as there (fleep-wire.md, section 2).
import { accountMethods } from './account.js';
import { accountMoreMethods } from './account-more.js';
import { businessMethods, mailMethods, paymentMethods } from './business.js';
import { aliasMethods, contactMethods } from './contact.js';
import { conversationMethods } from './conversation.js';
import { conversationChangeMethods } from './conversation-change.js';
import { conversationMemberMethods } from './conversation-members.js';
import { eventReadMethods } from './event-read.js';
import { eventWriteMethods } from './event-write.js';
import { fileMethods, hookMethods, searchMethods } from './file-hook-search.js';
import { messageMethods } from './message.js';
import type { Method, Safety } from './row.js';
import { sessionMethods } from './session.js';
import { taskMethods } from './task.js';
import { teamMethods } from './team.js';

/** The families under the headings of docs/api.md. */
export const families = {
  'Session and registration': sessionMethods,
  Account: { ...accountMethods, ...accountMoreMethods },
  'Reading conversations': conversationMethods,
  'Changing conversations': { ...conversationChangeMethods, ...conversationMemberMethods },
  Messages: messageMethods,
  Tasks: taskMethods,
  'Contacts and aliases': { ...contactMethods, ...aliasMethods },
  Teams: teamMethods,
  'Files, hooks and search': { ...fileMethods, ...hookMethods, ...searchMethods },
  'Organisations, mail and payment': { ...businessMethods, ...mailMethods, ...paymentMethods },
  Events: { ...eventReadMethods, ...eventWriteMethods },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Method>>>>;

/** Every method by its name. */
export const methods = {
  ...families['Session and registration'],
  ...families.Account,
  ...families['Reading conversations'],
  ...families['Changing conversations'],
  ...families.Messages,
  ...families.Tasks,
  ...families['Contacts and aliases'],
  ...families.Teams,
  ...families['Files, hooks and search'],
  ...families['Organisations, mail and payment'],
  ...families.Events,
} as const;

export type Methods = typeof methods;
export type MethodName = keyof Methods;

/** Names of the methods of one safety. */
export type NamesOf<S extends Safety> = {
  [Name in MethodName]: Methods[Name]['safety'] extends S ? Name : never;
}[MethodName];

/** Names of the methods that change nothing at the service: all that a crawl can call. */
export type ReadMethodName = NamesOf<'read'>;

/** The row without its types, for code that learns the name when it runs. */
export const methodOf = (name: MethodName): Method => methods[name];

export const methodNames = Object.keys(methods) as readonly MethodName[];
