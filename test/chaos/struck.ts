// chaos: what a sync has to make of one fault, and whether it did.
import type { Combination } from './each.js';
import { laterLines } from './each-worlds.js';
import { answerTo } from './kinds.js';
import { onStage } from './scenes.js';
import { play } from './trial.js';

/** A sync with one fault in it. */
interface Struck {
  readonly code: number;
  /** What the archive lacks then, or has wrong. */
  readonly lost: readonly string[];
  readonly requests: number;
  /** Requests of the call that was struck. */
  readonly ofCall: number;
  readonly logins: number;
}

/** What is wrong, in words: with the sync that was struck, or with those after it. */
export async function strike(combination: Combination): Promise<string[]> {
  const { scene, rule } = combination;
  return onStage(scene, async ({ server, proxy, sync, faults, add }) => {
    const before = proxy.exchanges.length;
    await play(server, proxy, { seed: 1, rules: [rule] }, () => add(laterLines));
    const code = await sync();
    const calls = proxy.exchanges.slice(before).map(({ asked }) => asked.call);
    const count = (call: unknown) => calls.filter((one) => one === call).length;
    const struck: Struck = {
      code,
      lost: rule.kind === 'change' ? [] : await faults(),
      requests: calls.length,
      ofCall: count(rule.call),
      logins: count('account/login'),
    };
    await play(server, proxy, { seed: 1, rules: [] });
    const failures = wrongWith(combination, struck);
    if (code === 0 && struck.lost.length === 0 && rule.kind !== 'change') return failures;
    return [...failures, ...(await wrongAfter(sync, faults))];
  });
}

/** The next sync mends it; what was denied is asked for again when all lists are read. */
async function wrongAfter(sync: (full?: boolean) => Promise<number>, faults: () => Promise<string[]>) {
  if ((await sync()) === 0 && (await faults()).length === 0) return [];
  const code = await sync(true);
  return [...(await faults()), ...(code === 0 ? [] : [`the last sync ended with ${code}`])];
}

function wrongWith({ rule, asked, all }: Combination, struck: Struck): string[] {
  const { code, lost, requests, ofCall, logins } = struck;
  const isLogin = rule.call === 'account/login';
  const failures: string[] = [];
  const must = (isSo: boolean, what: string) => void (isSo || failures.push(`${what}: ${JSON.stringify(struck)}`));
  must(requests <= 2 * all + 20, `about ${all} requests`);
  must(code !== 0 || lost.length === 0, 'nothing is lost when the exit code is 0');
  must([0, 3, 5, 6].includes(code), 'a documented exit code');
  switch (answerTo(rule)) {
    case 'again':
      // Nobody listens for a while: without pauses all attempts are over before somebody does.
      must(code === 0 || (rule.kind === 'refuse' && code === 6), 'tried again, and complete');
      must(ofCall <= asked + 1, 'tried again once');
      must(isLogin || logins === 1, 'no new login');
      break;
    case 'come back':
      must(code === 6, 'ends, since it was asked to wait for long');
      must(ofCall <= asked, 'not asked again');
      break;
    case 'sign in':
      must(code === (isLogin && rule.kind === 'status' ? 5 : 0), 'signed in again, and complete');
      must(logins === (isLogin ? 1 : 2), 'one new login at most');
      break;
    case 'refused':
      must(ofCall <= asked, 'an answer, and not asked again');
      must(!isLogin || code === 5 || code === 6, 'a login that is refused ends the run');
      break;
    case 'lied to':
      break;
  }
  return failures;
}
