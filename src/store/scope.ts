// store: a part of an archive, for readers that are to see no more of it: views in front of the tables (queries/scope/).
// Invariant: whoever reads tables by their names through such a database gets rows of the scope alone, whatever the kind of the store;
// without a scope no view is made.
import type { Database, Parameters } from './database.js';
import { quoteName, readQuery } from './sql.js';
import type { Row } from './values.js';

/** Can be sent to a worker. */
export interface Scope {
  /** Conversations that are shown. */
  readonly conversations: readonly string[];
  /** Conversations that were chosen; some of them may have nothing in the days of the scope, or nothing in the archive. */
  readonly chosen: readonly string[];
  readonly accounts: readonly string[];
  readonly teams: readonly string[];
  /** Messages posted before, or at the second or later, are left out. Milliseconds since 1970, UTC. */
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
}

const COLUMNS = {
  conversations: 'conversation_id',
  chosen: 'conversation_id',
  accounts: 'account_id',
  teams: 'team_id',
} as const;

/** Puts the views in front of the tables, for this connection alone. */
export async function applyScope(database: Database, scope: Scope): Promise<void> {
  for (const [list, column] of Object.entries(COLUMNS))
    await database.run(`CREATE TEMP TABLE scope_${list} (${column} VARCHAR)`);
  await fillScope(database, scope);
  await database.run(await storedQuery(database, 'scope/10_conversations.sql'));
  if (scope.sinceMs === null && scope.untilMs === null) return;
  await database.run(`SET VARIABLE scope_since = ${timeSql(scope.sinceMs)}`);
  await database.run(`SET VARIABLE scope_until = ${timeSql(scope.untilMs)}`);
  await database.run(await storedQuery(database, 'scope/20_days.sql'));
}

/** Changes what the views show. The days stay. */
export async function fillScope(database: Database, scope: Scope): Promise<void> {
  for (const list of ['conversations', 'chosen', 'accounts', 'teams'] as const) {
    await database.run(`DELETE FROM scope_${list}`);
    const ids = JSON.stringify(scope[list]);
    await database.run(`INSERT INTO scope_${list} SELECT unnest(from_json($ids, '["VARCHAR"]'))`, { ids });
  }
}

/** Rows of a query of queries/scope/, in which `stored.x` is the table x of the store itself. */
export const readStored = async <R extends Row>(
  database: Database,
  name: string,
  parameters?: Parameters,
): Promise<R[]> => database.rows<R>(await storedQuery(database, `scope/${name}.sql`), parameters);

async function storedQuery(database: Database, name: string): Promise<string> {
  const [row] = await database.rows<{ name: string }>('SELECT current_database() AS name');
  const prefix = `${quoteName(row?.name ?? '')}.main.`;
  return (await readQuery(name)).replaceAll(/(?<=FROM |JOIN )stored\./g, () => prefix);
}

const timeSql = (timeMs: number | null): string =>
  timeMs === null ? 'NULL::TIMESTAMP' : `make_timestamp_ms(${Math.trunc(timeMs)})`;
