"""Table `shape`: one row per order with everything that its rows elsewhere are written from.

Chance is a hash of the order's number and of what is decided, so the same numbers make the same history. Order `n`
with `n % 60 = 1` rides in the package of the one before it and is alike (`s` is the number that decides); one in
fifty is split into two packages.
"""

FUNCTIONS = """
CREATE OR REPLACE FUNCTION pg_temp.chance(n bigint, what bigint, of_them bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE AS 'SELECT (hashint8extended(n, what) & 9223372036854775807) % of_them';
CREATE OR REPLACE FUNCTION pg_temp.share(n bigint, what bigint) RETURNS float8
    LANGUAGE sql IMMUTABLE AS 'SELECT ((hashint8extended(n, what) & 9223372036854775807) % 1000000) / 1000000.0::float8'
"""

# Closed orders were placed evenly up to five days ago; open ones since, the earliest of them past their deadline.
SHAPE = """
CREATE TEMP TABLE shape ON COMMIT DROP AS
WITH numbered AS (
    SELECT n, n >= %(closed)s AS is_open,
        CASE WHEN n %% 60 = 1 AND n < %(closed)s THEN n - 1 ELSE n END AS s
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
), decided AS (
    SELECT n, s, is_open, n <> s AS rides_along,
        (%(shops)s::bigint[])[CASE WHEN shop < 70 THEN 1 WHEN shop < 90 THEN 2 ELSE 3 END] AS shop_id,
        CASE WHEN kind < 10 THEN 'pre_order' ELSE 'regular' END AS kind,
        kind BETWEEN 10 AND 14 AS is_sample, kind BETWEEN 15 AND 19 AS is_replacement,
        CASE WHEN shipping < 5 AND NOT is_open THEN 'platform_warehouse' WHEN shipping < 15 THEN 'platform'
            ELSE 'seller' END AS shipping_type,
        NOT is_open AND luck < 30 AND s %% 60 <> 0 AS is_cancelled,
        NOT is_open AND luck BETWEEN 30 AND 64 AS is_late,
        luck BETWEEN 70 AND 89 AS is_invalid,
        NOT is_open AND n %% 50 = 7 AND n %% 60 > 1 AS wants_two,
        CASE WHEN is_open THEN %(now)s - interval '74 hours' * ((%(orders)s - n)::float8 / greatest(%(open)s, 1))
            ELSE %(since)s + (%(until)s - %(since)s) * (n::float8 / greatest(%(closed)s, 1)) END AS placed_at,
        CASE WHEN is_open THEN %(now)s - interval '74 hours' * ((%(orders)s - s)::float8 / greatest(%(open)s, 1))
            ELSE %(since)s + (%(until)s - %(since)s) * (s::float8 / greatest(%(closed)s, 1)) END AS first_placed_at,
        (power(pg_temp.share(s, 11), 3) * 899)::int AS one_good,
        CASE WHEN pg_temp.chance(s, 12, 3) = 0 THEN (power(pg_temp.share(s, 13), 3) * 899)::int END AS other_good,
        (%(carriers)s::text[])[1 + least(3, (power(pg_temp.share(s, 14), 2) * 4)::int)] AS any_carrier
    FROM numbered CROSS JOIN LATERAL (SELECT pg_temp.chance(s, 1, 100) AS shop, pg_temp.chance(s, 2, 1000) AS kind,
        pg_temp.chance(s, 3, 100) AS shipping, pg_temp.chance(s, 4, 1000) AS luck) c
), gone AS (
    SELECT *, first_placed_at + interval '4 hours' + CASE WHEN is_open THEN interval '20 hours'
            WHEN is_late THEN interval '45 hours' ELSE interval '30 hours' END
            * CASE WHEN is_late THEN 1 + pg_temp.share(s, 21) * 0.4 ELSE pg_temp.share(s, 21) END AS maybe_ready_at,
        is_open AND %(now)s - placed_at < interval '50 minutes' AS is_remorse
    FROM decided
), moved AS (
    SELECT *, wants_two AND NOT is_cancelled AS is_split,
        NOT is_cancelled AND (NOT is_open OR (maybe_ready_at < %(now)s AND pg_temp.chance(s, 22, 10) < 7))
            AS has_package
    FROM gone
), timed AS (
    SELECT *, CASE WHEN has_package THEN maybe_ready_at END AS ready_at,
        CASE WHEN has_package AND NOT is_open THEN CASE
            WHEN is_late THEN greatest(maybe_ready_at + interval '2 hours',
                first_placed_at + interval '75 hours' + interval '20 hours' * pg_temp.share(s, 23))
            ELSE maybe_ready_at + interval '2 hours' + interval '18 hours' * pg_temp.share(s, 23) END END AS scan_1_at,
        CASE WHEN kind = 'pre_order' THEN interval '5 days' ELSE interval '0' END AS longer
    FROM moved
), scanned AS (
    SELECT *, scan_1_at + CASE WHEN is_split THEN interval '1 hour' ELSE interval '0' END AS last_scan_at,
        CASE WHEN has_package THEN any_carrier ELSE '' END AS carrier,
        CASE WHEN is_cancelled THEN first_placed_at + interval '6 hours' END AS cancelled_at
    FROM timed
)
SELECT t.*, %(order_base)s + t.n AS order_id, %(package_base)s + s AS package_id,
    %(package_base)s + %(orders)s + t.n AS other_package_id, %(buyer_base)s + s %% %(buyers)s AS buyer_id,
    placed_at + interval '2 days' + longer AS ready_due_at, placed_at + interval '3 days' + longer AS scan_due_at,
    placed_at + interval '10 days' + longer AS delivery_due_at,
    CASE WHEN road.arrives_at < %(now)s THEN road.arrives_at END AS delivered_at,
    r.since_at AS rule_since_at, r.order_version, r.fact_version, r.stop_event, r.zone, r.late_dated_by,
    r.valid_dated_by, j.due_at, j.dispatched_at,
    kind || CASE WHEN is_sample THEN ' sample' WHEN is_replacement THEN ' replacement' ELSE '' END AS kinds,
    a.sku_id AS sku_id_1, a.sku AS sku_1, a.supplier_id AS supplier_id_1, a.title AS title_1,
    b.sku_id AS sku_id_2, b.sku AS sku_2, b.supplier_id AS supplier_id_2, b.title AS title_2,
    CASE WHEN b.n IS NULL OR b.n = a.n THEN ARRAY[a.sku] WHEN a.sku < b.sku THEN ARRAY[a.sku, b.sku]
        ELSE ARRAY[b.sku, a.sku] END AS skus,
    CASE WHEN single.id IS NOT NULL THEN ARRAY[a.supplier] WHEN a.supplier < b.supplier
        THEN ARRAY[a.supplier, b.supplier] ELSE ARRAY[b.supplier, a.supplier] END AS suppliers,
    nullif(concat_ws(' → ', CASE WHEN single.id IS NOT NULL THEN a.supplier END, nullif(t.carrier, '')), '') AS lane,
    w.id AS lane_id
FROM scanned t
JOIN rule r ON r.shop_id = t.shop_id AND t.placed_at >= r.since_at AND t.placed_at < r.until_at
JOIN good a ON a.n = t.one_good
LEFT JOIN good b ON b.n = t.other_good
CROSS JOIN LATERAL (SELECT last_scan_at + interval '3 days' + interval '5 days' * pg_temp.share(s, 24) AS arrives_at) road
CROSS JOIN LATERAL (SELECT CASE WHEN b.supplier_id IS NULL OR b.supplier_id = a.supplier_id
    THEN a.supplier_id END AS id) single
CROSS JOIN LATERAL (SELECT
    placed_at + longer + CASE WHEN r.stop_event = 'first_scan' THEN interval '3 days' ELSE interval '2 days' END
        AS due_at,
    CASE WHEN is_open OR NOT has_package THEN NULL WHEN r.stop_event = 'first_scan' THEN last_scan_at ELSE ready_at END
        AS dispatched_at) j
LEFT JOIN way w ON w.shop_id = t.shop_id AND w.supplier_id = coalesce(single.id, 0) AND w.carrier = t.carrier
"""
