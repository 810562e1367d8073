// commands: api --list – the table of methods, for people and, as JSON, for programs.
// Invariant: every method is in it, in the order of docs/api.md.
import { methodNames, methodOf } from '../fleep/methods/index.js';
import type { Input, Method } from '../fleep/methods/row.js';
import { typeText } from '../fleep/methods/values.js';
import { formatRows } from '../lib/format/rows.js';

/** `conversation/sync/CONVERSATION`, `event/store` with its event type behind it. */
const pathText = ({ path, id, event }: Method): string =>
  `${path}${id === undefined ? '' : `/${id.toUpperCase()}`}${event === undefined ? '' : ` ${event}`}`;

/** `contacts: account[]`, with a question mark where it is optional. */
const inputText = ([name, { type, isRequired }]: [string, Input]): string =>
  `${name}${isRequired ? '' : '?'}: ${typeText(type)}`;

export function listText(width: number | undefined): string {
  const rows = methodNames.map((name) => {
    const method = methodOf(name);
    const inputs = Object.entries(method.inputs ?? {}).map(inputText);
    return {
      name,
      path: pathText(method),
      safety: method.safety,
      inputs: [...inputs, ...(method.isOpen ? ['…'] : [])].join(', '),
    };
  });
  return formatRows({ columns: ['name', 'path', 'safety', 'inputs'], rows }, 'table', { width });
}

/** One JSON list; docs/commands.md names the fields. */
export function listJson(): string {
  const rows = methodNames.map((name) => {
    const { path, safety, id, via, event, inputs = {}, isOpen = false, answer, pages, note } = methodOf(name);
    return {
      name,
      path,
      call: via ?? 'POST',
      event: event ?? null,
      safety,
      id: id ?? null,
      inputs: Object.entries(inputs).map(([field, { type, isRequired, seed }]) => ({
        name: field,
        seed: seed ?? null,
        type: typeText(type),
        is_required: isRequired,
      })),
      is_open: isOpen,
      answer: answer ?? null,
      can_paginate: pages !== undefined,
      note: note ?? null,
    };
  });
  return `${JSON.stringify(rows, undefined, 2)}\n`;
}
