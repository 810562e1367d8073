-- What is not in the archive, as far as a run noted it.
SELECT gap_id, cause FROM gaps WHERE is_open AND NOT starts_with(gap_id, 'hole:') ORDER BY gap_id
