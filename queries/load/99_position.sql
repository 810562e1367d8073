-- Load, last step: the end of what the tables hold, moved with the batch that brought it.
UPDATE load_position SET
  page_nr = getvariable('last_page'),
  commit_hash = (SELECT commit_hash FROM api_calls WHERE page_nr = getvariable('last_page')),
  segment = getvariable('next_segment'),
  segment_offset = getvariable('next_offset'),
  loader = getvariable('loader'),
  loader_page_nr = getvariable('last_page');
