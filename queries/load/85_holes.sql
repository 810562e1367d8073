-- Load, step 9: numbers that the archive does not have, conversation by conversation, worked out anew for each that the batch touched.
-- Each message names the visible one before it, so the chain from the newest visible message down to where the account's membership
-- starts shows what never came (fleep-wire.md, sections 3.6 and 3.7). Depends on the tables alone and not on how they were filled.
-- Only if: EXISTS (FROM walked_conversations)

-- What each account may see of each, and how far its walk came: from where it joined, or where it deleted up to, to the last message
-- that it was told of; who is still there may see what others were told of later. What only a history brought begins where its header
-- says that the owner joined, or else where it does, and goes to the last message that the header names, or else to its own. Messages
-- may come without a header.
CREATE OR REPLACE TEMP TABLE account_sights AS
SELECT conversation_id, join_nr, greatest(join_nr, delete_nr) AS first_nr, last_nr, show_nr, is_cut, low, high, done, is_cut_short
FROM (
  SELECT k.conversation_id,
    greatest(CASE WHEN a.account_id IS NULL THEN coalesce(c.join_message_nr, h.first_nr, 1) ELSE coalesce(a.join_message_nr, 1) END, 1) AS join_nr,
    a.account_id IS NULL AND c.join_message_nr IS NULL AS is_cut,
    coalesce(a.delete_message_nr, 0) AS delete_nr,
    coalesce(if(coalesce(m.is_current, true), max(a.last_message_nr) OVER (PARTITION BY k.conversation_id), a.last_message_nr), 0) AS last_nr,
    if(a.account_id IS NULL, c.show_message_nr, a.show_message_nr) AS show_nr,
    w.low, w.high, if(a.account_id IS NULL, 0, w.done) AS done, coalesce(w.is_cut_short, false) AS is_cut_short
  FROM walked_conversations AS k LEFT JOIN conversations AS c USING (conversation_id)
  LEFT JOIN conversation_accounts AS a USING (conversation_id)
  LEFT JOIN (
    SELECT conversation_id, account_id, bool_or(is_current) AS is_current
    FROM members SEMI JOIN conversation_accounts USING (conversation_id, account_id) GROUP BY ALL
  ) AS m ON m.conversation_id = k.conversation_id AND m.account_id = a.account_id
  LEFT JOIN (
    SELECT conversation_id, min(message_nr) AS first_nr
    FROM messages SEMI JOIN walked_conversations USING (conversation_id) ANTI JOIN conversation_accounts USING (conversation_id)
    GROUP BY conversation_id
  ) AS h ON h.conversation_id = k.conversation_id
  LEFT JOIN (
    SELECT split_part(scope, '/conversation/', 1) AS account_id, split_part(scope, '/conversation/', 2) AS conversation_id,
      TRY_CAST(cursor ->> '$.low' AS BIGINT) AS low, TRY_CAST(cursor ->> '$.high' AS BIGINT) AS high,
      TRY_CAST(cursor ->> '$.done' AS BIGINT) AS done, (cursor ->> '$.since') IS NOT NULL AS is_cut_short
    FROM crawl_cursors WHERE contains(scope, '/conversation/')
  ) AS w ON w.conversation_id = k.conversation_id AND w.account_id = a.account_id
);

CREATE OR REPLACE TEMP TABLE sights AS
SELECT row_number() OVER () AS place, conversation_id, bool_or(done IS NOT NULL) AS is_done,
  max(show_nr) FILTER (done IS NOT NULL) AS show_nr, any_value(coalesce(c.is_managed, false)) AS is_managed
FROM account_sights LEFT JOIN conversations AS c USING (conversation_id)
GROUP BY conversation_id;

-- place: stands for the conversation, so that many rows are few bytes. A record that carries some fields of a message only does not
-- stand for it.
CREATE OR REPLACE TEMP TABLE held_numbers AS
SELECT place, message_nr, prev_message_nr FROM messages JOIN sights USING (conversation_id)
WHERE mk_message_type IS NOT NULL OR prev_message_nr IS NOT NULL;

