// test: the truth of the reports on edits, files, tasks, pins, members, words and what the archive holds.
import type { Facts, Row, Said, Version } from './facts.js';
import { number, str } from './facts.js';
import {
  type Cell,
  chosen,
  codePoints,
  dayNumber,
  distinct,
  earliest,
  enough,
  excerpt,
  type Given,
  groupBy,
  inConversation,
  inGroups,
  inPeriod,
  isHook,
  latest,
  limited,
  monthOf,
  nameOf,
  parseDay,
  quantile,
  rounded,
  sortedBy,
  sum,
  type Truth,
  titleOf,
} from './tools.js';

const WRITTEN = new Set(['text', 'textV2', 'email', 'emailV2', 'file']);

/** The versions that have the words of today, from the last change of words on. */
const sameWords = ({ versions }: Said): readonly Version[] =>
  versions.slice(versions.findLastIndex((version) => version.words !== versions.at(-1)?.words) + 1);

/** The version of the change that is looked at: the deletion, or what brought the words of today. */
const changeOf = (one: Said): Version | undefined => (one.isDeleted ? one.versions.at(-1) : sameWords(one)[0]);

function isEdited(one: Said): boolean {
  const change = changeOf(one);
  if (one.isDeleted || change === undefined) return false;
  return sameWords(one).length < one.versions.length || (change.edited !== null && !change.isMarked);
}
const isChanged = (one: Said): boolean => isEdited(one) || one.isDeleted;
const delayOf = (one: Said): number | null => {
  const edited = changeOf(one)?.edited ?? null;
  return edited === null || one.posted === null ? null : (edited - one.posted) / 60;
};
const isByOther = (one: Said): boolean => {
  const editor = changeOf(one)?.editor ?? null;
  return editor !== null && one.accountId !== null && editor !== one.accountId;
};
const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);

const written = (facts: Facts, given: Given): Said[] =>
  facts.messages.filter((one) => WRITTEN.has(one.type) && !isHook(one) && inPeriod(one.posted, given));

const edits: Truth = (facts, given) => {
  const by = written(facts, given).filter((one) => one.accountId !== null);
  const people = [...groupBy(by, (one) => one.accountId)].map(([id, said]) => ({
    id,
    said,
    name: nameOf(
      facts,
      id,
      said.map((one) => one.sender),
    ),
    changed: said.filter(isChanged),
  }));
  const sorted = sortedBy(
    people.filter(({ changed }) => changed.length > 0),
    ({ id, name, changed }) => [-changed.length, name, id],
  );
  return limited(inGroups(sorted, given), given, 30).map(({ name, people: members }) => {
    const changed = members.flatMap((person) => person.changed);
    const median = (some: readonly Said[]) => rounded(quantile(known(some.map(delayOf)), 0.5));
    return [
      name,
      members.length,
      sum(members.map(({ said }) => said.length)),
      changed.filter(isEdited).length,
      changed.filter((one) => one.isDeleted).length,
      changed.filter(isByOther).length,
      median(changed.filter(isEdited)),
      median(changed.filter((one) => one.isDeleted)),
    ];
  });
};

type Band = readonly [name: string, below: number];
const DELAYS: readonly Band[] = [
  ['under 1 minute', 1],
  ['1 to 5 minutes', 5],
  ['5 to 60 minutes', 60],
  ['1 to 24 hours', 24 * 60],
  ['1 to 7 days', 7 * 24 * 60],
  ['7 days or more', Number.POSITIVE_INFINITY],
];

const bandOf = (bands: readonly Band[], value: number | null): string =>
  value === null ? 'unknown' : (bands.find(([, below]) => value < below)?.[0] ?? '');

/** The bands that have something, in their order. */
const inBands = <T>(bands: readonly Band[], items: readonly T[], measure: (item: T) => number | null) => {
  const groups = groupBy(items, (item) => bandOf(bands, measure(item)));
  return [...bands.map(([name]) => name), 'unknown'].flatMap((name) => {
    const found = groups.get(name);
    return found === undefined ? [] : [{ name, found }];
  });
};

