// What people do at random, each as a call to the practice server and as a change of the model.
import { randomUUID } from 'node:crypto';
import type { Random } from '../../support/random.js';
import { email, id } from '../scene.js';
import { asRecord, type Client, recordsIn } from '../walk.js';
import { ModelConversation, type Version } from './model.js';

export interface Stage {
  readonly people: readonly string[];
  readonly clients: ReadonlyMap<string, Client>;
  readonly conversations: ModelConversation[];
  readonly random: Random;
}

/** One thing that `actor` does in `conversation`. Gives false when it makes no sense there now. */
type Action = (stage: Stage, conversation: ModelConversation, actor: string) => Promise<boolean>;

const state = (name: string) => `urn:fleep:message:mk_message_state:${name}`;
const xml = (text: string) => `<msg><p>${text}</p></msg>`;

const plain = (author: string, text: string): Omit<Version, 'flowNr'> => {
  return { type: 'text', author: id(author), message: xml(text), state: state('plain'), tags: [] };
};

const system = (type: string, author: string): Omit<Version, 'flowNr'> => {
  return { type, author: id(author), message: undefined, state: state('system'), tags: [] };
};

const WORDS = ['plan', 'tea', 'boat', 'rain', 'list', 'train', 'lamp'];
const words = (random: Random) => Array.from({ length: random.whole(1, 4) }, () => random.pick(WORDS)).join(' ');

const callAs = ({ clients }: Stage, actor: string, method: string, body: Record<string, unknown>) => {
  const client = clients.get(actor);
  if (client === undefined) throw new Error(`${actor} is not signed in`);
  return client.call(method, body);
};

async function begin(stage: Stage): Promise<void> {
  const creator = stage.random.pick(stage.people);
  const others = stage.people.filter((person) => person !== creator && stage.random.chance(0.5));
  const topic = words(stage.random);
  const answer = await callAs(stage, creator, 'conversation/create', { topic, emails: others.map(email).join(', ') });
  const conversation = new ModelConversation(String(asRecord(answer.header).conversation_id), topic);
  conversation.post(system('create', creator));
  for (const person of [creator, ...others]) conversation.join(person, 1);
  stage.conversations.push(conversation);
}

const send: Action = async (stage, conversation, actor) => {
  const text = words(stage.random);
  await callAs(stage, actor, `message/send/${conversation.id}`, { message: text });
  conversation.post(plain(actor, text));
  return true;
};

const isYoung = (conversation: ModelConversation) => ![...conversation.versions.keys()].some((number) => number > 1);

const addMember: Action = async (stage, conversation, actor) => {
  const outside = stage.people.filter((person) => !conversation.members.has(person));
  if (outside.length === 0) return false;
  const person = stage.random.pick(outside);
  await callAs(stage, actor, `conversation/add_members/${conversation.id}`, { emails: email(person) });
  const wasYoung = isYoung(conversation);
  if (wasYoung) conversation.revise(1, {});
  else conversation.post(system('add', actor));
  conversation.join(person, wasYoung ? 1 : conversation.last);
  return true;
};

const leave: Action = async (stage, conversation, actor) => {
  if (conversation.members.size < 2) return false;
  await callAs(stage, actor, `conversation/leave/${conversation.id}`, {});
  conversation.post(system('leave', actor));
  conversation.leave(actor);
  return true;
};

const kick: Action = async (stage, conversation, actor) => {
  const others = [...conversation.members].filter((person) => person !== actor);
  if (others.length === 0) return false;
  const person = stage.random.pick(others);
  await callAs(stage, actor, `conversation/remove_members/${conversation.id}`, { emails: email(person) });
  conversation.post(system('kick', actor));
  conversation.leave(person);
  return true;
};

/** A text that the actor wrote and can see, pinned and deleted ones left out. */
function ownText({ random }: Stage, conversation: ModelConversation, actor: string): number | undefined {
  const own = [...conversation.seenBy(actor)].filter(([, { type, author, tags }]) => {
    return type === 'text' && author === id(actor) && tags.length === 0;
  });
  return own.length === 0 ? undefined : random.pick(own)[0];
}

