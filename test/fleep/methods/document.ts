// test support: the tables of docs/api.md, made from the table of methods.
import { families } from '../../../src/fleep/methods/index.js';
import type { Ending, Input, Method, Paging } from '../../../src/fleep/methods/row.js';
import { typeText } from '../../../src/fleep/methods/values.js';

/** The generated part of the page. */
export const describeMethods = (): string =>
  Object.entries(families)
    .map(([family, rows]) => `## ${family}\n\n${tableOf(Object.entries(rows))}\n`)
    .join('\n');

const HEAD = '| method | call | safety | inputs | answer | notes |\n|---|---|---|---|---|---|';

const tableOf = (rows: readonly (readonly [string, Method])[]): string =>
  [HEAD, ...rows.map(([name, row]) => `| \`${name}\` | ${cells(row).join(' | ')} |`)].join('\n');

const cells = (row: Method): string[] => [callText(row), row.safety, inputsText(row), answerText(row), notesText(row)];

/** A bar would end the cell. */
const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;

function callText({ path, id, via, event }: Method): string {
  const whole = `${path}${id === undefined ? '' : `/${id.toUpperCase()}`}`;
  const verb = via === undefined ? '' : via === 'upload' ? 'upload ' : `${via} `;
  return `${verb}${code(whole)}${event === undefined ? '' : ` ${code(event.replace('urn:fleep:client:', ''))}`}`;
}

function inputsText({ inputs = {}, isOpen }: Method): string {
  const named = Object.entries(inputs).map(inputText);
  return [...named, ...(isOpen === true ? ['others'] : [])].join('<br>') || '–';
}

function inputText([name, { type, isRequired, seed }]: [string, Input]): string {
  const ofSeed = seed === undefined || seed === name ? '' : ` (${seed})`;
  return `${isRequired ? `**${code(name)}**` : code(name)}${ofSeed} ${typeText(type).replaceAll('|', ' \\| ')}`;
}

function answerText({ answer, record }: Method): string {
  if (record !== undefined) return `the ${record} record itself`;
  if (answer === undefined) return 'not established';
  const fields = Object.entries(answer).map(([name, type]) => `${code(name)} ${type}`);
  return fields.join('<br>') || 'empty';
}

function notesText({ row, see, note, pages, isPublic }: Method): string {
  const sections = [...(row === undefined ? [] : [`2 (row ${row})`]), ...(see === undefined ? [] : [see])].join(', ');
  const parts = [
    ...(note === undefined ? [] : [note]),
    ...(isPublic === true ? ['Needs no session.'] : []),
    ...(pages === undefined ? [] : [pagesText(pages)]),
    `§ ${sections}`,
  ];
  return parts.join(' ').replaceAll('|', '\\|');
}

function pagesText({ at, field, into, end, unless }: Paging): string {
  const cursor = `${code(field)} of the ${at === 'body' ? 'answer' : at === 'header' ? 'header' : `${at} record`}`;
  const goal = into === undefined ? 'gives the next inputs' : `goes into ${code(into)}`;
  const only = unless === undefined ? '' : ` Not with ${code(unless)}.`;
  return `Pages: ${cursor} ${goal} until ${endText(end)}.${only}`;
}

function endText(end: Ending): string {
  switch (end.kind) {
    case 'empty':
      return `${code(end.list)} is empty`;
    case 'still':
      return 'it stands still';
    case 'none':
      return `it is empty${end.orZero === undefined ? '' : ` or ${code(end.orZero)} is 0`}`;
    case 'up to':
    case 'down to':
      return `it is ${end.kind} ${code(end.field)}`;
  }
}
