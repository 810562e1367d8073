// bench: a plain scan of the messages of an archive by SQL, and queries of every kind with the condition that stands for each.
// It shares nothing with the search of the site: words are found with LIKE in texts whose accents DuckDB took off.
import { DuckDBInstance } from '@duckdb/node-api';
import { databasePath } from '../dist/journal/archive-folder.js';

const FOLDED = (column) =>
  `' ' || regexp_replace(strip_accents(lower(${column})), '[^\\p{L}\\p{N}]+', ' ', 'g') || ' '`;

const PREPARE = [
  `CREATE TABLE scan AS SELECT m.conversation_id, m.message_nr, m.account_id, m.posted_time, m.is_deleted,
     m.is_pinned AND NOT m.is_deleted AS is_pinned, task_state IS NOT NULL AND NOT m.is_deleted AS is_task, f.file_name IS NOT NULL AS has_file, contains(m.message, '<a href') AS has_link,
     ${FOLDED('m.text')} AS t, ${FOLDED('f.file_name')} AS f
   FROM archive.messages m LEFT JOIN archive.files f ON f.conversation_id = m.conversation_id AND f.message_nr = m.message_nr
   WHERE m.mk_message_type = 'text'`,
  `INSERT INTO scan (conversation_id, t, f) SELECT conversation_id, ${FOLDED('topic')}, '' FROM archive.conversations`,
  `CREATE TABLE words AS SELECT word, count(*) AS n FROM (
     SELECT DISTINCT message_nr, conversation_id, unnest(string_split(trim(t), ' ')) AS word FROM scan WHERE message_nr % 10 = 3
   ) WHERE word <> '' GROUP BY word`,
];

const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
const has = (text) => `(t LIKE ${quoted(`%${text}%`)} OR coalesce(f, '') LIKE ${quoted(`%${text}%`)})`;
const word = (text) => has(` ${text} `);

