// test: random worlds in which every report has something to count: people of one name, hooks, e-mails, questions, tasks, pins, files
// that repeat, links, mentions, reactions, joins and leaves, several languages, silences, edits and deletions.
import type { WorldLine } from '../../conformance/truth.js';
import type { Random } from '../../support/random.js';

type Line = Record<string, unknown>;

const STATE = 'urn:fleep:message:mk_message_state';
const VIEWER = 'aaaaaaaa-0000-4000-8000-00000000000a';
const DAY = 86_400;

const TEXTS = [
  'Is the build ready?',
  'the build is green and we can ship it',
  'ok',
  'Das ist nicht für die Halle, wir sind fertig',
  'Пожалуйста, проверь сборку',
  '日本語のテキストです',
  '한국어 문장',
  'שלום, מה שלומך?',
  '12:30',
  'Le rapport est pour vous avec une note',
  'ja see on meil ka, aga siis?',
  'release notes for the customers '.repeat(9),
  'no one knows: why？',
  'a < b & c > d',
  'a long report on the garden and its weather '.repeat(30),
];
const HOSTS = [
  'https://www.example.org/a',
  'http://example.org:8080/b?x=1',
  'https://docs.example.com/',
  'https://user@evil.example/',
  'HTTP://Upper.Example/x',
  'https://[2001:db8::1]:8080/',
];
const TYPES = ['image/png', 'text/plain; charset=utf-8', 'application/pdf', 'IMAGE/PNG'];
const OTHER_WORDS = '<msg><p>other words</p></msg>';
const SIZES = [0, 700, 12_000, 150_000, 2_000_000, 20_000_000, 300_000_000];

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

interface Cast {
  readonly random: Random;
  readonly people: readonly string[];
}

export interface GrowingWorld {
  /** What a first sync finds. */
  readonly first: WorldLine[];
  /** What came after it, from sync to sync. */
  readonly later: WorldLine[][];
}

export function reportWorld(random: Random): GrowingWorld {
  const id = () =>
    `${Array.from({ length: 8 }, () => random.whole(0, 15).toString(16)).join('')}-0000-4000-8000-${String(random.whole(0, 999_999)).padStart(12, '0')}`;
  const people = [VIEWER, ...Array.from({ length: random.whole(1, 13) }, id)];
  const cast = { random, people };
  const conversations = Array.from({ length: random.whole(1, 6) }, id);
  const flows = conversations.map((conversationId, index) => ({
    conversationId,
    index,
    events: flow(cast, conversationId),
  }));
  const changes = flows.map(({ events }, index) => {
    const some = index % 2 === 0 ? laterChanges(cast, events) : [];
    return [some, index % 2 === 0 ? lastChanges(cast, [...events, ...some]) : []] as const;
  });
  return {
    first: [
      {
        mk_rec_type: 'account',
        account_id: VIEWER,
        email: 'archivist@example.org',
        password: 'correct horse',
        display_name: 'A',
      },
      ...people.map((account_id, index) => contact(account_id, index)),
      {
        mk_rec_type: 'team',
        team_id: 'team-1',
        team_name: 'Garden',
        members: people.slice(0, 3),
        admins: [],
        pending: people.slice(3, 6),
      },
      { mk_rec_type: 'team', team_id: 'team-2', team_name: 'Guards', members: people.slice(2), admins: [VIEWER] },
      ...flows.flatMap(({ conversationId, index, events }) => conversation(cast, conversationId, index, events)),
    ],
    later: [changes.flatMap(([some]) => some), changes.flatMap(([, last]) => last)],
  };
}

const contact = (account_id: string, index: number): Line => ({
  mk_rec_type: 'contact',
  account_id,
  display_name: index === 3 ? '' : index % 5 === 1 ? 'Same Name' : `Person ${String.fromCharCode(65 + index)}`,
  email: `p${index}@example.org`,
});

function conversation(cast: Cast, conversation_id: string, index: number, events: readonly Line[]): Line[] {
  const { random, people } = cast;
  // What happens to messages from before a joining is not established, so only a conversation without changes is joined late.
  const isCalm = events.every((event) => event.flow_message_nr === undefined);
  const last = events.length;
  return [
    {
      mk_rec_type: 'conv',
      conversation_id,
      topic: index === 2 ? '' : index < 2 ? 'Same title' : `Topic ${index} ü`,
      members: people,
      ...(isCalm && last > 3 && random.chance(0.7) ? { join_message_nr: random.whole(2, last) } : {}),
    },
    { mk_rec_type: 'section', conversation_id, section_id: 's1', name: `To do ${conversation_id}` },
    { mk_rec_type: 'section', conversation_id, section_id: 's2', name: 'Later' },
    {
      mk_rec_type: 'hook',
      conversation_id,
      hook_key: `k1-${index}`,
      hook_name: 'Build',
      mk_hook_type: 'github',
      is_active: true,
    },
    ...events,
    ...events
      .filter((event) => event.flow_message_nr === undefined && random.chance(isPerson(event) ? 0.12 : 0.5))
      .map((event, nr) => file(random, event, nr)),
  ];
}

