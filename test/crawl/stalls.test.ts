// Which gaps of numbers are of a conversation is found without a look at those of all others.
import { expect, test } from 'vitest';
import { groupStalls, stallGap } from '../../src/crawl/gaps.js';

test('gaps of numbers are gone through once, whatever number of conversations asks for its own', () => {
  let looks = 0;
  function* gapIds() {
    for (const id of ['file:/messages:c:1', 'messages:c:1', 'messages:d:3', 'conversation:c', 'messages:c:20']) {
      looks += 1;
      yield id;
    }
  }
  const stalls = groupStalls(gapIds());
  expect(stalls.get(stallGap('c', ''))).toEqual(['messages:c:1', 'messages:c:20']);
  expect(stalls.get(stallGap('d', ''))).toEqual(['messages:d:3']);
  expect(stalls.get(stallGap('e', ''))).toBeUndefined();
  expect(looks).toBe(5);
});
