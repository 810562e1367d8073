-- title: What the archive lacks
-- question: What is known to be missing, and why?
-- description: Every gap that is open: ranges of message numbers, conversations, files and calls that the archive
--   does not have. Those that Fleep does not give to the account, or that a filter left out, are expected. Addresses
--   are not shown, since they may hold a key.
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: limit integer 200 – most rows, those that should be there first
-- column: conversation – title of the conversation; NULL for a gap that belongs to none
-- column: kind – call, conversation, messages, file or import
-- column: first_message_nr – first message number that is missing
-- column: last_message_nr – last message number that is missing
-- column: cause – why, as docs/schema.md lists it
-- column: is_expected – whether nothing is wrong
-- column: found – time when a run last met it (UTC); NULL for a range that the tables show
-- caveat: Numbers that no message carries are normal: edits, pins and deletions use up numbers. Only those that
--   something names are missing.
-- chart: {"mark": "bar", "encoding": {
--     "y": {"field": "cause", "type": "nominal", "title": null},
--     "x": {"aggregate": "count", "type": "quantitative", "title": "gaps, of the rows shown"},
--     "color": {"field": "is_expected", "type": "nominal", "title": "expected"}}}
SELECT
  coalesce(v.conversation, 'untitled ' || left(g.conversation_id, 8)) AS conversation,
  g.kind,
  g.first_message_nr,
  g.last_message_nr,
  g.cause,
  g.is_expected,
  g.found_time AS found
FROM gaps AS g
LEFT JOIN v_conversations AS v USING (conversation_id)
WHERE g.is_open
  AND (
    $conversation IS NULL
    OR g.conversation_id = $conversation
    OR contains(lower(v.conversation), lower($conversation::VARCHAR))
  )
ORDER BY g.is_expected, conversation NULLS LAST, g.kind, g.first_message_nr, g.cause, g.gap_id
LIMIT $limit;
