SET client_min_messages = warning;
DROP TABLE IF EXISTS downtime, exclusion, maintenance, notice, customer, holiday;
CREATE TABLE downtime (s timestamptz, e timestamptz);
CREATE TABLE exclusion (s timestamptz, e timestamptz);
CREATE TABLE maintenance (s timestamptz, e timestamptz);
CREATE TABLE notice (customer text, recognized timestamptz, received timestamptz);
CREATE TABLE customer (place int, id text PRIMARY KEY, fee bigint);
CREATE TABLE holiday (date date);
CREATE INDEX ON notice (customer);
CREATE OR REPLACE FUNCTION length_of(spans tstzmultirange) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT coalesce(sum(round(extract(epoch FROM upper(r) - lower(r)) * 1000)), 0)::bigint FROM unnest(spans) AS r $$;
CREATE OR REPLACE FUNCTION half_even(amount bigint, divisor bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT (2 * amount + divisor) / (2 * divisor)
       - CASE WHEN (2 * amount + divisor) % (2 * divisor) = 0 AND (2 * amount + divisor) / (2 * divisor) % 2 = 1 THEN 1 ELSE 0 END $$;