-- Visible messages that something names and that are not there, with the number before which the chain is whole again.
CREATE OR REPLACE TEMP TABLE missing_numbers AS
WITH named AS MATERIALIZED (
  SELECT place, missing_nr
  FROM (
    SELECT place, message_nr AS missing_nr, true AS is_held FROM held_numbers
    UNION ALL
    SELECT place, prev_message_nr, false FROM held_numbers WHERE prev_message_nr > 0
    UNION ALL
    SELECT place, show_nr, false FROM sights WHERE show_nr > 0
  )
  GROUP BY ALL HAVING NOT bool_or(is_held)
)
SELECT conversation_id, nr AS missing_nr, coalesce(before_nr + 1, 1) AS first_nr
FROM (
  -- No ASOF JOIN: of tables of the same transaction DuckDB takes the one side for small, and goes through the other for each of its rows.
  SELECT place, nr, is_held, max(if(is_held, nr, NULL)) OVER (
    PARTITION BY place ORDER BY nr ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS before_nr
  FROM (
    SELECT place, message_nr AS nr, true AS is_held FROM held_numbers SEMI JOIN named USING (place)
    UNION ALL
    SELECT place, missing_nr, false FROM named
  )
)
JOIN sights USING (place)
WHERE NOT is_held;

-- What no account is given, and why: what lies below all that they may see and between. Such a range is no fault.
CREATE OR REPLACE TEMP TABLE closed_ranges AS
WITH seats AS (
  SELECT m.conversation_id, m.account_id, joined_message_nr, left_message_nr,
    lead(joined_message_nr) OVER (PARTITION BY m.conversation_id, m.account_id ORDER BY coalesce(joined_message_nr, 0)) AS rejoined_nr
  FROM members AS m SEMI JOIN sights USING (conversation_id)
  WHERE m.account_id IN (SELECT account_id FROM runs)
),
edges AS (
  SELECT conversation_id, join_nr, first_nr, is_cut,
    coalesce(max(greatest(first_nr, last_nr)) OVER (
      PARTITION BY conversation_id ORDER BY first_nr, join_nr ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS seen_nr
  FROM account_sights
)
SELECT conversation_id, seen_nr + 1 AS first_nr, join_nr - 1 AS last_nr, if(is_cut, 'before the history', 'before joining') AS cause
FROM edges WHERE seen_nr < join_nr - 1
UNION ALL
SELECT conversation_id, greatest(join_nr, seen_nr + 1), first_nr - 1, 'deleted by the account'
FROM edges WHERE join_nr < first_nr AND seen_nr < first_nr - 1
UNION ALL
SELECT conversation_id, left_message_nr + 1, rejoined_nr - 1, 'left and rejoined' FROM seats WHERE left_message_nr < rejoined_nr - 1
UNION ALL
-- Who is removed from a managed conversation loses what was managed.
SELECT s.conversation_id, coalesce(s.joined_message_nr, 1), s.left_message_nr - 1, 'not permitted'
FROM seats AS s JOIN sights AS v USING (conversation_id)
WHERE v.is_managed AND s.left_message_nr > coalesce(s.joined_message_nr, 1) AND s.rejoined_nr IS NULL;

-- What a walk did not come to yet, less what other walks came to. is_unfinished: the walk never came to its end.
CREATE OR REPLACE TEMP TABLE unfetched AS
WITH pending AS (
  SELECT row_number() OVER () AS nr, *
  FROM (
    SELECT conversation_id, first_nr, coalesce(low - 1, last_nr) AS last_nr, true AS is_unfinished FROM account_sights WHERE done IS NULL
    UNION ALL
    SELECT conversation_id, high + 1, last_nr, done IS NULL FROM account_sights
  )
  WHERE first_nr <= last_nr
),
walked AS (
  SELECT conversation_id, if(done IS NULL OR is_cut_short, low, first_nr) AS from_nr, high AS to_nr FROM account_sights
),
ends AS (
  SELECT nr, from_nr - 1 AS end_nr, to_nr
  FROM pending AS p JOIN walked AS w USING (conversation_id)
  WHERE from_nr <= to_nr AND from_nr <= p.last_nr AND to_nr >= p.first_nr
  UNION ALL
  SELECT nr, last_nr, last_nr FROM pending
)
SELECT p.conversation_id, greatest(p.first_nr, coalesce(walked_nr + 1, p.first_nr)) AS first_nr, end_nr AS last_nr, is_unfinished
FROM pending AS p
JOIN (
  SELECT *, max(to_nr) OVER (PARTITION BY nr ORDER BY end_nr, to_nr ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS walked_nr FROM ends
) USING (nr)
WHERE p.first_nr <= end_nr AND coalesce(walked_nr < end_nr, true);

-- A closed range of which the archive has something after all, such as what was disclosed, counts only where something is missing.
CREATE OR REPLACE TEMP TABLE opened_ranges AS
SELECT DISTINCT r.conversation_id, r.first_nr, r.last_nr
FROM held_numbers AS h
JOIN (FROM closed_ranges JOIN sights USING (conversation_id)) AS r
  ON r.place = h.place AND h.message_nr BETWEEN r.first_nr AND r.last_nr;

CREATE OR REPLACE TEMP TABLE explained_ranges AS
SELECT conversation_id, first_nr, last_nr FROM closed_ranges
UNION ALL
SELECT conversation_id, first_nr, last_nr FROM unfetched WHERE is_unfinished;

CREATE OR REPLACE TEMP TABLE holes AS
SELECT r.conversation_id, r.first_nr, r.last_nr, any_value(r.cause) AS cause, true AS is_expected
FROM closed_ranges AS r
WHERE EXISTS (FROM missing_numbers AS m WHERE m.conversation_id = r.conversation_id AND m.missing_nr BETWEEN r.first_nr AND r.last_nr)
  OR NOT EXISTS (FROM opened_ranges AS o WHERE o.conversation_id = r.conversation_id AND o.first_nr = r.first_nr AND o.last_nr = r.last_nr)
GROUP BY ALL
UNION ALL
SELECT m.conversation_id,
  -- What is closed below it, or still to come, is no part of it.
  greatest(least(m.first_nr, m.missing_nr), 1 + coalesce((
    SELECT max(r.last_nr) FROM explained_ranges AS r WHERE r.conversation_id = m.conversation_id AND r.last_nr < m.missing_nr), 0)),
  m.missing_nr, 'server gap', false
FROM missing_numbers AS m JOIN sights AS s USING (conversation_id)
WHERE s.is_done
  AND NOT EXISTS (FROM explained_ranges AS r WHERE r.conversation_id = m.conversation_id AND m.missing_nr BETWEEN r.first_nr AND r.last_nr)
  AND NOT EXISTS (
    FROM gaps AS g
    WHERE g.kind = 'messages' AND g.is_open AND NOT starts_with(g.gap_id, 'hole:') AND g.conversation_id = m.conversation_id
      AND m.missing_nr BETWEEN g.first_message_nr AND g.last_message_nr)
UNION ALL
-- Where a walk did not come to its end; why, says the gap of the whole conversation where there is one.
SELECT w.conversation_id, greatest(w.first_nr, coalesce(w.named_nr + 1, w.first_nr)), w.last_nr, coalesce(g.cause, 'not fetched yet'),
  coalesce(g.is_expected, false)
FROM (
  SELECT *, max(last_nr) OVER (
    PARTITION BY conversation_id ORDER BY first_nr, last_nr ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS named_nr
  FROM unfetched
) AS w
LEFT JOIN gaps AS g ON g.conversation_id = w.conversation_id AND g.kind = 'conversation' AND g.is_open
WHERE coalesce(w.named_nr < w.last_nr, true);

DELETE FROM gaps WHERE starts_with(gap_id, 'hole:') AND conversation_id IN (SELECT conversation_id FROM walked_conversations);
INSERT INTO gaps BY NAME
SELECT 'hole:' || conversation_id || ':' || first_nr AS gap_id, 'messages' AS kind, conversation_id, first_nr AS first_message_nr,
  max(last_nr) AS last_message_nr, min(cause) AS cause, true AS is_open, bool_and(is_expected) AS is_expected
FROM holes GROUP BY ALL;
