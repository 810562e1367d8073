-- Conversations that the service does not give out any more.
SELECT conversation_id FROM conversations WHERE gone_time IS NOT NULL ORDER BY conversation_id
