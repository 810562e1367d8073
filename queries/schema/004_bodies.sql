-- Schema 4: a macro that the load and the reports share.

-- The body of a message without the JSON that the V2 shapes have around it (fleep-wire.md, section 4.3): two messages of the same body say
-- the same. What people wrote is never taken apart, and what has no body inside is as it came. As bareBody (src/fleep/markup/plain-text.ts).
CREATE MACRO bare_body(mk_message_type, message) AS coalesce(
  CASE WHEN mk_message_type NOT IN ('text', 'email', 'separator') AND starts_with(message, '{') AND json_valid(message)
    THEN CASE json_type(message, '$.message') WHEN 'VARCHAR' THEN json_extract_string(message, '$.message') END
  END,
  message);
