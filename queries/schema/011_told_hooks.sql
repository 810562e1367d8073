-- Schema 11: what the load needs to remember of hooks. Not a contract: may change with any version.

-- Every record of a hook, as it came: which of them are of the same hook may be told later. What was told before in the same words is not
-- here twice.
CREATE TABLE told_hooks (
  conversation_id VARCHAR NOT NULL,
  page_nr BIGINT NOT NULL,
  record_index INTEGER NOT NULL,
  record JSON NOT NULL
);