const editDelays: Truth = (facts, given) =>
  inBands(DELAYS, written(facts, given).filter(isChanged), delayOf).map(({ name, found }) => [
    name,
    found.filter(isEdited).length,
    found.filter((one) => one.isDeleted).length,
  ]);

const filesIn = (facts: Facts, given: Given): Row[] =>
  facts.files.filter(
    (file) =>
      file.is_deleted !== true &&
      messageOf(facts, file)?.isDeleted !== true &&
      inPeriod(number(file.posted_time), given),
  );
const messageOf = (facts: Facts, file: Row): Said | undefined =>
  facts.messages.find((one) => one.conversationId === file.conversation_id && one.nr === file.message_nr);
const sizeOf = (file: Row): number => number(file.file_size) ?? 0;

const filesByType: Truth = (facts, given) => {
  const typeOf = (file: Row) => (str(file.file_type).split(';')[0] ?? '').trim().toLowerCase() || 'unknown';
  const rows = [...groupBy(filesIn(facts, given), typeOf)];
  const sorted = sortedBy(rows, ([type, files]) => [-sum(files.map(sizeOf)), -files.length, type]);
  return limited(sorted, given, 30).map(([type, files]) => [
    type,
    files.length,
    sum(files.map(sizeOf)),
    latest(files.map((file) => number(file.file_size))),
    files.filter((file) => str(file.stored_sha256) !== '').length,
  ]);
};

const SIZES: readonly Band[] = [
  ['under 10 kB', 1e4],
  ['10 to 100 kB', 1e5],
  ['100 kB to 1 MB', 1e6],
  ['1 to 10 MB', 1e7],
  ['10 to 100 MB', 1e8],
  ['100 MB or more', Number.POSITIVE_INFINITY],
];

const filesBySize: Truth = (facts, given) => {
  const all = filesIn(facts, given);
  const total = sum(all.map(sizeOf));
  return inBands(SIZES, all, (file) => number(file.file_size)).map(({ name, found }) => {
    const size = sum(found.map(sizeOf));
    return [name, found.length, size, total === 0 ? null : rounded((100 * size) / total)];
  });
};

const filesByPerson: Truth = (facts, given) => {
  const by = filesIn(facts, given).filter((file) => {
    const message = messageOf(facts, file);
    return typeof file.account_id === 'string' && (message === undefined || !isHook(message));
  });
  const people = [...groupBy(by, (file) => str(file.account_id))].map(([id, files]) => ({
    id,
    files,
    name: nameOf(
      facts,
      id,
      files.map((file) => str(file.sender_name)),
    ),
  }));
  const sorted = sortedBy(people, ({ id, files, name }) => [-sum(files.map(sizeOf)), -files.length, name, id]);
  return limited(inGroups(sorted, given), given, 30).map(({ name, people: members }) => {
    const files = members.flatMap((person) => person.files);
    const largest = latest(files.map((file) => number(file.file_size)));
    return [name, members.length, files.length, sum(files.map(sizeOf)), largest];
  });
};

const duplicates: Truth = (facts, given) => {
  const hashOf = (file: Row) => str(file.file_sha256) || str(file.stored_sha256);
  const rows = [
    ...groupBy(
      filesIn(facts, given).filter((file) => hashOf(file) !== ''),
      hashOf,
    ),
  ]
    .filter(([, files]) => files.length > 1)
    .map(([hash, files]) => {
      const names = sortedBy(
        files.map((file) => str(file.file_name)),
        (name) => [name],
      );
      const size = latest(files.map((file) => number(file.file_size)));
      return { hash, files, names, size, repeated: (size ?? 0) * (files.length - 1) };
    });
  const sorted = sortedBy(rows, (row) => [-row.repeated, -row.files.length, row.names[0] ?? '', row.hash]);
  return limited(sorted, given, 30).map(({ files, names, size, repeated }) => [
    names[0] ?? null,
    distinct(names),
    files.length,
    distinct(files.map((file) => str(file.conversation_id))),
    size,
    repeated,
  ]);
};