export async function createDatabase(archive) {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '2GB' });
  const connection = await instance.connect();
  await connection.run(`ATTACH ${quoted(databasePath(archive))} AS archive (READ_ONLY)`);
  for (const sql of PREPARE) await connection.run(sql);
  const rows = async (sql) => (await connection.runAndReadAll(sql)).getRows();
  const value = async (sql) => Number((await rows(sql))[0]?.[0]);
  return {
    queries: () => queriesFrom(rows),
    count: (where) => value(`SELECT count(*) FROM scan WHERE ${where}`),
    /** How many of these results are none of the scan. */
    async notIn(where, links) {
      const keys = links.map((link) => {
        const [, id, number] = /^c\/([^/]+)\/(?:\d+\.html#m(\d+)|index\.html)$/.exec(link) ?? [];
        return `(conversation_id = '${id}' AND message_nr IS NOT DISTINCT FROM ${number ?? 'NULL'})`;
      });
      if (keys.length === 0) return 0;
      return keys.length - (await value(`SELECT count(*) FROM scan WHERE (${where}) AND (${keys.join(' OR ')})`));
    },
    async close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function queriesFrom(rows) {
  const words = async (where, order, limit) =>
    (await rows(`SELECT word FROM words WHERE ${where} ORDER BY ${order} LIMIT ${limit}`)).map(([text]) => text);
  const latin = "regexp_full_match(word, '[a-z]{3,}')";
  const common = await words(latin, 'n DESC, word', 20);
  const middle = await words(`${latin} AND n BETWEEN 20 AND 200`, 'md5(word)', 80);
  const rare = await words(`${latin} AND n <= 2 AND length(word) >= 6`, 'md5(word)', 35);
  const cjk = await words("regexp_full_match(word, '[\\p{Han}\\p{Hiragana}]{3,}')", 'md5(word)', 15);
  const arabic = await words("regexp_full_match(word, '[\\p{Arabic}]{3,}')", 'md5(word)', 10);
  const hebrew = await words("regexp_full_match(word, '[\\p{Hebrew}]{3,}')", 'md5(word)', 5);
  const others = await words("regexp_full_match(word, '[\\p{Cyrillic}]{3,}')", 'md5(word)', 10);
  const pair = (list, index) => [list[index % list.length], list[(index * 7 + 3) % list.length]];
  const many = (count, make) => Array.from({ length: count }, (_unused, index) => make(index));
  return [
    ...rare.map((text) => ({ kind: 'rare', text, where: word(text) })),
    ...common.map((text) => ({ kind: 'common', text, where: word(text) })),
    ...arabic.map((text) => ({ kind: 'arabic', text, where: word(text) })),
    ...[...hebrew, ...others].map((text) => ({ kind: 'script', text, where: word(text) })),
    ...cjk.map((text) => ({ kind: 'cjk', text, where: has(text) })),
    ...cjk.slice(0, 5).map((text) => ({ kind: 'cjk', text: text.slice(0, 2), where: has(text.slice(0, 2)) })),
    ...middle.slice(0, 15).map((text) => {
      const start = text.slice(0, 4);
      return { kind: 'prefix', text: `${start}*`, where: has(` ${start}`) };
    }),
    ...many(15, (index) => {
      const [a, b] = pair(middle, index);
      return { kind: 'and', text: `${a} ${b}`, where: `${word(a)} AND ${word(b)}` };
    }),
    ...many(10, (index) => {
      const [a, b] = pair(middle, index + 20);
      return { kind: 'or', text: `${a} OR ${b}`, where: `${word(a)} OR ${word(b)}` };
    }),
    ...many(10, (index) => {
      const [a, b] = [middle[index + 40], common[index]];
      return { kind: 'not', text: `${a} -${b}`, where: `${word(a)} AND NOT ${word(b)}` };
    }),
    ...many(15, (index) => {
      const [a, b] = [common[index], middle[index + 50]];
      return { kind: 'phrase', text: `"${a} ${b}"`, where: word(`${a} ${b}`) };
    }),
    ...many(5, (index) => {
      const [a, b] = pair(common, index);
      return { kind: 'phrase', text: `"${a} ${b}"`, where: word(`${a} ${b}`) };
    }),
    ...many(12, (index) => ({ kind: 'none', text: `qq${rare[index]}zz`, where: 'false' })),
    ...(await filters(rows, middle, common)),
  ];
}

async function filters(rows, middle, common) {
  const people = await rows('SELECT account_id FROM archive.accounts ORDER BY account_id LIMIT 5');
  const conversations = await rows('SELECT conversation_id FROM archive.conversations ORDER BY 1 LIMIT 3');
  const flags = { 'has:file': 'has_file', 'has:link': 'has_link', 'is:pinned': 'is_pinned', 'is:task': 'is_task' };
  const filter = (text, where) => ({ kind: 'filter', text, where });
  return [
    ...people.map(([id], index) =>
      filter(`from:"${id}" ${common[index]}`, `account_id = '${id}' AND ${word(common[index])}`),
    ),
    ...conversations.map(([id], index) =>
      filter(`in:${id} ${common[index]}`, `conversation_id = '${id}' AND ${word(common[index])}`),
    ),
    ...Object.entries(flags).map(([text, where]) => filter(text, where)),
    filter('is:deleted', 'is_deleted'),
    filter(`before:2022-06 ${middle[1]}`, `posted_time < '2022-06-01' AND ${word(middle[1])}`),
    filter(`after:2023 ${middle[2]}`, `posted_time >= '2024-01-01' AND ${word(middle[2])}`),
    filter(
      `on:2023-05 ${common[3]}`,
      `posted_time >= '2023-05-01' AND posted_time < '2023-06-01' AND ${word(common[3])}`,
    ),
    filter(
      `on:2023-05-05 -${common[0]}`,
      `posted_time::DATE = '2023-05-05' AND NOT coalesce(${word(common[0])}, false)`,
    ),
    filter(
      `before:2023 after:2022-03 ${middle[3]} OR ${middle[4]}`,
      `posted_time >= '2022-04-01' AND posted_time < '2023-01-01' AND ${word(middle[3])} OR ${word(middle[4])}`,
    ),
    filter(
      `on:2024 (${common[1]} OR ${common[2]}) -has:file -${common[6]}`,
      [
        "posted_time >= '2024-01-01' AND posted_time < '2025-01-01' AND NOT has_file",
        `(${word(common[1])} OR ${word(common[2])}) AND NOT ${word(common[6])}`,
      ].join(' AND '),
    ),
    filter(`has:link ${common[5]} -is:task`, `has_link AND NOT is_task AND ${word(common[5])}`),
  ];
}
