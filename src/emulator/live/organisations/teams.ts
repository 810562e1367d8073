// emulator/live: the teams there are, as the world has them and as accounts have changed them (fleep-wire.md 4.7).
// Invariant: a team that nobody has changed is sent as its world has it; every change of one raises its team_version_nr.
import { numberOf, parseRecord, textOf, textsOf, type WireRecord } from '../../fields.js';
import type { TeamRecord, WorldSource } from '../../world.js';
import type { Accounts } from '../accounts/accounts.js';

export class Teams {
  readonly #base: WorldSource;
  readonly #accounts: Accounts;
  /** Teams that differ from what the world has. */
  readonly #teams = new Map<string, WireRecord>();

  constructor(base: WorldSource, accounts: Accounts) {
    this.#base = base;
    this.#accounts = accounts;
  }

  find(teamId: string): TeamRecord | undefined {
    const changed = this.#teams.get(teamId);
    return changed === undefined ? this.#base.findTeam(teamId) : { teamId, text: JSON.stringify(changed) };
  }

  /** {} for a team that there is not. */
  fieldsOf(teamId: string): WireRecord {
    return this.#teams.get(teamId) ?? parseRecord(this.#base.findTeam(teamId)?.text ?? '{}');
  }

  membersOf(teamId: string): readonly string[] {
    return textsOf(this.fieldsOf(teamId), 'members');
  }

  /** Those that an account is in; removed ones are left out. */
  of(accountId: string): readonly TeamRecord[] {
    const isOfWorld = this.#accounts.isOfWorld(accountId);
    const stated = this.#base.teamsOf(accountId).filter(({ teamId, text }) => {
      return !this.#teams.has(teamId) && (isOfWorld || includesAccount(parseRecord(text), accountId));
    });
    const changed = [...this.#teams].filter(([, fields]) => includesAccount(fields, accountId));
    return [...stated, ...changed.map(([teamId, fields]) => ({ teamId, text: JSON.stringify(fields) }))];
  }

  /** Those of which something holds. */
  idsWith(holds: (fields: WireRecord) => boolean): readonly string[] {
    const stated = this.#base.logins.flatMap(({ accountId }) => this.#base.teamsOf(accountId));
    const ids = new Set([...stated.map(({ teamId }) => teamId), ...this.#teams.keys()]);
    return [...ids].filter((teamId) => holds(this.fieldsOf(teamId)));
  }

  add(teamId: string, fields: WireRecord): void {
    this.#teams.set(teamId, fields);
  }

  /** One change: the version goes up by one. */
  change(teamId: string, fields: WireRecord): void {
    const before = this.fieldsOf(teamId);
    const team_version_nr = (numberOf(before, 'team_version_nr') ?? 0) + 1;
    this.#teams.set(teamId, { ...before, ...fields, team_version_nr });
  }

  /** By its id or by the last part of its autojoin_url. */
  findByKey(key: string): string | undefined {
    if (textOf(this.fieldsOf(key), 'team_id') !== '') return key;
    return this.idsWith((fields) => textOf(fields, 'autojoin_url').split('/').at(-1) === key)[0];
  }
}

function includesAccount(fields: WireRecord, accountId: string): boolean {
  if (fields.is_deleted === true) return false;
  return ['members', 'admins', 'pending'].some((list) => textsOf(fields, list).includes(accountId));
}
