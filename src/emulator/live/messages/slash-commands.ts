// emulator/live: what somebody does to a conversation by typing a command (conversation/slash_command; Fleep's help names /pin, /task,
// /taskto, /bug, /add, /kick, /remove and /leave).
// Invariant: a command does what the call of the same purpose does, with the same refusals; one that there is not does nothing.
import { badRequest, refused } from '../../api-error.js';
import { accountsOf, knownAccountsOf } from '../conversations/invited.js';
import { requireSay } from '../conversations/managing.js';
import { addMembers, removeMembers } from '../conversations/membership.js';
import { assigneeFields } from '../conversations/stored-fields.js';
import { boardFields } from './boards.js';
import { mentionFinder } from './mentions.js';
import { writeMessage } from './messages.js';
import type { Posting } from './posting.js';

/** Takes what stands behind the command. Gives the number of the message that it made, if it made one. */
type Command = (posting: Posting, rest: string) => number | undefined;

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['pin', (posting, rest) => write(posting, rest, { kind: 'pinned' })],
  ['task', (posting, rest) => write(posting, rest, { kind: 'todo' })],
  ['bug', (posting, rest) => write(posting, `((bug)) ${required(rest)}`, { kind: 'todo' })],
  ['taskto', assign],
  ['add', add],
  ['kick', remove],
  ['remove', remove],
  ['leave', leave],
]);

/** Throws ApiError 400 for a text that is no command, 431 for one that there is not. */
export function runCommand(posting: Posting, text: string): number | undefined {
  const [, name, rest = ''] = /^\/(\w+)(?:\s+([\s\S]*))?$/.exec(text.trim()) ?? [];
  if (name === undefined) throw badRequest('A command begins with a slash.');
  const command = COMMANDS.get(name.toLowerCase());
  if (command === undefined) throw refused('unknown_command', `There is no command /${name}.`);
  return command(posting, rest);
}

function write(posting: Posting, text: string, state: Parameters<typeof boardFields>[2]): number {
  return writeMessage(posting, required(text), [], boardFields(posting, {}, state));
}

/** `@name what to do` */
function assign(posting: Posting, rest: string): number {
  const [, name = '', text = ''] = /^@(\S+)\s+([\s\S]+)$/.exec(rest) ?? [];
  const assigneeId = mentionFinder(posting)(name);
  if (assigneeId === undefined) throw refused('not_member', `${name} is no member of this conversation.`);
  const fields = { ...assigneeFields(posting, [assigneeId]), ...boardFields(posting, {}, { kind: 'todo' }) };
  return writeMessage(posting, required(text), [], fields);
}

function add(posting: Posting, rest: string): undefined {
  requireSay(posting);
  addMembers(posting, accountsOf(posting.world, required(rest)));
}

function remove(posting: Posting, rest: string): undefined {
  requireSay(posting);
  removeMembers(posting, knownAccountsOf(posting.world, required(rest)), 'kick');
}

function leave(posting: Posting): undefined {
  removeMembers(posting, [posting.actorId], 'leave');
}

function required(text: string): string {
  if (text.trim() === '') throw badRequest('The command needs more than its name.');
  return text;
}
