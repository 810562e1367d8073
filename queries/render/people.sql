-- title: Everyone, by account_id
SELECT
  account_id,
  coalesce(
    shown_name(display_name), shown_name(full_name), shown_name(contact_name), shown_name(email), shown_name(fleep_address)
  ) AS name,
  full_name,
  email,
  fleep_address,
  phone_nr,
  mk_account_status,
  organisation_name,
  status_emoji,
  status_message,
  avatar_sha256,
  epoch_ms(activity_time)::DOUBLE AS activity_ms
FROM accounts
ORDER BY account_id
