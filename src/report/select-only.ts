// report: decides whether a user's SQL may be run, from DuckDB's own syntax tree of it and before anything is bound or run.
// Invariant: what passes is one SELECT that calls only table functions of the list below. A SELECT alone is not harmless:
// FROM enable_logging(…) writes files, arrow_scan(…) reads memory, and query('…') hides SQL from the tree.
import { usageError } from '../lib/errors.js';
import type { Database } from '../store/database.js';

/** Table functions that look at nothing but their arguments, the tables and DuckDB's own lists. */
const HARMLESS = new Set([
  ...['range', 'generate_series', 'unnest', 'repeat', 'repeat_row', 'json_each', 'json_tree', 'summary', 'histogram'],
  ...['histogram_values', 'icu_calendar_names', 'pg_timezone_names', 'duckdb_columns', 'duckdb_constraints'],
  ...['duckdb_functions', 'duckdb_indexes', 'duckdb_keywords', 'duckdb_schemas', 'duckdb_settings', 'duckdb_tables'],
  ...['duckdb_types', 'duckdb_views', 'pragma_database_size', 'pragma_show', 'pragma_storage_info'],
  ...['pragma_table_info', 'pragma_version'],
  // Ours: queries/schema/003_views.sql.
  'talk',
]);

interface Statement {
  readonly named_param_map?: readonly { readonly key: string }[];
}

/** What json_serialize_sql answers. */
interface SyntaxTree {
  readonly error: boolean;
  readonly error_type?: string;
  readonly error_message?: string;
  readonly statements?: readonly Statement[];
}

/**
 * The names of the parameters. Throws a usage error unless the SQL is one SELECT (or VALUES, FROM, DESCRIBE, SHOW, SUMMARIZE) without side
 * effects.
 */
export async function requireSelect(database: Database, sql: string): Promise<string[]> {
  const tree = await syntaxTree(database, sql);
  if (tree.error && tree.error_type !== 'not implemented') {
    throw usageError(`The query failed: ${tree.error_message ?? 'it cannot be read'}`);
  }
  // "not implemented" is the answer to every statement that is not a SELECT.
  if (tree.error) throw usageError('A query is one SELECT: the archive is read and never changed.');
  const statements = tree.statements ?? [];
  if (statements.length !== 1)
    throw usageError(`A query is one SELECT; this text holds ${statements.length} statements.`);
  const refused = tableFunctions(statements).find((name) => !HARMLESS.has(name));
  if (refused !== undefined) {
    throw usageError(`A query reads the tables of the archive and may not call ${refused}(…).`);
  }
  return statements.flatMap(({ named_param_map = [] }) => named_param_map.map(({ key }) => key));
}

async function syntaxTree(database: Database, sql: string): Promise<SyntaxTree> {
  const [row] = await database.rows<{ tree: string }>('SELECT json_serialize_sql($sql::VARCHAR)::VARCHAR AS tree', {
    sql,
  });
  return JSON.parse(
    (row?.tree ?? '{"error": true}').replace(NO_JSON, (token) => (token.startsWith('"') ? token : 'null')),
  );
}

/** DuckDB writes numbers into its tree that JSON has not. Texts are met as wholes, so that nothing in them is meant. */
const NO_JSON = /"[^"\\]*(?:\\.[^"\\]*)*"|-?(?:Infinity|NaN|inf|nan)\b/gi;

/** Names of all table functions in the tree, in lower case. Walks with a stack of its own: SQL can be nested deeply. */
function tableFunctions(tree: unknown): string[] {
  const names: string[] = [];
  const waiting: unknown[] = [tree];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    if ('type' in node && node.type === 'TABLE_FUNCTION' && 'function' in node) names.push(functionName(node.function));
    for (const child of Object.values(node)) if (typeof child === 'object') waiting.push(child);
  }
  return names;
}

function functionName(call: unknown): string {
  const isNamed = typeof call === 'object' && call !== null && 'function_name' in call;
  // What has no name is not on the list.
  return isNamed ? String(call.function_name).toLowerCase() : '';
}
