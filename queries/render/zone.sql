-- title: When clocks of a time zone change, 1900 to 2100
-- parameters: zone (text): a name that pg_timezone_names() lists, other than UTC
-- column: from_ms – milliseconds since 1970, UTC; the first row holds for all that is earlier as well
-- column: offset_ms – how far clocks are ahead of UTC from then on
WITH days AS (
  SELECT range AS utc, epoch_ms(timezone($zone, timezone('UTC', range))) - epoch_ms(range) AS offset_ms
  FROM range(TIMESTAMP '1900-01-01', TIMESTAMP '2100-01-01', INTERVAL 1 DAY)
),
changed AS (
  SELECT utc, lag(utc) OVER (ORDER BY utc) AS day_before
  FROM days
  QUALIFY offset_ms <> lag(offset_ms) OVER (ORDER BY utc)
),
minutes AS (
  SELECT minute AS utc
  FROM changed, LATERAL (SELECT unnest(range(day_before, utc + INTERVAL 1 MINUTE, INTERVAL 1 MINUTE)) AS minute)
  UNION
  SELECT min(utc) FROM days
),
offsets AS (
  SELECT utc, epoch_ms(timezone($zone, timezone('UTC', utc))) - epoch_ms(utc) AS offset_ms
  FROM minutes
)
SELECT epoch_ms(utc)::DOUBLE AS from_ms, offset_ms::DOUBLE AS offset_ms
FROM offsets
QUALIFY offset_ms IS DISTINCT FROM lag(offset_ms) OVER (ORDER BY utc)
ORDER BY utc
