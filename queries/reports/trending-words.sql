-- title: Words that rise and fall
-- question: Which words came up, and which went out of use?
-- description: Words of three letters or more, in lower case, by the share of messages that have them in the last
--   days of the archive, against as many days before. Only words that min_group people used in one of the two spans
--   are shown, so that nobody is told by a word of their own. Messages that came from a hook or were deleted are not
--   counted.
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: team text optional – only authors in the team of this id, or with these words in its name
-- param: as_of date optional – the last day that is looked at (UTC); the day of the latest message when absent
-- param: days integer 30 – length of each of the two spans
-- param: min_group integer 5 – fewest people who must have used the word in one span
-- param: sample integer 100000 – about how many messages are looked at, spread evenly; 0 for all
-- param: limit integer 40 – most rows, the greatest changes first
-- column: word – the word in lower case
-- column: messages_before – number of messages with it in the earlier span
-- column: messages_now – number of messages with it in the later span
-- column: people – number of people who used it, in the span where they were more
-- column: change_percent – share of messages with it in the later span less that in the earlier, in points of percent
-- caveat: Words are cut at everything that is no letter; in scripts without spaces a word is a whole phrase.
-- caveat: In a large archive the figures are those of a sample: every so-manyth message number of each conversation,
--   which does not begin with the same number in all.
-- chart: {"transform": [{"calculate": "datum.change_percent < 0 ? 'falls' : 'rises'", "as": "trend"}],
--     "mark": "bar", "encoding": {
--     "y": {"field": "word", "type": "nominal", "sort": null, "title": null},
--     "x": {"field": "change_percent", "type": "quantitative", "title": "change in points of percent of the messages"},
--     "color": {"field": "trend", "type": "nominal", "title": "word", "scale": {"domain": ["rises", "falls"]}}}}
WITH latest AS (
  SELECT coalesce($as_of, max(posted_time)::DATE) AS day FROM messages
),
chosen AS (
  SELECT conversation_key, message_nr, account_key, text, posted_time::DATE > day - $days::INTEGER AS is_now
  FROM talk(conversation := $conversation, team := $team), latest
  WHERE kind <> 'hook' AND account_id IS NOT NULL
    AND posted_time::DATE <= day AND posted_time::DATE > day - 2 * $days::INTEGER
),
every AS (
  SELECT greatest(count(*) // nullif($sample, 0), 1) AS step FROM chosen
),
-- Conversations begin at different numbers, so that those with fewer messages than a step are not all left out.
places AS (
  SELECT hash(conversation_id) AS conversation_key, row_number() OVER (ORDER BY conversation_id) AS place FROM conversations
),
sampled AS (
  SELECT account_key, is_now, list_distinct(regexp_extract_all(lower(text), '\p{L}{3,}')) AS words
  FROM chosen LEFT JOIN places USING (conversation_key), every
  WHERE (message_nr + coalesce(place, 0)) % coalesce(step, 1) = 0
),
spans AS (
  SELECT count(*) FILTER (is_now) AS now, count(*) FILTER (NOT is_now) AS before FROM sampled
),
used AS (
  SELECT account_key, is_now, unnest(words) AS word FROM sampled
),
counted AS (
  SELECT
    word,
    count(*) FILTER (NOT is_now) AS messages_before,
    count(*) FILTER (is_now) AS messages_now,
    greatest(
      count(DISTINCT account_key) FILTER (NOT is_now),
      count(DISTINCT account_key) FILTER (is_now)
    ) AS people
  FROM used
  GROUP BY word
)
SELECT
  word,
  messages_before,
  messages_now,
  people,
  round(100.0 * messages_now / now - 100.0 * messages_before / before, 2) AS change_percent
FROM counted, spans
WHERE people >= $min_group AND now > 0 AND before > 0
ORDER BY abs(change_percent) DESC, change_percent DESC, word
LIMIT $limit;