function flow(cast: Cast, conversation_id: string): Line[] {
  const { random } = cast;
  const count = random.pick([0, 1, 12, 60, 140]);
  const isCalm = random.chance(0.3);
  let time = 1_640_000_000 + random.whole(0, 200) * DAY;
  let next = 1;
  const events: Line[] = [];
  for (let index = 0; index < count; index += 1) {
    time += random.pick([0, 5, 59, 300, 4000, 30_000, 3 * DAY, 5 * DAY]) + (random.chance(0.02) ? 100 * DAY : 0);
    const old = events.length === 0 ? undefined : random.pick(events);
    const isChange = !isCalm && old !== undefined && old.mk_message_type !== 'add' && random.chance(0.25);
    events.push(
      isChange
        ? change(cast, latestOf(events, old), next, time)
        : fresh(cast, conversation_id, next, time - (random.chance(0.05) ? 40 : 0)),
    );
    next += random.chance(0.1) ? 3 : 1;
  }
  // The last to happen is nothing that anybody says.
  if (count > 12) events.push({ ...fresh(cast, conversation_id, next, time + 9 * DAY), ...leave(cast) });
  return events;
}

const leave = ({ people }: Cast): Line => ({
  account_id: people.at(-1),
  mk_message_type: 'leave',
  mk_message_state: `${STATE}:system`,
  message: '{}',
  hook_key: undefined,
  sender_name: undefined,
  reactions: undefined,
});

const latestOf = (events: readonly Line[], event: Line): Line =>
  events.findLast((other) => other.message_nr === event.message_nr) ?? event;

function fresh(cast: Cast, conversation_id: string, message_nr: number, posted_time: number): Line {
  const { random, people } = cast;
  const account_id = random.chance(0.4) ? (people[0] ?? VIEWER) : random.pick(people);
  const base = {
    mk_rec_type: 'message',
    conversation_id,
    message_nr,
    account_id,
    mk_message_type: 'text',
    mk_message_state: `${STATE}:plain`,
    posted_time,
    tags: [],
    message: body(cast),
  };
  if (random.chance(0.08)) return { ...base, ...system(cast, account_id), mk_message_state: `${STATE}:system` };
  if (random.chance(0.08)) return { ...base, ...mail(random) };
  if (random.chance(0.08))
    return { ...base, hook_key: random.pick(['k1-0', 'k1-1', 'k-gone']), sender_name: 'Build bot' };
  return {
    ...base,
    ...(random.chance(0.12) ? { reactions: { [random.pick(['+1', 'heart'])]: [random.pick(people)] } } : {}),
  };
}

/** From somebody who has an account, or from one of several who have none. */
const mail = (random: Random): Line => ({
  mk_message_type: 'email',
  subject: 'Offer',
  ...(random.chance(0.4)
    ? { account_id: undefined, sender_name: random.pick(['Adam Adams', 'Zoe Zander']) }
    : { sender_name: 'Mail Person' }),
});

function system(cast: Cast, account_id: string): Line {
  const { random, people } = cast;
  const members = [random.pick(people.length > 1 ? people.slice(1) : people)];
  return random.pick<Line>([
    { mk_message_type: 'add', message: JSON.stringify({ members }) },
    { mk_message_type: 'kick', message: JSON.stringify({ members }) },
    { mk_message_type: 'leave', message: '{}', account_id },
    {
      mk_message_type: 'hook',
      message: JSON.stringify({ hook_name: random.pick(['Told', 'Said']), hook_key: random.pick(['k1-0', 'k-gone']) }),
    },
  ]);
}

function body({ random, people }: Cast): string {
  const words = escaped(random.pick(TEXTS));
  return random.pick([
    `<msg><p>${words}</p></msg>`,
    `<msg><p>${words}</p></msg>`,
    `<msg><p>${words}<br/>and more</p><p>end</p></msg>`,
    `<msg><p>${words} <a href="${random.pick(HOSTS)}">link</a></p></msg>`,
    `<msg><p><mention account_id="${random.pick(people)}">Who</mention> ${words}</p></msg>`,
    '<msg><p></p></msg>',
  ]);
}

