-- Schema 13: bodies that are JSON, read by one rule.

-- JSON with every half of a surrogate pair as \ufffd: JSON allows it (RFC 8259, section 8.2), DuckDB refuses all of the text for it. Taken
-- apart into whole escapes, so that the backslash of \\ never counts as the start of one. As mendEscapes (src/lib/half-pairs.ts).
CREATE MACRO mend_escapes(body) AS array_to_string(list_transform(
  regexp_extract_all(body,
    '(?s)\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\.|[^\\]+|\\'),
  lambda piece: if(regexp_full_match(piece, '\\u[dD][89a-fA-F][0-9a-fA-F]{2}'), '\ufffd', piece)), '');

-- The body of a message where it is a JSON object, as text that every JSON function takes; NULL where it is none. Nearly all are valid as
-- they are, and nothing is looked for in them.
CREATE MACRO json_body(message) AS CASE
  WHEN NOT starts_with(message, '{') THEN NULL
  WHEN json_valid(message) THEN message
  WHEN regexp_matches(message, '\\u[dD][89a-fA-F]') THEN CASE WHEN json_valid(mend_escapes(message)) THEN mend_escapes(message) END
END;

-- Whether the body of such a message may be JSON. What people wrote is never taken apart.
CREATE MACRO may_be_json(mk_message_type) AS mk_message_type NOT IN ('text', 'email', 'separator');

-- Else as in schema 4.
CREATE OR REPLACE MACRO bare_body(mk_message_type, message) AS coalesce(
  CASE WHEN may_be_json(mk_message_type) AND json_type(json_body(message), '$.message') = 'VARCHAR'
    THEN json_extract_string(json_body(message), '$.message')
  END,
  message);
