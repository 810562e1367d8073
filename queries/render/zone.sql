-- title: When clocks of a time zone change, from 1900 to 2100 and in later years in which something was posted or edited
-- parameters: zone (text): a name that pg_timezone_names() lists, other than UTC
-- column: from_ms – milliseconds since 1970, UTC; the first row holds for all that is earlier as well
-- column: offset_ms – how far clocks are ahead of UTC from then on
WITH late AS (
  SELECT year(posted_time) AS year FROM messages WHERE posted_time >= TIMESTAMP '2099-12-31'
  UNION
  SELECT year(edited_time) FROM messages WHERE edited_time >= TIMESTAMP '2099-12-31'
),
days AS (
  SELECT utc, epoch_ms(timezone($zone, timezone('UTC', utc))) - epoch_ms(utc) AS offset_ms
  FROM (
    SELECT range AS utc
    FROM range(TIMESTAMP '1900-01-01', TIMESTAMP '2100-01-01', INTERVAL 1 DAY)
    UNION
    -- A few days more, so that the year is whole on every clock.
    SELECT unnest(range(make_timestamp(year, 1, 1, 0, 0, 0) - INTERVAL 2 DAY, make_timestamp(year + 1, 1, 3, 0, 0, 0), INTERVAL 1 DAY))
    FROM late
  )
),
followed AS (
  SELECT
    utc,
    offset_ms,
    lag(utc) OVER (ORDER BY utc) IS NOT DISTINCT FROM utc - INTERVAL 1 DAY AS has_day_before,
    lag(offset_ms) OVER (ORDER BY utc) AS offset_before
  FROM days
),
minutes AS (
  SELECT minute AS utc
  FROM
    followed,
    LATERAL (SELECT unnest(range(utc - INTERVAL 1 DAY, utc + INTERVAL 1 MINUTE, INTERVAL 1 MINUTE)) AS minute)
  WHERE has_day_before AND offset_ms <> offset_before
  UNION
  SELECT utc FROM followed WHERE NOT has_day_before
),
offsets AS (
  SELECT utc, epoch_ms(timezone($zone, timezone('UTC', utc))) - epoch_ms(utc) AS offset_ms
  FROM minutes
)
SELECT epoch_ms(utc)::DOUBLE AS from_ms, offset_ms::DOUBLE AS offset_ms
FROM offsets
QUALIFY offset_ms IS DISTINCT FROM lag(offset_ms) OVER (ORDER BY utc)
ORDER BY utc
