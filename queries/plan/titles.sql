-- What conversations are called. A header that comes with a change names neither.
SELECT conversation_id, topic, default_topic FROM conversations ORDER BY conversation_id
