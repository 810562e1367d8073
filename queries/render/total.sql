-- title: How many messages there are
SELECT count(*)::DOUBLE AS messages FROM messages
