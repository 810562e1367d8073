-- Schema 2: what the load itself needs to remember. Not a contract: may change with any version.

-- Every small record (all but messages), merged field by field: a new field overwrites, a missing field keeps the old value.
CREATE TABLE merged_records (
  mk_rec_type VARCHAR NOT NULL,
  record_key VARCHAR NOT NULL,
  record JSON NOT NULL,
  page_nr BIGINT NOT NULL
);

-- How far the walk through each flow came, as the commit lines of the journal say it.
CREATE TABLE crawl_cursors (
  scope VARCHAR NOT NULL,
  cursor JSON NOT NULL,
  page_nr BIGINT NOT NULL
);

-- The end of what these tables hold of the journal. One row.
CREATE TABLE load_position (
  page_nr BIGINT NOT NULL,
  commit_hash VARCHAR NOT NULL,
  segment BIGINT NOT NULL,
  segment_offset BIGINT NOT NULL
);
INSERT INTO load_position VALUES (0, '', 1, 0);
