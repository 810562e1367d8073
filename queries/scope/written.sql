-- Conversations that have a message in the scope.
SELECT DISTINCT conversation_id FROM messages ORDER BY conversation_id
