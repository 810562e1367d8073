-- Scope, step 1: views in front of the tables, which show what hangs on the conversations of the scope and on nothing else.
-- A temporary view comes before a table of its name. stored.x is the table x of the store itself.

CREATE TEMP VIEW conversations AS SELECT * FROM stored.conversations WHERE conversation_id IN (FROM scope_conversations);

CREATE TEMP VIEW conversation_accounts AS
SELECT * FROM stored.conversation_accounts WHERE conversation_id IN (FROM scope_conversations);

CREATE TEMP VIEW messages AS SELECT * FROM stored.messages WHERE conversation_id IN (FROM scope_conversations);

CREATE TEMP VIEW message_versions AS
SELECT * FROM stored.message_versions WHERE conversation_id IN (FROM scope_conversations);

CREATE TEMP VIEW members AS SELECT * FROM stored.members WHERE conversation_id IN (FROM scope_conversations);

CREATE TEMP VIEW topics AS SELECT * FROM stored.topics WHERE conversation_id IN (FROM scope_conversations);

CREATE TEMP VIEW files AS SELECT * FROM stored.files WHERE conversation_id IN (FROM scope_conversations);

CREATE TEMP VIEW previews AS SELECT * FROM stored.previews WHERE conversation_id IN (FROM scope_conversations);

CREATE TEMP VIEW reactions AS SELECT * FROM stored.reactions WHERE conversation_id IN (FROM scope_conversations);

CREATE TEMP VIEW mentions AS SELECT * FROM stored.mentions WHERE conversation_id IN (FROM scope_conversations);

CREATE TEMP VIEW conversation_labels AS
SELECT * FROM stored.conversation_labels WHERE conversation_id IN (FROM scope_conversations);

CREATE TEMP VIEW labels AS SELECT * FROM stored.labels WHERE label_id IN (SELECT label_id FROM conversation_labels);

CREATE TEMP VIEW hooks AS SELECT * FROM stored.hooks WHERE conversation_id IN (FROM scope_conversations);

CREATE TEMP VIEW sections AS
SELECT * FROM stored.sections
WHERE conversation_id IN (FROM scope_conversations)
  OR conversation_id IS NULL AND section_id IN (SELECT section_id FROM messages WHERE section_id IS NOT NULL);

-- What no conversation names is of the account, and a hole of the part as well; a file that could not be had is known by its address.
CREATE TEMP VIEW gaps AS
SELECT * FROM stored.gaps
WHERE CASE
  WHEN conversation_id IS NOT NULL THEN conversation_id IN (FROM scope_chosen)
  WHEN kind = 'file' THEN coalesce(target, '') IN (
    SELECT unnest([file_url, attachment_id]) FROM files UNION SELECT unnest([file_url, attachment_id]) FROM previews
    UNION SELECT unnest([avatar_url, avatar_urls]) FROM stored.accounts WHERE account_id IN (FROM scope_accounts)
    UNION SELECT avatar_url FROM hooks
  )
  -- Whom no answer describes.
  WHEN starts_with(gap_id, 'person:') THEN regexp_replace(gap_id, '^person:[^:]*:', '') IN (FROM scope_accounts)
  ELSE true
END;

CREATE TEMP VIEW accounts AS
SELECT * REPLACE (CASE WHEN dialog_id IN (FROM scope_conversations) THEN dialog_id END AS dialog_id)
FROM stored.accounts
WHERE account_id IN (FROM scope_accounts);

CREATE TEMP VIEW teams AS SELECT * FROM stored.teams WHERE team_id IN (FROM scope_teams);

CREATE TEMP VIEW team_members AS
SELECT * FROM stored.team_members WHERE team_id IN (FROM scope_teams) AND account_id IN (FROM scope_accounts);

-- What cannot be told to belong to a conversation belongs to none of the scope.
CREATE TEMP VIEW reminders AS SELECT * FROM stored.reminders LIMIT 0;

CREATE TEMP VIEW problems AS SELECT * FROM stored.problems LIMIT 0;

CREATE TEMP VIEW api_calls AS SELECT * FROM stored.api_calls LIMIT 0;
