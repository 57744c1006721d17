"""Learns how long stages take from the orders dispatched in the past 60 days: one statement per shop."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from fulfillment.catalog.models import Shop
from fulfillment.orders import watch
from fulfillment.orders.models import LanePace
from fulfillment.orders.pace import ENOUGH, SHARES
from fulfillment.orders.rulings import rules_of, terms_of
from fulfillment.orders.upsert.rowset import execute
from fulfillment.orders.working_time import WorkingTime, working_time

LOOK_BACK = timedelta(days=60)
EVERY = timedelta(minutes=15)
LONGEST = timedelta(days=90)  # a pre-order may wait 60 days: what was placed before this is not read

# Hours of business days between two moments: each moment's place on the scale of `working_time`, by its day.
LEARN = """
WITH days AS (
    SELECT * FROM unnest(%(days)s::date[], %(starts)s::float8[], %(before)s::float8[], %(counts)s::bool[])
        AS d(day_on, starts, before, counts)
), told AS (
    SELECT l.supplier_id, coalesce(l.carrier, '') AS carrier,
        greatest(o.placed_at, o.release_at) AS released_at,
        coalesce(o.ready_at, o.labelled_at) AS ready_at,
        coalesce(o.scanned_at, o.last_first_scan_at) AS scanned_at
    FROM orders_order o LEFT JOIN orders_lane l ON l.id = o.lane_id
    WHERE o.shop_id = %(shop)s AND o.placed_at >= %(placed_since)s AND o.dispatched_at >= %(since)s
        AND o.shipping_type IN ('seller', 'platform')
), steps AS (
    SELECT t.supplier_id, t.carrier, s.stage, s.started_at, s.ended_at
    FROM told t CROSS JOIN LATERAL (VALUES
        ('to_ship', t.released_at, t.ready_at), ('awaiting_scan', t.ready_at, t.scanned_at),
        ('dispatch', t.released_at, t.scanned_at)
    ) AS s(stage, started_at, ended_at)
    WHERE s.ended_at >= s.started_at
), took AS (
    SELECT p.supplier_id, p.carrier, p.stage,
        e.before + e.counts::int * (extract(epoch FROM p.ended_at)::float8 - e.starts) / 3600
        - b.before - b.counts::int * (extract(epoch FROM p.started_at)::float8 - b.starts) / 3600 AS hours
    FROM steps p
    JOIN days b ON b.day_on = (p.started_at AT TIME ZONE %(zone)s)::date
    JOIN days e ON e.day_on = (p.ended_at AT TIME ZONE %(zone)s)::date
), learned AS (
    SELECT supplier_id, CASE WHEN grouping(carrier) = 1 THEN '' ELSE carrier END AS carrier, stage,
        count(*) AS observations,
        percentile_cont(%(shares)s::float8[]) WITHIN GROUP (ORDER BY hours) AS quantiles
    FROM took
    GROUP BY stage, GROUPING SETS ((supplier_id, carrier), (supplier_id), (carrier), ())
    HAVING (grouping(supplier_id) = 1 OR supplier_id IS NOT NULL) AND (grouping(carrier) = 1 OR carrier <> '')
        AND (count(*) >= %(enough)s OR (grouping(supplier_id) = 1 AND grouping(carrier) = 1))
)
INSERT INTO orders_lanepace
    (team_id, shop_id, supplier_id, carrier, stage, observations, quantiles, learned_at)
SELECT %(team)s, %(shop)s, supplier_id, carrier, stage, observations, quantiles, %(now)s FROM learned
ON CONFLICT ON CONSTRAINT lane_pace_once DO UPDATE
SET observations = excluded.observations, quantiles = excluded.quantiles, learned_at = excluded.learned_at
"""
FORGET = "DELETE FROM orders_lanepace WHERE shop_id = %(shop)s AND learned_at < %(now)s"


def learn(*, now: datetime, shops: Iterable[Shop] | None = None) -> None:
    """Every shop's paces say what its past 60 days say; lanes without enough orders are forgotten."""
    for shop in Shop.objects.order_by("pk") if shops is None else shops:
        with transaction.atomic():
            execute(LEARN, _parameters(shop, now))
            execute(FORGET, {"shop": shop.pk, "now": now})
            watch.recheck_shops([shop.pk], now=now)


def shops_due(*, now: datetime) -> list[Shop]:
    """Shops whose paces are old, or that have none yet: a first import is learned from while it still comes in."""
    fresh = LanePace.objects.filter(learned_at__gt=now - EVERY).values("shop")
    return list(Shop.objects.exclude(pk__in=fresh).order_by("pk"))


def _parameters(shop: Shop, now: datetime) -> dict[str, Any]:
    rules = rules_of(terms_of(shop), now)
    scale: WorkingTime = working_time(rules.calendar, rules.zone, now.year)
    return {
        "shop": shop.pk,
        "team": shop.team_id,
        "now": now,
        "since": now - LOOK_BACK,
        "placed_since": now - LONGEST,
        "zone": rules.zone.key,
        "shares": list(SHARES),
        "enough": ENOUGH,
        "days": scale.days,
        "starts": scale.starts,
        "before": scale.before,
        "counts": scale.counts,
    }
