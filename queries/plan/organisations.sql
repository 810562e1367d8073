-- Organisations of which an account was told.
SELECT record_key AS organisation_id FROM merged_records JOIN api_calls USING (page_nr)
WHERE mk_rec_type = 'org_header' AND account_id = $account ORDER BY ALL
