"""The refund requests of some days, and how many orders were dispatched in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Sum

from fulfillment.catalog.models import Shop
from metrics import figures
from metrics.refunds.counting import Request
from metrics.spans import Span

# The rate's denominator: the same orders, on the same days, as late dispatch counts.
DISPATCHED = "late-dispatch-rate"
READ = """
SELECT r.id, r.shop_id, r.order_id, coalesce(r.requested_at, r.remote_updated_at), r.status, r.kind, r.reason_group,
    coalesce(nullif(r.reason_text, ''), r.reason), r.amount, r.currency,
    o.dispatched_at IS NOT NULL, copy.order_id IS NOT NULL, coalesce(o.carrier, ''),
    concat_ws(' → ', nullif(of_lane.code, ''), nullif(lane.carrier, '')),
    coalesce(lines.skus, '{}'), coalesce(lines.suppliers, '{}')
FROM orders_refund r
LEFT JOIN orders_order o ON o.id = r.order_id
LEFT JOIN orders_ordercopy copy ON copy.order_id = o.id AND copy.original_id <> o.id
LEFT JOIN orders_lane lane ON lane.id = o.lane_id
LEFT JOIN catalog_supplier of_lane ON of_lane.id = lane.supplier_id
LEFT JOIN LATERAL (
    SELECT coalesce(array_agg(line.sku_code) FILTER (WHERE n.named), array_agg(line.sku_code)) AS skus,
        coalesce(
            array_agg(coalesce(supplier.code, '')) FILTER (WHERE n.named), array_agg(coalesce(supplier.code, ''))
        ) AS suppliers
    FROM orders_orderline line LEFT JOIN catalog_supplier supplier ON supplier.id = line.supplier_id
    CROSS JOIN LATERAL (
        SELECT r.sku_codes ?| ARRAY[line.external_id, line.listing_external_id, line.sku_code] AS named
    ) n
    WHERE line.order_id = o.id
) lines ON true
WHERE r.shop_id = ANY(%(shops)s) AND coalesce(r.requested_at, r.remote_updated_at) >= %(since)s
    AND coalesce(r.requested_at, r.remote_updated_at) < %(until)s
ORDER BY coalesce(r.requested_at, r.remote_updated_at) DESC, r.id DESC
"""


def requests_of(shops: Sequence[Shop], span: Span) -> list[Request]:
    """Newest first, those left out too; one query whose cost grows with the days asked for, not with history."""
    zones = {shop.pk: ZoneInfo(shop.time_zone) for shop in shops}
    # A day begins in one zone up to 26 hours before it does in another.
    since = datetime.combine(span.since_on, time(0), UTC) - timedelta(days=1)
    until = datetime.combine(span.until_on, time(0), UTC) + timedelta(days=2)
    with connection.cursor() as cursor:
        cursor.execute(READ, {"shops": list(zones), "since": since, "until": until})
        found = [_request(row, zones) for row in cursor.fetchall()]
    return [each for each in found if span.since_on <= each.day_on <= span.until_on]


def _request(row: Sequence[Any], zones: dict[int, ZoneInfo]) -> Request:
    pk, shop_id, order_id, at, status, kind, group, words, amount, currency, *of_order = row
    is_dispatched, is_copy, carrier, lane, skus, suppliers = of_order
    return Request(
        id=pk,
        shop_id=shop_id,
        order_id=order_id,
        day_on=at.astimezone(zones[shop_id]).date(),
        status=status,
        kind=kind,
        group=group,
        words=words,
        amount=amount,
        currency=currency,
        is_dispatched=is_dispatched,
        is_copy=is_copy,
        carrier=carrier,
        lane=lane,
        skus=tuple(skus),
        suppliers=tuple(suppliers),
    )


def dispatched(shops: Iterable[Shop], span: Span) -> int:
    return figures.total(shops, DISPATCHED, since_on=span.since_on, until_on=span.until_on).denominator


def dispatched_by(shops: Sequence[Shop], dimension: str, span: Span) -> dict[str, int]:
    """Orders dispatched in these days under each value of a dimension; one query."""
    if dimension == "shop":
        totals = figures.totals(shops, DISPATCHED, since_on=span.since_on, until_on=span.until_on)
        return {str(pk): counts.denominator for pk, counts in totals.items()}
    found = figures.by_value(shops, DISPATCHED, dimension, since_on=span.since_on, until_on=span.until_on)
    return {value: counts.denominator for value, counts in found.items()}


def dispatched_on(shops: Iterable[Shop], span: Span) -> dict[date, int]:
    """By day; days without any are absent."""
    rows = figures.sums(shops, DISPATCHED, since_on=span.since_on, until_on=span.until_on)
    found: dict[date, int] = defaultdict(int)
    for day, counted in rows.filter(dimension="").values_list("day_on").annotate(n=Sum("denominator")):
        found[day] += counted
    return dict(found)
