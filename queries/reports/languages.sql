-- title: Languages and scripts
-- question: In which scripts and languages do people write?
-- description: Messages by the script of their letters and, for Latin letters, by the language whose commonest words
--   they have most of: English, German, French, Spanish, Portuguese, Estonian or Finnish. Where a message has letters
--   of several scripts, the first of these counts: Hangul, Japanese (Hiragana or Katakana), Han, Cyrillic, Greek,
--   Hebrew, Arabic, Devanagari, Thai, Latin. Messages that came from a hook or were deleted are not counted.
-- param: since date optional – only messages posted on or after this day (UTC)
-- param: until date optional – only messages posted on or before this day (UTC)
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: person text optional – only authors of this id, or with these words in the name
-- param: team text optional – only authors in the team of this id, or with these words in its name
-- param: min_group integer 5 – fewest people that person or team may choose; with fewer there is no row
-- param: sample integer 50000 – about how many of the messages are looked at, spread evenly; 0 for all
-- column: script – script of the letters; "other" for one that is not in the list, "none" without a letter
-- column: language – language; NULL where the words do not tell it
-- column: messages – number of messages that were looked at
-- column: share_percent – share of all that were looked at, in percent
-- caveat: A message of few words often tells no language, and names and code are taken for words.
-- caveat: In a large archive the figures are those of a sample: every so-manyth message number of each conversation,
--   which does not begin with the same number in all.
-- chart: {"transform": [{"calculate": "datum.script + (datum.language ? ': ' + datum.language : '')", "as": "kind"}],
--     "mark": "bar", "encoding": {
--     "y": {"field": "kind", "type": "nominal", "sort": null, "title": null},
--     "x": {"field": "messages", "type": "quantitative", "title": "messages"}}}
WITH every AS (
  -- With the condition in WHERE, as below, DuckDB takes both for one part of the query and keeps all texts for it: five times as long.
  SELECT greatest(count(*) FILTER (kind <> 'hook') // nullif($sample, 0), 1) AS step
  FROM talk($since, $until, $conversation, $person, $team)
),
-- Conversations begin at different numbers, so that those with fewer messages than a step are not all left out.
places AS (
  SELECT hash(conversation_id) AS conversation_key, row_number() OVER (ORDER BY conversation_id) AS place FROM conversations
),
texts AS (
  SELECT conversation_key, message_nr, lower(coalesce(text, '')) AS text
  FROM talk($since, $until, $conversation, $person, $team) LEFT JOIN places USING (conversation_key), every
  WHERE kind <> 'hook' AND (message_nr + coalesce(place, 0)) % coalesce(step, 1) = 0
),
scripts AS (
  SELECT
    conversation_key,
    message_nr,
    text,
    CASE
      -- As many bytes as characters: ASCII, which most messages are.
      WHEN strlen(text) = length(text) THEN if(regexp_matches(text, '[a-z]'), 'Latin', 'none')
      WHEN regexp_matches(text, '\p{Hangul}') THEN 'Hangul'
      WHEN regexp_matches(text, '[\p{Hiragana}\p{Katakana}]') THEN 'Japanese'
      WHEN regexp_matches(text, '\p{Han}') THEN 'Han'
      WHEN regexp_matches(text, '\p{Cyrillic}') THEN 'Cyrillic'
      WHEN regexp_matches(text, '\p{Greek}') THEN 'Greek'
      WHEN regexp_matches(text, '\p{Hebrew}') THEN 'Hebrew'
      WHEN regexp_matches(text, '\p{Arabic}') THEN 'Arabic'
      WHEN regexp_matches(text, '\p{Devanagari}') THEN 'Devanagari'
      WHEN regexp_matches(text, '\p{Thai}') THEN 'Thai'
      WHEN regexp_matches(text, '\p{Latin}') THEN 'Latin'
      WHEN regexp_matches(text, '\p{L}') THEN 'other'
      ELSE 'none'
    END AS script
  FROM texts
),
-- The commonest words of each language.
telling AS (
  SELECT language, unnest(string_split(words, ' ')) AS word
  FROM (VALUES
    ('English', 'the and is to of you that for it we this with have'),
    ('German', 'der die und das ist nicht ich wir ein mit auf für zu'),
    ('French', 'le les et est pas pour une je vous dans sur avec nous'),
    ('Spanish', 'el los es una por con para las y pero muy hay está'),
    ('Portuguese', 'o os um uma não com para é em mas do da está'),
    ('Estonian', 'ja on ei see kui et ka ma oli meil aga siis või'),
    ('Finnish', 'ja on ei se että kun mutta oli minä myös vai niin olen')
  ) AS languages(language, words)
),
words AS (
  SELECT conversation_key, message_nr, unnest(regexp_extract_all(text, '\p{L}+')) AS word FROM scripts WHERE script = 'Latin'
),
hits AS (
  SELECT conversation_key, message_nr, language, count(*) AS hits
  FROM words JOIN telling USING (word)
  GROUP BY conversation_key, message_nr, language
),
best AS (
  SELECT
    conversation_key, message_nr,
    -- Two languages that fit equally well tell nothing.
    if(max(hits, 2)[1] = max(hits, 2)[2], NULL, arg_max(language, hits)) AS language
  FROM hits
  GROUP BY conversation_key, message_nr
),
told AS (
  SELECT script, language FROM scripts LEFT JOIN best USING (conversation_key, message_nr)
)
SELECT
  script,
  language,
  count(*) AS messages,
  round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS share_percent
FROM told
WHERE enough_people($since, $until, $conversation, $person, $team, $min_group)
GROUP BY script, language
ORDER BY messages DESC, script, language NULLS LAST;
