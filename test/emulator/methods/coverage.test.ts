// Every method of the table has one test of its own, and what such a test has to do to pass.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type MethodName, methodNames } from '../../../src/fleep/methods/index.js';
import { begin } from '../acting.js';
import { numbersOf } from '../scene.js';
import { type Act, proveEffect } from './method-test.js';
import { flowFor } from './seeing.js';

const folder = new URL('.', import.meta.url);

/** The methods that the files beside this one are about. A test that is commented out does not begin its line. */
const tested = readdirSync(folder)
  .filter((name) => name.endsWith('.test.ts'))
  .flatMap((name) => [...readFileSync(new URL(name, folder), 'utf8').matchAll(/^methodTest\(\s*'(\w+)'/gm)])
  .map(([, name]) => name);

it('every method has one test, and every test a method', () => {
  expect(tested.toSorted()).toEqual(methodNames.toSorted());
  expect(tested).toHaveLength(206);
});

describe('the test of a method', () => {
  const send: Act = async (stage) => {
    const id = await begin(stage, 'bert');
    await stage.anna.call('sendMessage', { id, args: { message: 'x' } });
    expect(numbersOf(await flowFor(stage.bert, id))).toEqual([1, 2]);
  };

  const failureOf = (name: MethodName, act: Act) => proveEffect(name, act).catch(String);

  it('passes when it sees what the method does', async () => {
    await proveEffect('sendMessage', send);
  });

  it('fails when it does not call the method', async () => {
    expect(await failureOf('copyMessage', send)).toContain('got no answer');
  });

  it('fails when the method does not do what it is to do', async () => {
    const act: Act = async (stage) => {
      const id = await begin(stage, 'bert');
      await stage.anna.call('sendMessage', { id, args: { message: 'x' } });
      expect(numbersOf(await flowFor(stage.bert, id))).toEqual([1, 2, 3]);
    };
    expect(await failureOf('sendMessage', act)).toContain('to deeply equal');
  });

  it('fails when it expects nothing', async () => {
    const act: Act = async ({ anna }) => void (await anna.call('checkClient'));
    expect(await failureOf('checkClient', act)).toContain('expects nothing');
  });

  it('fails when all that it expects is a status of 200', async () => {
    const act: Act = async ({ anna }) => expect((await anna.call('checkClient')).status).toBe(200);
    expect(await failureOf('checkClient', act)).toContain('does nothing');
  });

  it('fails when it looks at nothing but the answer of a method that changes something', async () => {
    const act: Act = async ({ anna }) => {
      const { body } = await anna.call('setAccountFlag', { args: { client_flag: 'dark' } });
      expect(body.client_flags).toEqual(['dark']);
    };
    expect(await failureOf('setAccountFlag', act)).toContain('does nothing');
  });
});
