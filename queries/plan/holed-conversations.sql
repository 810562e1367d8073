-- Conversations with a message that names one that never came.
SELECT DISTINCT conversation_id FROM gaps WHERE is_open AND cause = 'server gap' ORDER BY conversation_id
