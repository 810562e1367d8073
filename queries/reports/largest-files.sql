-- title: Largest files
-- question: Which files take the most room?
-- description: Attached files by size, the largest first. A file that was taken off its message is not listed.
-- param: limit integer 20 – most rows
-- column: file_name – name of the file as it was posted
-- column: file_type – MIME type as Fleep tells it
-- column: size_bytes – size in bytes as Fleep tells it
-- column: person – name of the one who posted it
-- column: conversation – title of the conversation
-- column: posted – time of posting (UTC)
-- column: is_stored – whether the archive holds the content
WITH people AS (
  SELECT account_id, name || if(count(*) OVER (PARTITION BY name) > 1, ' (' || left(account_id, 8) || ')', '') AS person
  FROM (
    SELECT account_id, coalesce(nullif(display_name, ''), nullif(full_name, ''), nullif(email, ''), account_id) AS name
    FROM accounts
  )
),
titles AS (
  SELECT
    conversation_id,
    name || if(count(*) OVER (PARTITION BY name) > 1, ' (' || left(conversation_id, 8) || ')', '') AS conversation
  FROM (
    SELECT conversation_id, coalesce(nullif(title, ''), 'untitled ' || left(conversation_id, 8)) AS name
    FROM conversations
  )
)
SELECT
  f.file_name,
  f.file_type,
  f.file_size AS size_bytes,
  coalesce(p.person, nullif(f.sender_name, ''), f.account_id) AS person,
  coalesce(t.conversation, 'untitled ' || left(f.conversation_id, 8)) AS conversation,
  f.posted_time AS posted,
  f.stored_sha256 IS NOT NULL AS is_stored
FROM files AS f
LEFT JOIN people AS p USING (account_id)
LEFT JOIN titles AS t USING (conversation_id)
WHERE NOT coalesce(f.is_deleted, false)
ORDER BY f.file_size DESC NULLS LAST, f.file_name, f.conversation_id, f.message_nr, f.attachment_id
LIMIT $limit;
