-- What earlier runs could not get.
SELECT gap_id FROM gaps WHERE is_open ORDER BY gap_id
