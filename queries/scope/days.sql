-- When a day of a time zone begins, and when another ends. parameters: zone (text); first, last (text): days, or NULL
-- column: first_ms, last_ms – milliseconds since 1970, UTC
SELECT
  epoch_ms(timezone($zone, $first::DATE::TIMESTAMP))::DOUBLE AS first_ms,
  epoch_ms(timezone($zone, $last::DATE::TIMESTAMP + INTERVAL 1 DAY))::DOUBLE AS last_ms
