// report: parameters of a report, from the words of its header to values that DuckDB binds.
// Invariant: a value reaches SQL bound, never spliced, and only after it was checked against its type.
import { usageError } from '../lib/errors.js';
import { findDay } from './day.js';
import { headerError, type Place } from './header.js';
import { didYouMean } from './nearest.js';
import type { QueryParameters, QueryValue } from './query-parameters.js';

/**
 * integer: a whole number from 0 to 999999999 · hour: one from 0 to 24 · date: a day, YYYY-MM-DD · weekdays: 1 for Monday to 7 for Sunday, such as
 * 12345 · text · timezone: a name such as Europe/Tallinn.
 */
const PARAMETER_TYPES = ['integer', 'hour', 'date', 'weekdays', 'text', 'timezone'] as const;
type ParameterType = (typeof PARAMETER_TYPES)[number];

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  /** As written; undefined when the parameter is optional, and then it binds NULL. */
  readonly defaultText: string | undefined;
  readonly meaning: string;
}

const FORM = /^([a-z][a-z0-9_]*) ([a-z]+) (\S+) – (.+)$/;

/** `limit integer 50 – most rows` → a parameter. */
export function parseParameter(value: string, place: Place): Parameter {
  const [, name = '', word = '', standard = '', meaning = ''] = FORM.exec(value) ?? [];
  if (name === '')
    throw headerError(place, 'a param has the form "name type default – meaning" ("optional" for no default).');
  const type = PARAMETER_TYPES.find((known) => known === word);
  if (type === undefined) {
    throw headerError(place, `unknown type "${word}"; known are ${PARAMETER_TYPES.join(', ')}.`);
  }
  const parameter: Parameter = { name, type, defaultText: standard === 'optional' ? undefined : standard, meaning };
  if (parameter.defaultText !== undefined && boundValue(parameter, parameter.defaultText) === undefined) {
    throw headerError(place, `the default ${standard} is not ${WANTED[type]}.`);
  }
  return parameter;
}

/** The values to bind for what the user gave. Throws a usage error for an unknown name or a value of the wrong type. */
export function bindParameters(
  parameters: readonly Parameter[],
  given: Readonly<Record<string, string>>,
): QueryParameters {
  const names = parameters.map((parameter) => parameter.name);
  const stranger = Object.keys(given).find((name) => !names.includes(name));
  if (stranger !== undefined) throw unknownParameter(stranger, names, 'report');
  return Object.fromEntries(parameters.map((parameter) => [parameter.name, bind(parameter, given)]));
}

function bind(parameter: Parameter, given: Readonly<Record<string, string>>): QueryValue {
  const text = Object.hasOwn(given, parameter.name) ? given[parameter.name] : parameter.defaultText;
  if (text === undefined) return null;
  const value = boundValue(parameter, text);
  if (value === undefined) {
    throw usageError(`The parameter ${parameter.name} takes ${WANTED[parameter.type]}, not "${text}".`);
  }
  return value;
}

/** The greatest with as many digits as one may have; days of that number are still a span of time. */
const MOST = 999_999_999;

const WANTED: Record<ParameterType, string> = {
  integer: `a whole number from 0 to ${MOST}`,
  hour: 'a whole hour from 0 to 24',
  date: 'a day as YYYY-MM-DD',
  weekdays: 'weekdays from 1 for Monday to 7 for Sunday, such as 12345',
  text: 'text',
  timezone: 'the name of a time zone such as Europe/Tallinn',
};

/** The value to bind, or undefined when the text is not of the type. */
function boundValue({ type }: Parameter, text: string): QueryValue | undefined {
  switch (type) {
    case 'integer':
      return /^\d+$/.test(text) && Number(text) <= MOST ? Number(text) : undefined;
    case 'hour':
      return /^\d{1,2}$/.test(text) && Number(text) <= 24 ? Number(text) : undefined;
    case 'date':
      return dateValue(text);
    case 'weekdays':
      return /^[1-7]+$/.test(text) ? text : undefined;
    case 'text':
    case 'timezone':
      // Whether DuckDB knows the time zone is asked in run.ts: only the database has the list.
      return text;
  }
}

function dateValue(text: string): QueryValue | undefined {
  const day = findDay(text);
  return day === undefined ? undefined : { day };
}

export function unknownParameter(name: string, names: readonly string[], taker: 'report' | 'query') {
  if (names.length === 0) return usageError(`Unknown parameter "${name}": this ${taker} takes none.`);
  return usageError(`Unknown parameter "${name}"${didYouMean(name, names)}: this ${taker} takes ${names.join(', ')}.`);
}
