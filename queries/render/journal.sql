-- title: Where the journal ends that the tables were made from
-- column: commit_hash – hash of its last commit, which covers every page before it
SELECT page_nr::DOUBLE AS pages, commit_hash FROM load_position
