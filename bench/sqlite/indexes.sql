-- Indexes that cover the questions by time, by person and along a conversation, and those of the few messages that are tasks or pins.
CREATE UNIQUE INDEX message_keys ON messages (conversation_id, message_nr);
CREATE INDEX talk_by_time ON messages (posted_time, account_id, conversation_id, hook_key, mk_message_type)
  WHERE mk_message_type IN ('text', 'textV2', 'email', 'emailV2', 'file') AND is_deleted = 0;
CREATE INDEX talk_by_person ON messages (account_id, posted_time, conversation_id, hook_key, mk_message_type, sender_name)
  WHERE mk_message_type IN ('text', 'textV2', 'email', 'emailV2', 'file') AND is_deleted = 0;
CREATE INDEX talk_by_flow ON messages (conversation_id, message_nr, account_id, posted_time, hook_key, mk_message_type, has_question_mark)
  WHERE mk_message_type IN ('text', 'textV2', 'email', 'emailV2', 'file') AND is_deleted = 0;
CREATE INDEX message_times ON messages (posted_time);
CREATE INDEX edit_times ON messages (edited_time) WHERE edited_time IS NOT NULL;
CREATE INDEX task_messages ON messages (task_state, posted_time) WHERE task_state IS NOT NULL;
CREATE INDEX pinned_messages ON messages (conversation_id) WHERE is_pinned = 1;
CREATE INDEX file_sizes ON files (file_size);
CREATE INDEX file_types ON files (file_type, file_size);
CREATE INDEX reacted_messages ON reactions (conversation_id, message_nr);
CREATE INDEX mentioned_messages ON mentions (conversation_id, message_nr);
