-- Conversations with a message that names one that never came, or with numbers for which the service returned nothing new.
SELECT DISTINCT conversation_id FROM gaps
WHERE is_open AND (cause = 'server gap' OR (cause = 'no progress' AND kind = 'messages'))
ORDER BY conversation_id
