-- Schema 15: a name of which nothing is seen is none. The columns keep what Fleep said; v_people and v_conversations else as in schema 3.

-- NULL for a name of white space, control, zero-width and blank characters alone: as a link it could be neither seen nor pressed.
CREATE MACRO shown_name(name) AS CASE
  WHEN regexp_matches(name, '[^\s\p{Z}\p{Cc}\p{Cf}\x{034F}\x{115F}\x{1160}\x{17B4}\x{17B5}\x{2800}\x{3164}\x{FE00}-\x{FE0F}\x{FFA0}]') THEN name
END;

CREATE OR REPLACE VIEW v_people AS
SELECT account_id, name || if(count(*) OVER (PARTITION BY name) > 1, ' (' || left(account_id, 8) || ')', '') AS person
FROM (
  SELECT account_id, coalesce(shown_name(display_name), shown_name(full_name), shown_name(email), account_id) AS name
  FROM accounts
);

CREATE OR REPLACE VIEW v_conversations AS
SELECT
  conversation_id,
  name || if(count(*) OVER (PARTITION BY name) > 1, ' (' || left(conversation_id, 8) || ')', '') AS conversation
FROM (
  SELECT conversation_id, coalesce(shown_name(title), 'untitled ' || left(conversation_id, 8)) AS name
  FROM conversations
);
