-- title: Who answers whom
-- question: Between whom does the talk go to and fro?
-- description: An answer is the next message by somebody else in the same conversation, within within_hours. The
--   people are those who gave and got the most answers, and only answers among them are shown. Messages that came from
--   a hook, have no author or were deleted are left out. Groups follow the order of the report: a row is at least
--   min_group people next to each other in it, and nothing is shown when there are fewer people in all. With
--   `--min-group 1` a row is one person, by name.
-- param: since date optional – only waits that began on or after this day (UTC)
-- param: until date optional – only waits that began on or before this day (UTC)
-- param: conversation text optional – only conversations of this id, or with these words in the title
-- param: within_hours integer 72 – a longer silence is no answer
-- param: min_group integer 5 – fewest people in a row; 1 names single persons
-- param: limit integer 12 – most people or groups in the drawing
-- column: person – the one who answers; with groups, the places of the group by answers given and got
-- column: answered – the one who is answered
-- column: answers – number of answers
-- column: median_minutes – half of the answers came within this many minutes
-- column: person_place – place in the drawing of the one who answers, from 0
-- column: answered_place – place in the drawing of the one who is answered, from 0
-- column: places – number of places in the drawing
-- caveat: In the drawing, the answers within a group are the size of its dot. Of the two lines between two dots, each is
--   the one on the right hand of the one who answers, looking at the other.
-- caveat: Nights and weekends count as waiting, and the next message need not be about the one before.
-- chart: {"height": 400, "transform": [
--     {"calculate": "2 * PI * datum.person_place / datum.places", "as": "from"},
--     {"calculate": "2 * PI * datum.answered_place / datum.places", "as": "to"},
--     {"calculate": "sin(datum.from)", "as": "x1"}, {"calculate": "cos(datum.from)", "as": "y1"},
--     {"calculate": "sin(datum.to)", "as": "x2"}, {"calculate": "cos(datum.to)", "as": "y2"},
--     {"calculate": "0.025 / max(1e-9, sqrt(pow(datum.x2 - datum.x1, 2) + pow(datum.y2 - datum.y1, 2)))", "as": "aside"},
--     {"calculate": "datum.aside * (datum.y2 - datum.y1)", "as": "aside_x"},
--     {"calculate": "datum.aside * (datum.x1 - datum.x2)", "as": "aside_y"},
--     {"calculate": "datum.x1 + datum.aside_x", "as": "from_x"}, {"calculate": "datum.y1 + datum.aside_y", "as": "from_y"},
--     {"calculate": "datum.x2 + datum.aside_x", "as": "to_x"}, {"calculate": "datum.y2 + datum.aside_y", "as": "to_y"},
--     {"joinaggregate": [{"op": "max", "field": "answers", "as": "most"}]},
--     {"calculate": "110 + (datum.person_place === datum.answered_place ? 1500 * datum.answers / datum.most : 0)", "as": "size"},
--     {"calculate": "1.16 * datum.x1", "as": "label_x"}, {"calculate": "1.18 * datum.y1", "as": "label_y"},
--     {"calculate": "datum.x1 > 0.1 ? 'left' : datum.x1 < -0.1 ? 'right' : 'center'", "as": "side"}],
--     "layer": [
--       {"mark": {"type": "rule", "opacity": 0.45}, "encoding": {
--         "x": {"field": "from_x", "type": "quantitative", "axis": null, "scale": {"domain": [-1.9, 1.9]}},
--         "y": {"field": "from_y", "type": "quantitative", "axis": null, "scale": {"domain": [-1.3, 1.3]}},
--         "x2": {"field": "to_x"}, "y2": {"field": "to_y"},
--         "strokeWidth": {"field": "answers", "type": "quantitative", "title": "answers",
--           "scale": {"range": [0.5, 9]}, "legend": {"tickCount": 4, "tickMinStep": 1, "format": "d", "symbolType": "stroke"}}}},
--       {"mark": {"type": "point", "filled": true, "opacity": 1}, "encoding": {
--         "size": {"aggregate": "max", "field": "size", "type": "quantitative", "scale": null, "legend": null},
--         "x": {"aggregate": "min", "field": "x1", "type": "quantitative"},
--         "y": {"aggregate": "min", "field": "y1", "type": "quantitative"},
--         "detail": [{"field": "person", "type": "nominal"}, {"field": "person_place", "type": "nominal"}]}},
--       {"transform": [{"filter": "datum.side === 'left'"}], "mark": {"type": "text", "align": "left", "limit": 150}, "encoding": {
--         "x": {"aggregate": "min", "field": "label_x", "type": "quantitative"},
--         "y": {"aggregate": "min", "field": "label_y", "type": "quantitative"},
--         "text": {"field": "person", "type": "nominal"}, "detail": {"field": "person_place", "type": "nominal"}}},
--       {"transform": [{"filter": "datum.side === 'right'"}], "mark": {"type": "text", "align": "right", "limit": 150}, "encoding": {
--         "x": {"aggregate": "min", "field": "label_x", "type": "quantitative"},
--         "y": {"aggregate": "min", "field": "label_y", "type": "quantitative"},
--         "text": {"field": "person", "type": "nominal"}, "detail": {"field": "person_place", "type": "nominal"}}},
--       {"transform": [{"filter": "datum.side === 'center'"}], "mark": {"type": "text", "align": "center", "limit": 150}, "encoding": {
--         "x": {"aggregate": "min", "field": "label_x", "type": "quantitative"},
--         "y": {"aggregate": "min", "field": "label_y", "type": "quantitative"},
--         "text": {"field": "person", "type": "nominal"}, "detail": {"field": "person_place", "type": "nominal"}}}]}
WITH talk AS (
  SELECT
    conversation_key, account_key, posted_time,
    lead(account_key) OVER flow AS next_account_key,
    if(lead(conversation_key) OVER flow = conversation_key, lead(posted_time) OVER flow, NULL) AS next_time
  FROM talk(conversation := $conversation)
  WHERE kind <> 'hook' AND account_id IS NOT NULL AND posted_time IS NOT NULL
  -- Sorted as one, which is quicker than one conversation after the other: what comes next may be of another one.
  WINDOW flow AS (ORDER BY conversation_key, message_nr)
),
waits AS (
  SELECT
    conversation_key, account_key, next_account_key,
    greatest(date_diff('second', posted_time, next_time), 0) / 60 AS minutes,
    coalesce(next_time <= posted_time + to_hours($within_hours), false) AS is_answered
  FROM talk
  WHERE next_account_key IS DISTINCT FROM account_key
    AND ($since IS NULL OR posted_time >= $since) AND ($until IS NULL OR posted_time::DATE <= $until)
),
pairs AS MATERIALIZED (
  SELECT next_account_key AS answering, account_key AS asking, minutes FROM waits WHERE is_answered
),
counted AS (
  SELECT answering, asking, count(*) AS answers FROM pairs GROUP BY answering, asking
),
totals AS (
  SELECT account_key, sum(answers) AS answers
  FROM (SELECT answering AS account_key, answers FROM counted UNION ALL SELECT asking, answers FROM counted)
  GROUP BY account_key
),
ids AS (
  SELECT account_key, any_value(account_id) AS account_id FROM talk() WHERE account_id IS NOT NULL GROUP BY account_key
),
ranked AS (
  SELECT
    account_key,
    coalesce(p.person, i.account_id) AS name,
    row_number() OVER (ORDER BY answers DESC, name, i.account_id) AS place,
    count(*) OVER () AS people
  FROM totals
  JOIN ids AS i USING (account_key)
  LEFT JOIN v_people AS p USING (account_id)
),
grouped AS (
  SELECT account_key, name, place, group_at(place, people, $min_group) AS group_place FROM ranked WHERE people >= $min_group
),
named AS MATERIALIZED (
  SELECT group_place, group_name(min(name), min(place), max(place), $min_group) AS name
  FROM grouped
  WHERE group_place < $limit
  GROUP BY group_place
),
shown AS (
  SELECT g.group_place AS person_place, h.group_place AS answered_place, count(*) AS answers, quantile_cont(minutes, 0.5) AS median_minutes
  FROM pairs
  JOIN grouped AS g ON g.account_key = pairs.answering
  JOIN grouped AS h ON h.account_key = pairs.asking
  WHERE g.group_place < $limit AND h.group_place < $limit
  GROUP BY g.group_place, h.group_place
)
SELECT
  a.name AS person,
  b.name AS answered,
  answers,
  round(median_minutes, 1) AS median_minutes,
  person_place,
  answered_place,
  (SELECT count(*) FROM named) AS places
FROM shown
JOIN named AS a ON a.group_place = person_place
JOIN named AS b ON b.group_place = answered_place
ORDER BY answers DESC, person_place, answered_place;
