-- Schema 12: what the load needs to remember of messages that come in parts, or once more in a history. Not a contract: may change with
-- any version.

-- Every record, as it came, of the messages of which one carried only some fields, or of which an import said in other words what a crawl
-- said: what became of them together is not what the next record is to be laid over or compared with. cleared: the fields that a part
-- took away.
CREATE TABLE told_messages AS SELECT *, NULL::VARCHAR[] AS cleared FROM messages LIMIT 0;
