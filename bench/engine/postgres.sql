-- The rules of the Short Form SLA over multiranges; one row for each customer. The month's parts are computed once, in common table expressions.
WITH bounds AS MATERIALIZED (
  SELECT :'month'::timestamp AT TIME ZONE :'zone' AS s, (:'month'::timestamp + interval '1 month') AT TIME ZONE :'zone' AS e
), reach AS MATERIALIZED (
  SELECT s, e, tstzmultirange(tstzrange(s, e)) AS month, tstzrange(s - interval '744 hours', least(e + interval '744 hours', :'asof'::timestamptz)) AS around
  FROM bounds
), days AS MATERIALIZED (
  SELECT d::date AS date, tstzrange(d AT TIME ZONE :'zone', (d + interval '1 day') AT TIME ZONE :'zone') AS day, extract(isodow FROM d) AS weekday
  FROM generate_series(:'month'::timestamp - interval '34 days', :'month'::timestamp + interval '66 days', interval '1 day') d
), closed AS MATERIALIZED (
  SELECT range_agg(r) AS spans FROM (
    SELECT day AS r FROM days WHERE weekday IN (6, 7) OR date IN (SELECT date FROM holiday)
    UNION ALL SELECT tstzrange(s, e) FROM maintenance
  ) everything
), facts AS MATERIALIZED (
  SELECT month, around, tstzmultirange(around) - closed.spans AS service,
    coalesce((SELECT range_agg(tstzrange(s, e)) FROM downtime), '{}') AS outages,
    coalesce((SELECT range_agg(tstzrange(s, e)) FROM exclusion), '{}') AS excused
  FROM reach, closed
), outage AS MATERIALIZED (
  SELECT w, (outages - excused) * service * tstzmultirange(w) AS counted, month FROM facts, unnest(outages) AS w WHERE month && w
), assessed AS (
  SELECT customer.id, w, counted, month, first,
    CASE WHEN first IS NULL THEN '{}' ELSE counted * tstzmultirange(tstzrange(greatest(lower(w), first), upper(w))) END AS creditable
  FROM customer CROSS JOIN outage LEFT JOIN LATERAL (
    SELECT min(recognized) AS first FROM notice
    WHERE notice.customer = customer.id AND recognized < upper(w)
      AND received BETWEEN lower(w) - interval '1 hour' AND upper(w) + interval '24 hours'
  ) timely ON true
), sums AS (
  SELECT id, sum(length_of(creditable * month)) AS creditable,
    sum(CASE WHEN first IS NULL THEN 0 ELSE length_of((counted - creditable) * month) END) AS unrecognized,
    sum(CASE WHEN first IS NULL THEN length_of(counted * month) ELSE 0 END) AS forfeited
  FROM assessed GROUP BY id
), daily AS (
  SELECT id, date, least(1, sum(floor(extract(epoch FROM upper(day * period) - lower(day * period)) / 1800))) AS credits
  FROM assessed, unnest(creditable) AS period JOIN days ON day && period
  WHERE upper(period) - lower(period) > interval '1 hour' AND month && period AND month @> day
  GROUP BY id, date
), earned AS (
  SELECT id, sum(credits)::bigint AS credits FROM daily GROUP BY id
), month AS MATERIALIZED (
  SELECT length_of(service * month) AS service, length_of((service * month * outages) - (outages - excused)) AS excused,
    length_of((outages - excused) * service * month) AS observed,
    (SELECT count(*) FROM days WHERE month @> day) AS days
  FROM facts
)
SELECT customer.id, month.service, month.excused, month.observed, coalesce(sums.creditable, 0), coalesce(unrecognized, 0), coalesce(forfeited, 0),
  coalesce(credits, 0), least(half_even(fee * 500 * coalesce(credits, 0), 10000), fee * 7 / days, fee)
FROM customer CROSS JOIN month LEFT JOIN sums USING (id) LEFT JOIN earned USING (id) ORDER BY customer.place;