const edit: Action = async (stage, conversation, actor) => {
  const message_nr = ownText(stage, conversation, actor);
  if (message_nr === undefined) return false;
  const text = `${words(stage.random)} again`;
  await callAs(stage, actor, `message/edit/${conversation.id}`, { message_nr, message: text });
  conversation.revise(message_nr, { message: xml(text) });
  return true;
};

const remove: Action = async (stage, conversation, actor) => {
  const message_nr = ownText(stage, conversation, actor);
  if (message_nr === undefined) return false;
  await callAs(stage, actor, `message/delete/${conversation.id}`, { message_nr });
  conversation.revise(message_nr, { message: '', state: state('deleted'), tags: ['is_deleted'] });
  return true;
};

/** What an event of event/store makes of a plain text. */
const setState =
  (event: string, name: string, tags: readonly string[]): Action =>
  async (stage, conversation, actor) => {
    const message_nr = ownText(stage, conversation, actor);
    if (message_nr === undefined) return false;
    const params = { conversation_id: conversation.id, message_nr };
    const stream = [{ mk_event_type: `urn:fleep:client:message:${event}`, client_req_id: randomUUID(), params }];
    const answer = await callAs(stage, actor, 'event/store', { stream });
    const [request] = recordsIn(answer.requests);
    if (request?.status_code !== undefined && request.status_code !== 200) throw new Error(JSON.stringify(request));
    conversation.revise(message_nr, { state: state(name), tags });
    return true;
  };

const setTopic: Action = async (stage, conversation, actor) => {
  const topic = `${words(stage.random)} ${conversation.last}`;
  await callAs(stage, actor, `conversation/set_topic/${conversation.id}`, { topic });
  // Before anything else is said, the first message tells of the topic (fleep-wire.md 3.6).
  if (isYoung(conversation)) conversation.revise(1, {});
  else conversation.post(system('topic', actor));
  conversation.topic = topic;
  return true;
};

const discloseAll: Action = async (stage, conversation, actor) => {
  const others = [...conversation.members].filter((person) => person !== actor);
  if (others.length === 0) return false;
  const person = stage.random.pick(others);
  const before = conversation.last;
  await callAs(stage, actor, `conversation/disclose_all/${conversation.id}`, { emails: email(person) });
  conversation.post(system('discloseV2', actor));
  for (const range of conversation.rangesOf(actor)) {
    conversation.disclose(person, range.from, Math.min(range.to, before));
  }
  return true;
};

/** Somebody who has left cannot write. */
const writeFromOutside: Action = async (stage, conversation) => {
  const gone = stage.people.filter((one) => conversation.stays.has(one) && !conversation.members.has(one));
  if (gone.length === 0) return false;
  const late = callAs(stage, stage.random.pick(gone), `message/send/${conversation.id}`, { message: 'late' });
  const outcome = await late.then(() => 'accepted', String);
  if (!outcome.includes('431')) throw new Error(`a leaver's message was ${outcome}`);
  return true;
};

/** Each as often as its number. */
const ACTIONS: readonly (readonly [number, Action])[] = [
  [10, send],
  [2, addMember],
  [1, leave],
  [1, kick],
  [1, writeFromOutside],
  [3, edit],
  [2, remove],
  [2, setState('set_pinned', 'pinned', ['is_shared', 'pin'])],
  [2, setState('set_todo', 'todo', ['is_shared', 'is_task', 'is_todo'])],
  [1, setTopic],
  [1, discloseAll],
];

const TABLE = ACTIONS.flatMap(([times, action]) => Array.from({ length: times }, () => action));

/** Does one thing that makes sense. */
export async function actOnce(stage: Stage): Promise<void> {
  for (;;) {
    if (stage.conversations.length === 0 || stage.random.chance(0.02)) return begin(stage);
    const conversation = stage.random.pick(stage.conversations);
    if (conversation.members.size === 0) continue;
    const actor = stage.random.pick([...conversation.members]);
    if (await stage.random.pick(TABLE)(stage, conversation, actor)) return;
  }
}
