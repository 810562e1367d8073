// A test of one method of the table: it calls the method through the typed client and looks at what comes of it.
// Invariant: the test fails when it never gets an answer from its method, and when a method that does nothing would pass: one that reads
// is then answered with 200 and an empty object, any other one with the very answers that it gave when it did something.
import { expect, test } from 'vitest';
import { type Answer, type ClientOptions, FleepClient } from '../../../src/fleep/client.js';
import { FleepError } from '../../../src/fleep/errors.js';
import type { LooseRequest } from '../../../src/fleep/methods/call.js';
import { type MethodName, methodOf } from '../../../src/fleep/methods/index.js';
import { email, ONCE, onServer, PEOPLE, type TypedScene } from '../scene.js';
import type { Json } from '../walk.js';

/** Somebody who has no account yet. */
export const EVE = 'eve@example.org';

/** Everybody is signed in but eve, who has no account. */
export interface Stage extends TypedScene {
  readonly eve: FleepClient;
  readonly url: string;
}

export type Act = (stage: Stage) => Promise<void>;

/** `effect` says what the method does. `world` are further records of the server's world. */
export function methodTest(name: MethodName, effect: string, act: Act, world: readonly Json[] = []): void {
  test(`${name} ${effect}`, () => proveEffect(name, act, world));
}

/** Runs the test, and then once more with a method that does nothing, which has to fail. */
export async function proveEffect(name: MethodName, act: Act, world: readonly Json[] = []): Promise<void> {
  const before = expect.getState().assertionCalls;
  const watch: Watch = { name, isMute: false, answers: [] };
  await onStage(watch, act, world);
  if (watch.answers.length === 0) throw new Error(`The test of ${name} got no answer from it.`);
  if (expect.getState().assertionCalls === before) throw new Error(`The test of ${name} expects nothing.`);
  const answers = methodOf(name).safety === 'read' ? [] : watch.answers;
  if (await passes(() => onStage({ name, isMute: true, answers }, act, world))) {
    throw new Error(`The test of ${name} passes when the method does nothing.`);
  }
}

async function passes(run: () => Promise<void>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch {
    // Any failure will do.
    return false;
  }
}

interface Watch {
  readonly name: MethodName;
  /** The method is not sent; `answers` are what it is answered with, one after the other, and then an empty object. */
  readonly isMute: boolean;
  /** What the method was answered with; a refusal is undefined. */
  readonly answers: (Answer | undefined)[];
}

/** Nobody waits long for what will not come. */
const MUTE_POLL_MS = 5;

const nothing: Answer = { call: '', args: {}, status: 200, bytes: Buffer.from('{}'), body: {} };

class WatchedClient extends FleepClient {
  readonly #watch: Watch;

  constructor(options: ClientOptions, watch: Watch) {
    super(options);
    this.#watch = watch;
  }

  protected override async perform(name: MethodName, request: LooseRequest): Promise<Answer> {
    if (name !== this.#watch.name) return super.perform(name, request);
    const { isMute, answers } = this.#watch;
    if (isMute) return answers.shift() ?? nothing;
    try {
      const answer = await super.perform(name, request);
      answers.push(answer);
      return answer;
    } catch (error) {
      if (error instanceof FleepError) answers.push(undefined);
      throw error;
    }
  }
}

function onStage(watch: Watch, act: Act, world: readonly Json[]): Promise<void> {
  return onServer(
    async (url) => {
      const clientOf = (address: string, password: string) =>
        new WatchedClient({ server: url, email: address, password, retry: ONCE }, watch);
      const [anna, bert, carl, dora] = [
        clientOf(email('anna'), 'pw'),
        clientOf(email('bert'), 'pw'),
        clientOf(email('carl'), 'pw'),
        clientOf(email('dora'), 'pw'),
      ];
      const eve = clientOf(EVE, 'secret');
      const stage = { anna, bert, carl, dora, eve, url };
      try {
        await Promise.all(PEOPLE.map((name) => stage[name].signIn()));
        await act(stage);
      } finally {
        for (const client of [anna, bert, carl, dora, eve]) await client.close();
      }
    },
    world,
    watch.isMute ? MUTE_POLL_MS : undefined,
  );
}
