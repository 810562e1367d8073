// test: a mistake for every report, as an edit of its SQL: what a tired analyst could have written. The comparison with the truth must
// see each of them.

export interface Mistake {
  readonly report: string;
  /** The file of queries/schema whose views the report reads, when the mistake is there. */
  readonly schema?: string;
  readonly right: string;
  readonly wrong: string;
}

/** Reports that must not tell of one person. */
const OF_SOME: readonly string[] = [
  ...['messages-by-day', 'messages-by-week', 'messages-by-month', 'messages-by-kind', 'messages-by-conversation'],
  ...['messages-by-hour-and-weekday', 'message-length', 'languages', 'links-by-domain', 'reactions'],
];

const mistake = (report: string, right: string, wrong: string): Mistake => ({ report, right, wrong });
const inWordings = (report: string, right: string, wrong: string): Mistake => ({
  ...mistake(report, right, wrong),
  schema: '016_wordings.sql',
});

/** An answer is taken from the conversation that is sorted behind it. */
const acrossConversations = (report: string, what: string): Mistake => {
  const next = `lead(${what}) OVER flow`;
  return mistake(report, `if(lead(conversation_key) OVER flow = conversation_key, ${next}, NULL)`, next);
};

export const MISTAKES: readonly Mistake[] = [
  ...OF_SOME.map((report) => mistake(report, 'enough_people(', 'true OR enough_people(')),
  mistake('after-hours', 'AND hour(local_time) < $to_hour,', 'AND hour(local_time) <= $to_hour,'),
  mistake('after-hours', 'local_time - INTERVAL 1 DAY', 'local_time'),
  mistake('after-hours', 'OR hour(local_time) < $to_hour', 'AND hour(local_time) < $to_hour'),
  mistake('after-hours', "AT TIME ZONE 'UTC' AT TIME ZONE $timezone", "AT TIME ZONE $timezone AT TIME ZONE 'UTC'"),
  mistake('archive-coverage', 'count(stored_sha256) AS files_stored', 'count(*) AS files_stored'),
  mistake('archive-coverage', 'IS NOT DISTINCT FROM i.conversation_id', '= i.conversation_id'),
  mistake('archive-holes', 'WHERE g.is_open', 'WHERE g.is_open AND NOT g.is_expected'),
  mistake('busiest-tenth', 'busiest >= $min_group', 'busiest >= 1'),
  mistake('busiest-tenth', 'ceil(count(*)', 'floor(count(*)'),
  mistake('duplicate-files', 'messages WHERE is_deleted', 'messages WHERE false'),
  mistake('duplicate-files', 'HAVING count(*) > 1', 'HAVING count(*) > 2'),
  mistake('edit-delays', 'minutes < 60 THEN 3', 'minutes < 30 THEN 3'),
  mistake('edit-delays', 'posted_time, worded_time', 'posted_time, edited_time'),
  mistake('edit-delays', 'WHERE is_edited', 'WHERE true'),
  inWordings('edit-delays', 'any_value(last_change)', 'any_value(change)'),
  inWordings('edit-delays', "OR coalesce(v.subject, '') <> coalesce(m.subject, '')", ''),
  mistake('edits-and-deletions', 'worded_account_id', 'account_id'),
  mistake('edits-and-deletions', 'WHERE is_edited', 'WHERE true'),
  inWordings('edits-and-deletions', 'FILTER (last_other IS NULL OR age > last_other)', ''),
  inWordings('edits-and-deletions', 'is_pinned OR task_state IS NOT NULL OR', 'task_state IS NOT NULL OR'),
  inWordings(
    'edits-and-deletions',
    'WHERE NOT v.is_latest AND NOT m.is_deleted',
    'WHERE v.is_latest AND NOT m.is_deleted',
  ),
  inWordings('edits-and-deletions', 'WHERE edited_time IS NOT NULL', 'WHERE false'),
  mistake('edits-and-deletions', 'AND account_id IS NOT NULL', ''),
  mistake('files-by-person', 'is_deleted OR hook', 'hook'),
  mistake('files-by-person', ' AND account_id IS NOT NULL', ''),
  mistake('files-by-person', "hook_key <> ''", 'false'),
  mistake('files-by-person', 'sum(size_bytes) AS size_bytes', 'max(size_bytes) AS size_bytes'),
  mistake('files-by-size', 'messages WHERE is_deleted', 'messages WHERE false'),
  mistake('files-by-size', 'file_size < 100000 THEN', 'file_size < 1000 THEN'),
  mistake('files-by-type', 'messages WHERE is_deleted', 'messages WHERE false'),
  mistake('files-by-type', 'lower(trim(', '(trim('),
  mistake('first-response', 'conversation_key IS DISTINCT FROM lag(conversation_key) OVER flow\n      OR ', ''),
  mistake('first-response', 'WHERE is_start OR is_change', 'WHERE is_start'),
  mistake('first-response', 'if(answered IS NULL, NULL, ', '('),
  mistake('hook-traffic', "WHERE kind = 'hook'", "WHERE kind <> 'hook'"),
  mistake('languages', "'Arabic'\n", "'Arab'\n"),
  mistake(
    'languages',
    'if(max(hits, 2)[1] = max(hits, 2)[2], NULL, arg_max(language, hits))',
    'arg_max(language, hits)',
  ),
  mistake('languages', 'message_nr + coalesce(place, 0)', 'message_nr'),
  mistake('languages', " FILTER (kind <> 'hook')", ''),
  mistake('largest-files', 'messages WHERE is_deleted', 'messages WHERE false'),
  mistake('largest-files', 'f.stored_sha256 IS NOT NULL AS is_stored', 'true AS is_stored'),
  mistake('leavers', '>= $days', '< $days'),
  mistake('leavers', 'until := $as_of, ', ''),
  mistake('links-by-domain', '(?i:https?)', 'https?'),
  mistake('links-by-domain', '\\[[^\\]/"?#@\\\\&]*\\]|', ''),
  mistake('links-by-domain', '(?:[^/"@?#]*@)?', ''),
  mistake('membership', 'SELECT strftime(left_time', 'SELECT strftime(joined_time'),
  mistake('membership', 'joined_time IS NOT NULL AND left_time', 'left_time'),
  mistake('mentions', " OR m.kind = 'hook'", ''),
  mistake('mentions', 'count(DISTINCT author_key)', 'count(author_key)'),
  mistake('message-length', 'coalesce(length(text), 0)', 'coalesce(strlen(text), 0)'),
  mistake('messages-by-conversation', 'LEFT JOIN v_conversations', 'JOIN (FROM v_conversations LIMIT 1)'),
  mistake('messages-by-day', "FILTER (kind = 'hook')", "FILTER (kind <> 'chat')"),
  mistake('messages-by-day', "count(account_id) FILTER (kind <> 'hook')", 'count(account_id)'),
  mistake('messages-by-hour-and-weekday', "WHERE kind <> 'hook' AND", 'WHERE'),
  mistake('messages-by-kind', 'GROUP BY start, kind', "GROUP BY start, kind HAVING kind <> 'e-mail'"),
  mistake('messages-by-month', 'count(DISTINCT conversation_key)', 'count(conversation_key)'),
  mistake(
    'messages-by-person',
    'GROUP BY group_at(place, people, $min_group)',
    'GROUP BY group_at(place, people + 1, $min_group)',
  ),
  mistake('messages-by-person', "WHERE kind <> 'hook'", 'WHERE true'),
  mistake('messages-by-week', "date_trunc('week', day)", "date_trunc('week', day + 1)"),
  mistake('newcomers', '// 604800', '// 86400'),
  mistake('open-tasks', 'posted_time::DATE <= (SELECT day FROM today)', 'true'),
  mistake('open-tasks', 'edited_time::DATE > (SELECT day FROM today)', 'false'),
  mistake('open-tasks', 'list_distinct(assignee_ids)', 'assignee_ids'),
  mistake('pins', "nullif(hook_key, '') IS NULL", 'true'),
  mistake('pins', '(is_pinned OR suffix', '(suffix'),
  mistake(
    'quiet-conversations',
    'max(last_posted) AS last_posted\n  FROM authors',
    'min(last_posted) AS last_posted\n  FROM authors',
  ),
  mistake('quiet-conversations', '::DATE) AS day FROM messages', '::DATE) AS day FROM talk()'),
  mistake('reactions', 'count(DISTINCT r.account_id)', 'count(r.account_id)'),
  acrossConversations('response-time-by-conversation', 'account_key'),
  mistake(
    'response-time-by-conversation',
    'FROM waits\n  GROUP BY conversation_key',
    'FROM waits GROUP BY conversation_key HAVING answers > 0',
  ),
  mistake(
    'response-time-by-conversation',
    'conversation_key, message_nr)',
    'conversation_key, posted_time, message_nr DESC)',
  ),
  mistake('response-time-by-conversation', 'quantile_cont(minutes, [0.5, 0.9])', 'quantile_disc(minutes, [0.5, 0.9])'),
  acrossConversations('response-time-by-person', 'posted_time'),
  mistake('response-time-by-person', 'SELECT next_account_key AS account_key, minutes', 'SELECT account_key, minutes'),
  mistake('tasks-by-month', "WHERE task_state = 'done' AND", 'WHERE'),
  mistake('tasks-by-person', "task_state = 'todo' OR", "task_state <> 'todo' OR"),
  mistake('tasks-by-person', 'posted_time::DATE <= day', 'true'),
  mistake('tasks-by-person', 'coalesce(edited_time::DATE > day, false)', 'false'),
  mistake('tasks-by-section', 'posted_time::DATE <= day', 'true'),
  mistake('tasks-by-section', 'coalesce(edited_time::DATE > day, false)', 'false'),
  mistake('tasks-by-section', 'coalesce(edited_time, posted_time)::DATE', 'posted_time::DATE'),
  mistake('trending-words', '> day - $days::INTEGER AS is_now', '>= day - $days::INTEGER AS is_now'),
  acrossConversations('unanswered-questions', 'posted_time'),
  mistake('unanswered-questions', 'has_question_mark AND', ''),
  mistake('unanswered-questions', 'until := $as_of, ', ''),
  mistake('unanswered-questions', 'next_account_key IS DISTINCT FROM account_key', 'next_account_key <> account_key'),
  acrossConversations('who-answers-whom', 'posted_time'),
  mistake('who-answers-whom', 'g.account_key = pairs.answering', 'g.account_key = pairs.asking'),
];
