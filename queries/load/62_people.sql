-- Load, step 6c: people and teams.
-- Only if: EXISTS (FROM fresh WHERE mk_rec_type IN ('contact', 'team'))

-- accounts
DELETE FROM accounts USING fresh WHERE fresh.mk_rec_type = 'contact' AND accounts.account_id = fresh.record_key;
INSERT INTO accounts BY NAME
SELECT
  a.* EXCLUDE (activity_time, activated_time),
  unix_time(a.activity_time) AS activity_time,
  unix_time(a.activated_time) AS activated_time,
  -- JSON inside a string (fleep-wire.md, section 4.4); the size that suits a page.
  CASE WHEN json_valid(a.avatar_urls) THEN
    coalesce(json_extract_string(a.avatar_urls, '$.size_100'), json_extract_string(a.avatar_urls, '$.size_50'),
             json_extract_string(a.avatar_urls, '$.size_200'), json_extract_string(a.avatar_urls, '$.size_575'))
  END AS avatar_url
FROM (
  SELECT page_nr, unnest(json_transform(record, '{
    "account_id": "VARCHAR", "display_name": "VARCHAR", "full_name": "VARCHAR", "contact_name": "VARCHAR",
    "email": "VARCHAR", "fleep_address": "VARCHAR", "mk_account_status": "VARCHAR", "phone_nr": "VARCHAR",
    "avatar_urls": "VARCHAR", "organisation_id": "VARCHAR", "organisation_name": "VARCHAR", "dialog_id": "VARCHAR",
    "alias_account_ids": ["VARCHAR"], "activity_time": "BIGINT", "activated_time": "BIGINT", "status_emoji": "VARCHAR",
    "status_message": "VARCHAR", "is_hidden_for_add": "BOOLEAN", "is_premium": "BOOLEAN"}'))
  FROM fresh WHERE mk_rec_type = 'contact'
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
