// emulator/calls: what clients ask about themselves (fleep-wire.md section 2, below the table; 5.3).
// Invariant: none of these changes anything that another call shows.
import { badRequest } from '../api-error.js';
import { markupSyntax } from '../markup-syntax.js';
import type { Handler } from './call.js';

export const clientCalls: Readonly<Record<string, Handler>> = {
  /** Whether the session is alive; a dead one is refused before this. No client is too old for a practice server. */
  'client/check': () => '{}',
  'client/upgrade': () => '{}',
  'markup/get_syntax': () => JSON.stringify({ syntax: markupSyntax() }),
  'submit/stats': ({ body }) => {
    if (body.stats !== undefined && body.stats !== null && !Array.isArray(body.stats))
      throw badRequest('stats must be a list.');
    return '{}';
  },
};
