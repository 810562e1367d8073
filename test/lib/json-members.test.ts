// Cutting JSON text into members: every value keeps its bytes, whatever stands inside it.
import { expect, it } from 'vitest';
import { firstMembersOf, membersOf, withoutMembers, withTail } from '../../src/lib/json-members.js';

const object = String.raw`{ "a" : 1.50 ,"b":"}\",{\\", "c":{"d":["]",{}] }, "é\u0061":null,"a":[1 , 2]}`;

it('gives each member its exact text, the last of a repeated one', () => {
  expect([...membersOf(object)]).toEqual([
    ['a', '[1 , 2]'],
    ['b', String.raw`"}\",{\\"`],
    ['c', '{"d":["]",{}] }'],
    ['éa', 'null'],
  ]);
  expect(membersOf(' { } ').size).toBe(0);
});

it('gives the first of a repeated one where that is wanted', () => {
  expect(firstMembersOf(object).get('a')).toBe('1.50');
  expect(firstMembersOf(object).size).toBe(4);
});

it('takes members out and leaves the rest as it is', () => {
  expect(withoutMembers(object, new Set(['none']))).toBe(object);
  expect(withoutMembers(object, new Set(['a', 'éa']))).toBe(String.raw`{"b":"}\",{\\","c":{"d":["]",{}] }}`);
  expect(withoutMembers('{"a":1}', new Set(['a']))).toBe('{}');
});

it('adds members at the end', () => {
  expect(withTail('{"a":"}"} ', '"b":1')).toBe('{"a":"}","b":1}');
  expect(withTail('{ }', '"b":1')).toBe('{"b":1}');
  expect(withTail('{"a":1}', '')).toBe('{"a":1}');
});