const authorOf = (facts: Facts, file: Row): string | null => {
  const id = str(file.account_id) || null;
  return id === null ? str(file.sender_name) || null : nameOf(facts, id, [str(file.sender_name)]);
};

const largestFiles: Truth = (facts, given) => {
  const negative = (value: number | null) => (value === null ? null : -value);
  const sorted = sortedBy(filesIn(facts, given), (file) => [
    negative(number(file.file_size)),
    str(file.file_name),
    str(file.conversation_id),
    number(file.message_nr),
    str(file.attachment_id),
  ]);
  return limited(sorted, given, 20).map((file) => [
    str(file.file_name),
    typeof file.file_type === 'string' ? file.file_type : null,
    number(file.file_size),
    authorOf(facts, file),
    titleOf(facts, str(file.conversation_id)),
    number(file.posted_time),
    str(file.stored_sha256) !== '',
  ]);
};

const tasksIn = (facts: Facts, given: Given): Said[] =>
  facts.messages.filter(
    (one) => one.task !== null && !one.isDeleted && inConversation(facts, one.conversationId, given),
  );

function todayOf(facts: Facts, { as_of }: Given): number {
  const end = latest(facts.messages.flatMap((one) => [one.posted, one.edited]));
  return as_of === undefined ? dayNumber(end ?? 0) : dayNumber(parseDay(as_of));
}

const ageIn = (today: number, { posted }: Said): number => Math.max(today - dayNumber(posted ?? 0), 0);
const isOpen = (one: Said): boolean => one.task === 'todo';

/** Tasks as they were on the day that stands for today, as far as their latest versions tell. */
const tasksAt = (facts: Facts, given: Given, today: number): Said[] =>
  tasksIn(facts, given)
    .filter(({ posted }) => posted === null || dayNumber(posted) <= today)
    .map((one) => (one.edited !== null && dayNumber(one.edited) > today ? { ...one, task: 'todo' } : one));

const tasksByMonth: Truth = (facts, given) => {
  const tasks = tasksIn(facts, given).filter((one) => one.posted !== null);
  const opened = tasks.map((one) => ({ month: monthOf(one.posted), change: 1 }));
  const closed = tasks
    .filter((one) => !isOpen(one))
    .map((one) => ({ month: monthOf(one.edited ?? one.posted), change: -1 }));
  let open = 0;
  return sortedBy([...groupBy([...opened, ...closed], ({ month }) => month)], ([month]) => [month]).map(
    ([month, changes]) => {
      open += sum(changes.map(({ change }) => change));
      const ups = changes.filter(({ change }) => change > 0).length;
      return [month, ups, changes.length - ups, open];
    },
  );
};

const tasksByPerson: Truth = (facts, given) => {
  const today = todayOf(facts, given);
  const assigned = tasksAt(facts, given, today).flatMap((task) =>
    [...new Set(task.assignees)].map((id) => ({ id, task })),
  );
  const people = [...groupBy(assigned, ({ id }) => id)].map(([id, all]) => ({
    id,
    name: nameOf(facts, id),
    open: all.filter(({ task }) => isOpen(task)).map(({ task }) => ageIn(today, task)),
    done: all.filter(({ task }) => !isOpen(task)).length,
  }));
  const sorted = sortedBy(people, ({ id, name, open, done }) => [-open.length, -done, name, id]);
  return limited(inGroups(sorted, given), given, 30).map(({ name, people: members }) => {
    const ages = members.flatMap(({ open }) => open);
    return [name, members.length, ages.length, sum(members.map(({ done }) => done)), quantile(ages, 0.5)];
  });
};

/** Of the conversation, or else of none. */
const sectionName = (facts: Facts, conversationId: string, id: string | null): string | null => {
  const named = facts.sections.filter((section) => section.section_id === id);
  const own = named.find((section) => section.conversation_id === conversationId);
  const section = own ?? named.find(({ conversation_id }) => conversation_id === null);
  return section === undefined ? null : str(section.name);
};