function change(cast: Cast, event: Line, flow_message_nr: number, edited_time: number): Line {
  const { random, people } = cast;
  const edited = {
    ...event,
    flow_message_nr,
    edited_time: random.chance(0.5)
      ? Number(event.posted_time) + random.pick([10, 100, 2000, 50_000, 3 * DAY, 9 * DAY])
      : edited_time,
    edit_account_id: random.chance(0.7) ? event.account_id : random.pick(people),
  };
  const task = {
    section_id: random.pick(['s1', 's2']),
    assignee_ids: [random.pick(people), random.pick(people)],
  };
  return random.pick<Line>([
    { ...edited, message: body(cast) },
    { ...edited, message: '', mk_message_state: `${STATE}:deleted`, tags: ['is_deleted'] },
    { ...edited, mk_message_state: `${STATE}:pinned`, tags: ['pin'], pin_weight: 1 },
    { ...edited, mk_message_state: `${STATE}:unpinned`, tags: ['unpin'] },
    { ...edited, ...task, mk_message_state: `${STATE}:todo`, tags: ['is_task', 'is_todo'] },
    { ...edited, ...task, mk_message_state: `${STATE}:done`, tags: ['is_task', 'is_done'] },
  ]);
}

/** Whether a person wrote it who has an account. */
const isPerson = (event: Line): boolean => event.account_id !== undefined && event.hook_key === undefined;
const isPlain = (event: Line): boolean => String(event.mk_message_state).endsWith(':plain');
const TASK: Line = {
  mk_message_state: `${STATE}:todo`,
  tags: ['is_task', 'is_todo'],
  assignee_ids: [VIEWER, VIEWER],
};

/** The latest of each message, and the number at which the next change comes. */
function standing(events: readonly Line[]): { last: Line[]; next: number } {
  const top = Math.max(0, ...events.map((event) => Number(event.flow_message_nr ?? event.message_nr)));
  const numbers = [...new Set(events.map((event) => event.message_nr))];
  return { last: numbers.map((nr) => events.findLast((event) => event.message_nr === nr) ?? {}), next: top + 1 };
}

/** What changes after the first sync: words, or, of pinned ones and tasks, the place on their board alone; or it becomes a task. */
function laterChanges({ random, people }: Cast, events: readonly Line[]): Line[] {
  const { last, next } = standing(events);
  return last
    .filter((event) => /:(pinned|todo|done|plain)$/.test(String(event.mk_message_state)))
    .filter((event) => random.chance(isPlain(event) ? 0.25 : 0.6))
    .map((event, index) => ({
      ...event,
      flow_message_nr: next + index,
      ...(isPlain(event) && random.chance(0.3)
        ? TASK
        : isPlain(event) || random.chance(0.3)
          ? otherWords(event)
          : { pin_weight: 2 }),
      edited_time: Number(event.posted_time) + random.pick([30, 90_000]),
      edit_account_id: index % 3 === 0 ? people[0] : event.account_id,
    }));
}

/** Of an e-mail the subject. */
const otherWords = ({ mk_message_type }: Line): Line =>
  mk_message_type === 'email' ? { subject: OTHER_WORDS } : { message: OTHER_WORDS };
const hasOtherWords = ({ message, subject }: Line): boolean => message === OTHER_WORDS || subject === OTHER_WORDS;

/** What changes after the second sync: what was reworded is pinned, what was a task is none any more, by whoever does it. */
function lastChanges({ random, people }: Cast, events: readonly Line[]): Line[] {
  const { last, next } = standing(events);
  return last
    .filter((event) => (isPlain(event) ? hasOtherWords(event) : String(event.mk_message_state).endsWith(':todo')))
    .filter(() => random.chance(0.6))
    .map((event, index) => ({
      ...event,
      flow_message_nr: next + index,
      ...(isPlain(event)
        ? { mk_message_state: `${STATE}:pinned`, tags: ['pin'] }
        : { mk_message_state: `${STATE}:plain`, tags: [] }),
      edited_time: Number(event.posted_time) + random.pick([700, 200_000, 9 * DAY]),
      edit_account_id: random.pick(people),
    }));
}

function file(random: Random, event: Line, nr: number): Line {
  const seed = `content ${random.whole(1, 4)}`;
  const isThere = random.chance(0.85);
  return {
    mk_rec_type: random.chance(0.85) ? 'file' : 'preview',
    conversation_id: event.conversation_id,
    message_nr: event.message_nr,
    account_id: event.account_id,
    sender_name: event.sender_name,
    attachment_id: `a${nr}`,
    file_name: random.pick(['plan.png', 'notes.txt', 'offer.pdf']),
    file_url: `/file/${String(event.conversation_id).slice(0, 8)}/${String(event.message_nr)}/${nr}/n`,
    posted_time: event.posted_time,
    ...(random.chance(0.9) ? { file_type: random.pick(TYPES) } : {}),
    ...(random.chance(0.1) ? { is_deleted: true } : {}),
    // Sizes that nobody can download in a test are those of contents that the server lost.
    ...(isThere
      ? { content: { text: seed } }
      : { file_size: random.pick(SIZES), file_sha256: seed.replace(/\D/g, '').padStart(64, 'b') }),
  };
}
