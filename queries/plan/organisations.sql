-- Organisations of which the account was told, whatever others were told of them since.
SELECT left(record_key, length(record_key) - length($account::VARCHAR) - 1) AS organisation_id
FROM merged_records
WHERE mk_rec_type = 'org_header_seat' AND ends_with(record_key, '/' || $account::VARCHAR)
UNION
-- Tables of older versions know only on which pages the headers came.
SELECT record_key FROM record_versions JOIN api_calls USING (page_nr) WHERE mk_rec_type = 'org_header' AND account_id = $account
ORDER BY ALL
