-- title: Who was shown older messages of a conversation, from which one on
-- parameters: first_id, last_id (text): a range of conversation ids
-- column: disclosed_ms – when; milliseconds since 1970, UTC
-- column: disclosed_nr – number of the message that tells it; from_nr – first message that was shown
-- column: account_id – to whom; for a team, each of its members as the team was last listed
WITH disclosures AS (
  SELECT conversation_id, message_nr, posted_time, ref_message_nr, json_body(message) AS payload
  FROM messages
  WHERE conversation_id BETWEEN $first_id AND $last_id
    AND mk_message_type IN ('disclose', 'discloseV2') AND ref_message_nr IS NOT NULL
),
shown AS (
  SELECT * EXCLUDE (payload), unnest(from_json(json_extract(payload, '$.members'), '["VARCHAR"]')) AS account_id
  FROM disclosures
  UNION
  SELECT told.* EXCLUDE (team_id), team_members.account_id
  FROM (
    SELECT * EXCLUDE (payload), unnest(from_json(json_extract(payload, '$.team_ids'), '["VARCHAR"]')) AS team_id FROM disclosures
  ) AS told
  JOIN team_members USING (team_id)
  WHERE NOT team_members.is_pending
)
SELECT
  conversation_id,
  account_id,
  message_nr::DOUBLE AS disclosed_nr,
  epoch_ms(posted_time)::DOUBLE AS disclosed_ms,
  ref_message_nr::DOUBLE AS from_nr
FROM shown
WHERE account_id IS NOT NULL
ORDER BY conversation_id, disclosed_nr, account_id
