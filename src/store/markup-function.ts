// store: the SQL function markup_text(type, message): the plain text of a message, NULL where its markup is malformed.
// One implementation of the algorithm serves SQL and the site alike: src/fleep/markup.
import type { DuckDBConnection } from '@duckdb/node-api';
import { messageText } from '../fleep/markup/plain-text.js';
import { DuckDBScalarFunction, VARCHAR } from './duckdb.js';

export function registerMarkupText(connection: DuckDBConnection): void {
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: 'markup_text',
      parameterTypes: [VARCHAR, VARCHAR],
      returnType: VARCHAR,
      mainFunction: (_info, input, output) => {
        const types = input.getColumnVector(0);
        const messages = input.getColumnVector(1);
        for (let row = 0; row < input.rowCount; row += 1)
          output.setItem(row, decode(types.getItem(row), messages.getItem(row)));
        output.flush();
      },
    }),
  );
}

function decode(type: unknown, message: unknown): string | null {
  if (typeof type !== 'string' || typeof message !== 'string') return null;
  const { text, isMalformed } = messageText(type, message);
  return isMalformed ? null : text;
}
