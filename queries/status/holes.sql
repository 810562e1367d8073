-- Everything that is not in the archive, counted by kind and reason. expected: Fleep does not give it to this account.
SELECT kind, cause, is_expected AS expected, count(*) AS count FROM gaps WHERE is_open GROUP BY ALL ORDER BY ALL
