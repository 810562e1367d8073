// emulator/synthetic: the accounts of a synthetic world. The first is the one that signs in, with the corpora's login.
import { PRACTICE_LOGIN } from '../practice-login.js';
import type { ContactRecord, Login } from '../world.js';
import { mix, uuidOf } from './hash.js';

const PEOPLE = 60;
const ACCOUNT_KIND = 1;
const given = `Kadri Noam Yuki Tiago Lena Omar Mari Jonas Aiko Dana Peeter Ines Hiro Samira Klaus Liis Ruth Marek Joao
Emma`.split(/\s+/);
const family = `Tamm Levi Sato Costa Weber Haddad Saar Berg Mori Cohen Kask Lopes Ito Nasser Vogel`.split(/\s+/);

export interface Person {
  readonly accountId: string;
  readonly name: string;
  readonly email: string;
}

export function peopleOf(seed: number): Person[] {
  const others = Array.from({ length: PEOPLE - 1 }, (_unused, index) => {
    const name = `${given[index % given.length]} ${family[(index * 7 + Math.floor(index / 15)) % family.length]}`;
    const email = `${name.toLowerCase().replace(' ', '.')}.${index + 1}@example.org`;
    return { accountId: uuidOf(seed, ACCOUNT_KIND, index + 1), name, email };
  });
  const archivist = { accountId: uuidOf(seed, ACCOUNT_KIND, 0), name: 'Archivist', email: PRACTICE_LOGIN.email };
  return [archivist, ...others];
}

export function loginOf({ accountId, name, email }: Person): Login {
  return { accountId, email, password: PRACTICE_LOGIN.password, displayName: name };
}

export function contactOf({ accountId, name, email }: Person): ContactRecord {
  const fields = {
    mk_rec_type: 'contact',
    account_id: accountId,
    display_name: name,
    email,
    mk_account_status: 'active',
    fleep_address: email.replace('@example.org', ''),
    is_hidden_for_add: false,
    activity_time: 1_735_600_000,
    dialog_id: null,
    organisation_id: null,
    sort_rank: 0,
  };
  return { accountId, text: JSON.stringify(fields) };
}

/** The archivist and 2 to 21 others, more of them in the first conversations. */
export function membersOf(people: readonly Person[], seed: number, conversationIndex: number): Person[] {
  const [archivist, ...others] = people;
  const size = Math.min(others.length, conversationIndex < 8 ? 21 : 2 + (mix(seed, conversationIndex, 5) % 10));
  const start = mix(seed, conversationIndex, 6) % others.length;
  const chosen = Array.from({ length: size }, (_unused, place) => others[(start + place * 7) % others.length]);
  return [archivist, ...chosen].filter((person) => person !== undefined);
}