const tasksBySection: Truth = (facts, given) => {
  const today = todayOf(facts, given);
  const rows = [
    ...groupBy(tasksAt(facts, given, today), (one) => `${one.conversationId} ${one.sectionId ?? ''}`).values(),
  ].map((tasks) => {
    const { conversationId = '', sectionId = null } = tasks[0] ?? {};
    const open = tasks.filter(isOpen);
    const done = tasks.filter((one) => !isOpen(one));
    const section = sectionName(facts, conversationId, sectionId);
    return { id: conversationId, sectionId, section, open, done };
  });
  const sorted = sortedBy(rows, (row) => [
    -row.open.length,
    -row.done.length,
    titleOf(facts, row.id),
    row.section,
    row.id,
    row.sectionId,
  ]);
  return limited(sorted, given, 50).map(({ id, section, open, done }) => [
    titleOf(facts, id),
    section,
    open.length,
    done.length,
    quantile(
      open.map((one) => ageIn(today, one)),
      0.5,
    ),
    quantile(
      done.map((one) => ageIn(dayNumber(one.edited ?? one.posted ?? 0), one)),
      0.5,
    ),
  ]);
};

const openTasks: Truth = (facts, given) => {
  const today = todayOf(facts, given);
  const sorted = sortedBy(tasksAt(facts, given, today).filter(isOpen), (one) => [
    one.posted,
    one.conversationId,
    one.nr,
  ]);
  return limited(sorted, given, 200).map((one) => [
    titleOf(facts, one.conversationId),
    sectionName(facts, one.conversationId, one.sectionId),
    one.text === null ? null : excerpt(one.text),
    sortedBy([...new Set(one.assignees)], (id) => [facts.person.get(id) ?? null, id]).map((id) => nameOf(facts, id)),
    nameOf(facts, one.accountId, [one.sender]),
    one.posted,
    ageIn(today, one),
  ]);
};

const pins: Truth = (facts, given) => {
  const all = facts.messages.filter(
    (one) => (one.isPinned || one.state === 'unpinned') && !one.isDeleted && inPeriod(one.posted, given),
  );
  const rows = [...groupBy(all, (one) => one.conversationId)].map(([id, said]) => ({
    id,
    said,
    on: said.filter((one) => one.isPinned),
  }));
  const sorted = sortedBy(rows, ({ id, said, on }) => [-on.length, on.length - said.length, titleOf(facts, id), id]);
  return limited(sorted, given, 30).map(({ id, said, on }): Cell[] => [
    titleOf(facts, id),
    on.length,
    said.length - on.length,
    distinct(on.filter((one) => !isHook(one)).map((one) => one.accountId)),
    earliest(on.map((one) => one.posted)),
    latest(on.map((one) => one.posted)),
  ]);
};

const LENGTHS: readonly Band[] = [
  ['none', 1],
  ['1 to 20', 21],
  ['21 to 50', 51],
  ['51 to 100', 101],
  ['101 to 200', 201],
  ['201 to 500', 501],
  ['501 to 1000', 1001],
  ['more than 1000', Number.POSITIVE_INFINITY],
];

const messageLength: Truth = (facts, given) => {
  const all = chosen(facts, given).filter((one) => !isHook(one));
  return inBands(LENGTHS, all, (one) => codePoints(one.text ?? '').length).map(({ name, found }) => [
    name,
    found.length,
    rounded((100 * found.length) / all.length),
  ]);
};

export const THINGS: Readonly<Record<string, Truth>> = {
  'edits-and-deletions': edits,
  'edit-delays': editDelays,
  'files-by-type': filesByType,
  'files-by-size': filesBySize,
  'files-by-person': filesByPerson,
  'duplicate-files': duplicates,
  'largest-files': largestFiles,
  'tasks-by-month': tasksByMonth,
  'tasks-by-person': tasksByPerson,
  'tasks-by-section': tasksBySection,
  'open-tasks': openTasks,
  pins,
  'message-length': enough(messageLength),
};
