-- Load, step 6c: people and teams.
-- Only if: EXISTS (FROM fresh WHERE mk_rec_type IN ('contact', 'contact_seat', 'team'))

-- What each account calls them and has with them, accounts that came to the archive first before others; '' stands for an import.
-- is_own: the name is the account's own for them, is_public: it is theirs. Where neither is said nobody can tell (fleep-wire.md, section 9.12).
CREATE OR REPLACE TEMP TABLE people_seats AS
SELECT *, contact_name NOT IN ('null', '""') AS is_own, contact_name IN ('null', '""') OR account_id = person_id AS is_public,
  row_number() OVER (PARTITION BY person_id ORDER BY account_id = '', first_page, account_id) AS rank
FROM (
  SELECT before_last_slash(record_key) AS person_id, after_last_slash(record_key) AS account_id, page_nr,
    record ->> '$.display_name' AS display_name, (record -> '$.contact_name')::VARCHAR AS contact_name,
    substr(record::VARCHAR, 2, length(record::VARCHAR) - 2) AS fields
  FROM merged_records WHERE mk_rec_type = 'contact_seat' AND before_last_slash(record_key) IN (FROM fresh_people)
) LEFT JOIN archived_accounts USING (account_id);

-- What the first of them says counts; what it does not say, an import may. A name that may be another account's own is the last to be taken.
CREATE OR REPLACE TEMP TABLE people_seen AS
SELECT person_id, max(page_nr) FILTER (rank = 1) AS page_nr,
  string_agg(fields, ',' ORDER BY rank) FILTER (fields <> '' AND (rank = 1 OR account_id = '')) AS fields,
  any_value(display_name) FILTER (rank = 1 AND is_own) AS own_name,
  any_value(display_name ORDER BY page_nr DESC, rank) FILTER (is_public) AS public_name,
  any_value(display_name) FILTER (rank = 1) AS first_name,
  any_value(display_name ORDER BY rank) FILTER (is_own IS NOT true) AS other_name
FROM people_seats
GROUP BY person_id;

-- accounts
DELETE FROM accounts USING fresh_people AS f WHERE accounts.account_id = f.account_id;
INSERT INTO accounts BY NAME
SELECT
  a.* EXCLUDE (activity_time, activated_time, own_name, public_name, first_name, other_name, old_name),
  coalesce(own_name, public_name, first_name, full_name, other_name, old_name) AS display_name,
  unix_time(a.activity_time) AS activity_time,
  unix_time(a.activated_time) AS activated_time,
  -- JSON inside a string (fleep-wire.md, section 4.4); the size that suits a page.
  CASE WHEN json_valid(a.avatar_urls) THEN
    coalesce(json_extract_string(a.avatar_urls, '$.size_100'), json_extract_string(a.avatar_urls, '$.size_50'),
             json_extract_string(a.avatar_urls, '$.size_200'), json_extract_string(a.avatar_urls, '$.size_575'))
  END AS avatar_url
FROM (
  SELECT page_nr, own_name, public_name, first_name, other_name, old_name, unnest(json_transform(record, '{
    "account_id": "VARCHAR", "full_name": "VARCHAR", "contact_name": "VARCHAR",
    "email": "VARCHAR", "fleep_address": "VARCHAR", "mk_account_status": "VARCHAR", "phone_nr": "VARCHAR",
    "avatar_urls": "VARCHAR", "organisation_id": "VARCHAR", "organisation_name": "VARCHAR", "dialog_id": "VARCHAR",
    "alias_account_ids": ["VARCHAR"], "activity_time": "BIGINT", "activated_time": "BIGINT", "status_emoji": "VARCHAR",
    "status_message": "VARCHAR", "is_hidden_for_add": "BOOLEAN", "is_premium": "BOOLEAN"}'))
  FROM (
    SELECT greatest(m.page_nr, s.page_nr) AS page_nr, own_name, public_name, first_name, other_name,
      -- Tables of older versions have it beside what all accounts see alike.
      m.record ->> '$.display_name' AS old_name,
      -- Of a name that comes twice the first counts.
      ('{' || if(s.fields IS NULL, '', s.fields || ',') || substr(m.record::VARCHAR, 2))::JSON AS record
    FROM merged_records AS m SEMI JOIN fresh_people ON m.mk_rec_type = 'contact' AND m.record_key = account_id
    LEFT JOIN people_seen AS s ON s.person_id = m.record_key
  )
) AS a;

-- teams
DELETE FROM teams USING fresh WHERE fresh.mk_rec_type = 'team' AND teams.team_id = fresh.record_key;
INSERT INTO teams BY NAME
SELECT page_nr, unnest(json_transform(record, '{
  "team_id": "VARCHAR", "team_name": "VARCHAR", "team_version_nr": "BIGINT", "mk_sync_mode": "VARCHAR",
  "organisation_id": "VARCHAR", "is_autojoin": "BOOLEAN", "is_managed": "BOOLEAN", "is_org_wide": "BOOLEAN",
  "is_deleted": "BOOLEAN", "autojoin_url": "VARCHAR"}'))
FROM fresh WHERE mk_rec_type = 'team';

DELETE FROM team_members USING fresh WHERE fresh.mk_rec_type = 'team' AND team_members.team_id = fresh.record_key;
INSERT INTO team_members
WITH people AS (
  SELECT unnest(json_transform(record,
    '{"team_id": "VARCHAR", "members": ["VARCHAR"], "admins": ["VARCHAR"], "pending": ["VARCHAR"]}'))
  FROM fresh WHERE mk_rec_type = 'team'
)
SELECT team_id, account_id, bool_or(list = 'admins') AS is_admin, bool_or(list = 'pending') AS is_pending
FROM (
  SELECT team_id, unnest(members) AS account_id, 'members' AS list FROM people
  UNION ALL
  SELECT team_id, unnest(admins), 'admins' FROM people
  UNION ALL
  SELECT team_id, unnest(pending), 'pending' FROM people
)
WHERE account_id IS NOT NULL
GROUP BY team_id, account_id;
