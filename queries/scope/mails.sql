-- Addresses that deliver into a conversation, whatever the scope: they are secrets wherever they stand.
SELECT cmail FROM stored.conversations WHERE cmail IS NOT NULL
