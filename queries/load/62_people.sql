-- Load, step 6c: people and teams.
-- Only if: EXISTS (FROM fresh WHERE mk_rec_type IN ('contact', 'contact_seat', 'team'))

-- What the account that came to the archive first calls each of them and has with them. What it does not say, an import may.
CREATE OR REPLACE TEMP TABLE people_seen AS
SELECT person_id, max(page_nr) FILTER (rank = 1) AS page_nr, string_agg(fields, ',' ORDER BY rank) FILTER (fields <> '') AS fields,
  any_value(display_name) FILTER (rank = 1 AND contact_name <> '') AS private_name
FROM (
  SELECT before_last_slash(record_key) AS person_id, after_last_slash(record_key) AS account_id, page_nr,
    record ->> '$.display_name' AS display_name, record ->> '$.contact_name' AS contact_name,
    substr(record::VARCHAR, 2, length(record::VARCHAR) - 2) AS fields,
    row_number() OVER (PARTITION BY person_id ORDER BY account_id = '', first_page, account_id) AS rank
  FROM merged_records LEFT JOIN archived_accounts ON archived_accounts.account_id = after_last_slash(record_key)
  WHERE mk_rec_type = 'contact_seat' AND before_last_slash(record_key) IN (FROM fresh_people)
)
WHERE rank = 1 OR account_id = ''
GROUP BY ALL;

-- accounts
DELETE FROM accounts USING fresh_people AS f WHERE accounts.account_id = f.account_id;
INSERT INTO accounts BY NAME
SELECT
  a.* EXCLUDE (activity_time, activated_time, private_name, public_name),
  coalesce(private_name, public_name) AS display_name,
  unix_time(a.activity_time) AS activity_time,
  unix_time(a.activated_time) AS activated_time,
  -- JSON inside a string (fleep-wire.md, section 4.4); the size that suits a page.
  CASE WHEN json_valid(a.avatar_urls) THEN
    coalesce(json_extract_string(a.avatar_urls, '$.size_100'), json_extract_string(a.avatar_urls, '$.size_50'),
             json_extract_string(a.avatar_urls, '$.size_200'), json_extract_string(a.avatar_urls, '$.size_575'))
  END AS avatar_url
FROM (
  SELECT page_nr, private_name, public_name, unnest(json_transform(record, '{
    "account_id": "VARCHAR", "full_name": "VARCHAR", "contact_name": "VARCHAR",
    "email": "VARCHAR", "fleep_address": "VARCHAR", "mk_account_status": "VARCHAR", "phone_nr": "VARCHAR",
    "avatar_urls": "VARCHAR", "organisation_id": "VARCHAR", "organisation_name": "VARCHAR", "dialog_id": "VARCHAR",
    "alias_account_ids": ["VARCHAR"], "activity_time": "BIGINT", "activated_time": "BIGINT", "status_emoji": "VARCHAR",
    "status_message": "VARCHAR", "is_hidden_for_add": "BOOLEAN", "is_premium": "BOOLEAN"}'))
  FROM (
    SELECT greatest(m.page_nr, s.page_nr) AS page_nr, private_name, m.record ->> '$.display_name' AS public_name,
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
SELECT team_id, account_id, coalesce(list_contains(admins, account_id), false), coalesce(list_contains(pending, account_id), false)
FROM (SELECT *, unnest(list_distinct(coalesce(members, []) || coalesce(admins, []) || coalesce(pending, []))) AS account_id FROM people);
