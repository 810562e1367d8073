// test support: what the seed document says of each method, read out of its text: the name and the names of its parameters.
import { readdirSync, readFileSync } from 'node:fs';

const SEED = new URL('../../../../shared/seed/', import.meta.url);
/** Of every method of the wrapper; not parameters of the service. */
const SESSION_FIELDS = new Set(['ticket', 'tokenId']);
const TYPES = 'String|Number|Select|List|Array|File|JSON|credentials|Map|Datepicker';

export interface SeedMethod {
  readonly name: string;
  readonly parameters: readonly string[];
}

/** The methods in the order of the document. */
export function readSeed(): SeedMethod[] {
  const text = readdirSync(SEED)
    .map((name) => readFileSync(new URL(name, SEED), 'utf8'))
    .join('\n');
  const parts = text.split(/^Fleep\.(?=\w+$)/m).slice(1);
  return parts.map((part) => ({
    name: /^\w+/.exec(part)?.[0] ?? '',
    parameters: [...part.matchAll(new RegExp(`^(\\w+) (?:${TYPES})\\b`, 'gm'))]
      .map(([, name]) => name ?? '')
      .filter((name) => !SESSION_FIELDS.has(name)),
  }));
}
