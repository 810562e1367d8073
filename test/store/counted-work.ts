// test support: how many rows the operators of DuckDB hand on during a load. A time says how busy the machine was; this says how the work
// grows.
import type { Database } from '../../src/store/database.js';

interface Operator {
  readonly operator_cardinality?: number;
  readonly children?: readonly Operator[];
}

const rowsOf = ({ operator_cardinality = 0, children = [] }: Operator): number =>
  operator_cardinality + children.reduce((sum, child) => sum + rowsOf(child), 0);

const IS_COUNTED = /^(INSERT|UPDATE|DELETE|CREATE OR REPLACE TEMP TABLE \w+ AS)\b/;

/** Runs `work`, whose statements go through `database`, and counts the rows of all of them. */
export async function countRows(database: Database, work: () => Promise<void>): Promise<number> {
  const run = database.run.bind(database);
  let rows = 0;
  database.run = async (sql, parameters) => {
    const statements = sql.replace(/^ *--.*$/gm, '').split(/;\s*$/m);
    for (const statement of statements.map((text) => text.trim()).filter((text) => text !== '')) {
      if (!IS_COUNTED.test(statement)) await run(statement, parameters);
      else rows += await countStatement(database, statement);
    }
  };
  try {
    await work();
  } finally {
    database.run = run;
  }
  return rows;
}

/** The same of one statement. */
export async function countStatement(database: Database, statement: string): Promise<number> {
  const [row] = await database.rows<{ explain_value: string }>(`EXPLAIN (ANALYZE, FORMAT JSON) ${statement}`);
  return rowsOf(JSON.parse(row?.explain_value ?? '{}'));
}
