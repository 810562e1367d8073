// emulator/demo: reads demo-world/company.json and finds people, teams and hooks in it by the names that scripts use.
// Invariant: a name that company.json does not know is an error, so a typing mistake cannot make a new person.
import { readFileSync } from 'node:fs';
import { reasonOf, usageError } from '../../lib/errors.js';
import { shortIdFor, uuidFor } from './ids.js';

/** Somebody with an account. Dates are ISO days; `hours` is the working day on the clock of `clock`. */
export interface Person {
  key: string;
  name: string;
  email: string;
  address: string;
  title: string;
  clock: string;
  hours: string;
  from: string;
  until?: string;
  phone?: string;
  status?: string;
  /** May log in with this password. */
  password?: string;
  /** File under demo-world/files/avatars without size and ending. */
  avatar?: string;
  statusMessage?: string;
  statusEmoji?: string;
}

export interface Team {
  name: string;
  members: string[];
  admins: string[];
  isAutojoin: boolean;
}

export interface Label {
  name: string;
  type: 'user_label' | 'system_label';
  subtype: string;
  isRemoved?: boolean;
}

export interface Hook {
  name: string;
  type: string;
  owner: string;
  conversation: string;
  isActive: boolean;
}

interface CompanyFile {
  people: Person[];
  teams: Team[];
  labels: Label[];
  hooks: Hook[];
}

/** The folder `demo-world/` of the package, seen from `src/` and from `dist/` alike. */
export const DEMO_WORLD = new URL('../../../demo-world/', import.meta.url);

export class Company {
  readonly people: readonly Person[];
  readonly teams: readonly Team[];
  readonly labels: readonly Label[];
  readonly hooks: readonly Hook[];
  readonly #byKey: ReadonlyMap<string, Person>;
  readonly #byAddress: ReadonlyMap<string, Person>;
  /** Each message asks for its author's id, so ids are hashed once. */
  readonly #accountIds: ReadonlyMap<string, string>;

  constructor(file: CompanyFile) {
    this.people = file.people;
    this.teams = file.teams;
    this.labels = file.labels;
    this.hooks = file.hooks;
    this.#byKey = new Map(file.people.map((person) => [person.key, person]));
    this.#byAddress = new Map(file.people.map((person) => [person.address, person]));
    this.#accountIds = new Map(file.people.map((person) => [person.key, accountIdOf(person)]));
  }

  getPerson(key: string): Person {
    const person = this.#byKey.get(key);
    if (person === undefined) throw usageError(`demo-world/company.json has no person "${key}".`);
    return person;
  }

  accountId(key: string): string {
    return this.#accountIds.get(key) ?? accountIdOf(this.getPerson(key));
  }

  /** Account id for what follows an `@`: a fleep address, or the name that scripts use. */
  findMention(name: string): string | undefined {
    const person = this.#byKey.get(name) ?? this.#byAddress.get(name.toLowerCase());
    return person === undefined ? undefined : accountIdOf(person);
  }

  getTeam(name: string): Team {
    const team = this.teams.find((candidate) => candidate.name === name);
    if (team === undefined) throw usageError(`demo-world/company.json has no team "${name}".`);
    return team;
  }

  getHook(name: string): Hook {
    const hook = this.hooks.find((candidate) => candidate.name === name);
    if (hook === undefined) throw usageError(`demo-world/company.json has no hook "${name}".`);
    return hook;
  }

  getLabel(name: string): Label {
    const label = this.labels.find((candidate) => candidate.name === name);
    if (label === undefined) throw usageError(`demo-world/company.json has no label "${name}".`);
    return label;
  }
}

export const accountIdOf = (person: Person): string => uuidFor(`account/${person.key}`);
export const teamIdOf = (team: Team): string => uuidFor(`team/${team.name}`);
export const labelIdOf = (label: Label): string => uuidFor(`label/${label.name}`);
export const hookKeyOf = (hook: Hook): string => shortIdFor(`hook/${hook.name}`);
export const conversationIdOf = (name: string): string => uuidFor(`conversation/${name}`);

/** Reads company.json. Throws a usage error when the file is absent or no JSON. */
export function readCompany(): Company {
  try {
    return new Company(JSON.parse(readFileSync(new URL('company.json', DEMO_WORLD), 'utf8')) as CompanyFile);
  } catch (error) {
    throw usageError(`The demo world's company.json cannot be read: ${reasonOf(error)}`, error);
  }
}
