// emulator/demo: the built-in demo world: demo-world/ (text that people can read and edit) → world lines.
// Invariant: the result depends on nothing but those files: no clock, no machine, no order of a directory listing.
import { readdirSync, readFileSync } from 'node:fs';
import { reasonOf, usageError } from '../../lib/errors.js';
import type { WorldRecord } from './attachments.js';
import { type Company, conversationIdOf, DEMO_WORLD, readCompany } from './company.js';
import { composeEntries, parseOrder } from './compose.js';
import { conversationRecords } from './conversation.js';
import { parseScript } from './parse.js';
import {
  type Activity,
  accountRecords,
  contactRecords,
  hookRecords,
  labelRecords,
  reminderRecords,
  teamRecords,
} from './people.js';
import type { Script } from './script.js';

function readText(path: string): string {
  try {
    return readFileSync(new URL(path, DEMO_WORLD), 'utf8');
  } catch (error) {
    throw usageError(`The demo world's ${path} cannot be read: ${reasonOf(error)}`, error);
  }
}

/** Scripts by name, sorted by name, with what their `compose:` line adds merged in by time. */
function readScripts(company: Company): Map<string, Script> {
  const files = readdirSync(new URL('conversations/', DEMO_WORLD)).filter((file) => file.endsWith('.txt'));
  return new Map(files.sort().map((file) => [file.slice(0, -'.txt'.length), readScript(file, company)]));
}

function readScript(file: string, company: Company): Script {
  const script = parseScript(readText(`conversations/${file}`), file);
  const orderText = script.header.get('compose');
  if (orderText === undefined) return script;
  const order = parseOrder(orderText);
  const pattern = readText(`patterns/${order.pattern}.txt`);
  const clock = script.header.get('clock') ?? '+02:00';
  const composed = composeEntries(order, pattern, clock, company);
  return { ...script, entries: [...script.entries, ...composed].sort((a, b) => a.at - b.at) };
}

function activityIn(scripts: ReadonlyMap<string, Script>): Activity {
  const lastSeen = new Map<string, number>();
  const dialogs = new Map<string, string>();
  for (const [name, script] of scripts) {
    for (const { by, at } of script.entries) lastSeen.set(by, Math.max(at, lastSeen.get(by) ?? 0));
    const other = script.header.get('dialog');
    if (other !== undefined) dialogs.set(other, conversationIdOf(name));
  }
  return { lastSeen, dialogs };
}

/**
 * World lines (as in world-format.md) of the demo company, in file order: accounts, contacts with their avatars, teams,
 * labels, reminders, then each conversation with its hooks, sections, messages, files and previews.
 * Throws a usage error that names the file and line when the demo world has been edited into something unreadable.
 */
export function demoWorldRecords(): WorldRecord[] {
  const company = readCompany();
  const scripts = readScripts(company);
  const conversations = [...scripts].flatMap(([name, script]) => {
    const [conv, ...rest] = conversationRecords(name, script, company);
    return conv === undefined ? [] : [conv, ...hookRecords(company, name), ...rest];
  });
  return [
    ...accountRecords(company),
    ...contactRecords(company, activityIn(scripts)),
    ...teamRecords(company),
    ...labelRecords(company),
    ...reminderRecords(company),
    ...conversations,
  ];
}
