// emulator/demo: the service's own messages: who joined, left, changed the topic (payloads: fleep-wire.md section 4.3).
// Invariant: each verb of a script maps to one message type, and says which accounts are members afterwards.
import { usageError } from '../../lib/errors.js';
import { type Company, hookKeyOf, teamIdOf } from './company.js';
import { namesIn, type SystemEvent } from './script.js';

/** What an event writes and does: `payload` is JSON text in `message` ('' for leave). */
export interface SystemMessage {
  type: string;
  payload: Record<string, unknown> | undefined;
  joins: string[];
  leaves: string[];
  /** Set by a topic change. */
  topic?: string;
  /** Set when a team joins as a whole. */
  team?: string;
}

const NOBODY = { joins: [], leaves: [] };
const note = (type: string, text: string): SystemMessage => ({ type, payload: { sysmsg_text: text }, ...NOBODY });

type Build = (event: SystemEvent, company: Company) => SystemMessage;

const ids = (names: string[], company: Company) => names.map((name) => company.accountId(name));

/** Both names of a team and of its members: `add-team Firmware`. */
function addTeam({ argument }: SystemEvent, company: Company): SystemMessage {
  const team = company.getTeam(argument);
  const payload = {
    members: ids(team.members, company),
    team_id: teamIdOf(team),
    team_name: team.name,
    sysmsg_text: '{author} added {members} using {team_name}',
  };
  return { type: 'add_teamV2', payload, joins: team.members, leaves: [], team: team.name };
}

function kickV2(event: SystemEvent, company: Company): SystemMessage {
  const leaves = namesIn(event.argument);
  const sysmsg_text = "{author} removed {members} and their access to the conversation's content.";
  const payload = { members: ids(leaves, company), org_name: null, organisation_id: null, sysmsg_text };
  return { type: 'kickV2', payload, joins: [], leaves };
}

function disclose(event: SystemEvent, company: Company): SystemMessage {
  const sysmsg_text = '{author} disclosed previous messages to {teamsAndMembers} starting from {disclose_time}.';
  const members = ids(namesIn(event.argument), company);
  return { type: 'discloseV2', payload: { members, sysmsg_text, team_ids: [], team_names: [] }, ...NOBODY };
}

function hook(type: 'hook' | 'unhook'): Build {
  return ({ argument }, company) => {
    const found = company.getHook(argument);
    return { type, payload: { hook_name: found.name, hook_key: hookKeyOf(found) }, ...NOBODY };
  };
}

const BUILDERS: Readonly<Record<string, Build>> = {
  add: ({ argument }, company) => {
    const joins = namesIn(argument);
    return { type: 'add', payload: { members: ids(joins, company) }, joins, leaves: [] };
  },
  'add-team': addTeam,
  kick: ({ argument }, company) => {
    const leaves = namesIn(argument);
    return { type: 'kick', payload: { members: ids(leaves, company) }, joins: [], leaves };
  },
  remove: kickV2,
  leave: ({ by }) => ({ type: 'leave', payload: undefined, joins: [], leaves: [by] }),
  join: ({ by }) => ({ ...note('joinV1', '{author} joined the conversation.'), joins: [by] }),
  topic: ({ argument }) => ({ type: 'topic', payload: { topic: argument }, ...NOBODY, topic: argument }),
  disclose,
  hook: hook('hook'),
  unhook: hook('unhook'),
  autojoin: () => note('autojoin', '{author} enabled joining the conversation by link.'),
  signin: () => note('signin', '{author} became a Fleep user.'),
  'done-notices': () => note('enable_done_notifs', '{author} turned on notifications of completed tasks.'),
  completed: () => note('task_completed', '{author} completed a task.'),
};

/** The message for an event other than `create`. Throws a usage error for an unknown verb. */
export function systemMessage(event: SystemEvent, company: Company): SystemMessage {
  const build = BUILDERS[event.verb];
  if (build === undefined) throw usageError(`A demo conversation uses the unknown event "${event.verb}".`);
  return build(event, company);
}
