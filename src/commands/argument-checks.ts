// commands: checks of all arguments of a command line, whatever the command, for yargs.
import { usageError } from '../lib/errors.js';

/** What may be given several times: lists by both of yargs' names, and what stands without a name. */
const LISTS = new Set([
  '--',
  '_',
  'names',
  'query',
  'param',
  'file',
  'variant',
  'conversation',
  'exclude',
  'file-types',
  'fileTypes',
]);

/** For yargs, which makes a list of an option that comes twice. */
export function requireOnce(args: Readonly<Record<string, unknown>>): void {
  const name = Object.keys(args).find((key) => Array.isArray(args[key]) && !LISTS.has(key));
  if (name !== undefined) throw usageError(`--${name} is given more than once: it takes one value.`);
}

/** What may be empty: it says so itself, or stands for something. */
const MAY_BE_EMPTY = new Set(['$0', 'file', 'json', 'method', 'sql']);

/** An empty value is a variable of a shell that is not set; of a folder it would be the one where the program runs. */
export function requireValues(args: Readonly<Record<string, unknown>>): void {
  const name = Object.keys(args).find((key) => args[key] === '' && !MAY_BE_EMPTY.has(key));
  if (name !== undefined) throw usageError(`--${name} is empty: give it a value, or leave the option out.`);
}

/** What stands behind "--" is no argument to yargs, and words to `search` alone. */
export function requireNoRest({ _: [command, rest] }: { readonly _: readonly (string | number)[] }): true {
  if (rest === undefined || command === 'search') return true;
  throw usageError(`"${rest}" means nothing to ${command}: leave it out.`);
}
