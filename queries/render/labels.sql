-- title: The viewer's own labels on conversations
SELECT conversation_labels.conversation_id, labels.label_id, labels.label
FROM conversation_labels
JOIN labels ON labels.label_id = conversation_labels.label_id
WHERE labels.mk_label_type = 'user_label' AND labels.label IS NOT NULL
ORDER BY conversation_labels.conversation_id, labels.label, labels.label_id
