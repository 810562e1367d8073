// test support: the command api in this process, with the login of every world that the tests make.
import { type ApiOptions, apiCommand } from '../../src/commands/api.js';
import { LOGIN } from '../support/cli.js';

export interface Run {
  readonly code: number;
  readonly lines: readonly string[];
  readonly errors: string;
  /** Each line parsed. */
  readonly answers: readonly Record<string, unknown>[];
}

/** Runs `api method` in this process, on a terminal of so many columns when given. */
export async function api(
  server: string,
  method: string | undefined,
  more: Partial<ApiOptions> = {},
  columns?: number,
): Promise<Run> {
  const printed = { out: '', errors: '' };
  const options = { param: [], file: [], server, paginate: false, allowWrite: false, list: false, ...more };
  const code = await apiCommand(
    {
      ...options,
      method,
      credentials: async () => ({ email: LOGIN.FLEEP_EMAIL, password: LOGIN.FLEEP_PASSWORD }),
      signal: new AbortController().signal,
    },
    { write: (text) => (printed.out += text), columns },
    { write: (text) => (printed.errors += text) },
  );
  const lines = printed.out.split('\n').slice(0, -1);
  return {
    code,
    lines,
    errors: printed.errors,
    answers: method === undefined ? [] : lines.map((line) => JSON.parse(line)),
  };
}
