// The boards of a large conversation are made from what hangs on their own messages: nothing of all the others is held for them.
import { expect, test } from 'vitest';
import { ALL_NUMBERS, chosenOf, readBoardMessages, readCompanions } from '../../src/render/rows.js';
import { newTables } from '../store/load-pages.js';
import { ANNA, conv, message } from '../support/tiny-world.js';

test('of versions, reactions and targets those of pinned messages and tasks alone are held', async () => {
  await using tables = await newTables();
  const numbers = Array.from({ length: 40 }, (_unused, index) => index + 1);
  const edited = (nr: number) => ({
    flow_message_nr: 100 + nr,
    reactions: { ok: [ANNA] },
    reply_to_message_nr: nr - 1,
  });
  const pinned = { mk_message_state: 'urn:fleep:message:mk_message_state:pinned' };
  const task = JSON.stringify({ task_message_nr: '7' });
  await tables.load(conv('c'), ...numbers.map((nr) => message('c', nr)));
  await tables.load(
    ...numbers.map((nr) =>
      message('c', nr, { ...edited(nr), message: '<msg><p>2</p></msg>', ...(nr === 20 ? pinned : {}) }),
    ),
    message('c', 30, { flow_message_nr: 200, mk_message_type: 'task_completed', message: task, ...pinned }),
  );
  const range = { firstId: 'c', lastId: 'c', ...ALL_NUMBERS };
  const chosen = chosenOf(await readBoardMessages(tables.database, range));
  const { versions, reactions, targets } = await readCompanions(tables.database, range, true, chosen);
  expect([...versions.keys()]).toEqual(['c/20', 'c/30']);
  expect([...reactions.keys()]).toEqual(['c/20']);
  expect([...targets.keys()].sort()).toEqual(['c/19', 'c/7']);
  const all = await readCompanions(tables.database, range, true);
  expect([all.versions.size, all.reactions.size]).toEqual([40, 39]);
});
