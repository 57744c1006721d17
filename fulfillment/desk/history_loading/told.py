"""What channels and carriers told: buyers, orders, lines, packages, their links and messages, from `shape`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fulfillment.desk.history_loading.filling import fill
from fulfillment.orders.models import Buyer, Hold, Order, OrderEvent, OrderLine
from fulfillment.orders.upsert.rowset import execute
from fulfillment.tracking.models import Package, PackageOrder, TrackingEvent

FIRST_NAMES = (
    "Ada Amir Ana Ben Bo Carla Chen Dana Devi Elena Emil Fatima Femi Grace Hana Hugo Ines Ivan Jana Jon Kai Lena "
    "Leo Lin Maria Max Mei Mina Nadia Nils Noor Olga Omar Pia Ravi Rosa Sam Sofia Tariq Yuki"
)
BEGINNINGS = (
    "Ash Beck Black Brook Clay Cold Dun East Elm Fair Fern Glen Green Hart Hol King Lang Moor Nor Oak"
)
ENDINGS = "berg bury by dale field ford gate ham hill holm hurst land ley man mont more ridge sen son ton"

BUYER = {
    "id": "%(buyer_base)s + n",
    "team_id": "%(team)s",
    "shop_id": "%(some_shop)s",
    "key": "'history-' || %(buyer_base)s + n",
    "name": "name",
    "email": "'v' || n || '@chat.seller.tiktok.com'",
    "line1": "n % 9000 || ' Coleman Ave'",
    "city": "'San Jose'",
    "region": "'California'",
    "postal_code": "lpad((n % 90000 + 10000)::text, 5, '0')",
    "country": "'US'",
    "told_at": "%(since)s",
    "search": "to_tsvector('simple', lower(name))",
}
BUYERS = """
FROM generate_series(0, %(buyers)s - 1) n CROSS JOIN LATERAL (SELECT
    (%(first_names)s::text[])[1 + pg_temp.chance(n, 41, %(count_1)s)] || ' '
    || (%(beginnings)s::text[])[1 + pg_temp.chance(n, 42, %(count_2)s)]
    || (%(endings)s::text[])[1 + pg_temp.chance(n, 43, %(count_3)s)] AS name) named
"""
ORDER = {
    "id": "order_id",
    "team_id": "%(team)s",
    "shop_id": "shop_id",
    "external_id": "'5768' || lpad((%(order_base)s + n)::text, 14, '0')",
    "status": """CASE WHEN is_cancelled THEN 'cancelled' WHEN is_remorse THEN 'remorse' WHEN is_open AND has_package
        THEN 'ready' WHEN is_open THEN 'to_ship' WHEN delivered_at IS NULL THEN 'in_transit' ELSE 'delivered' END""",
    "remote_updated_at": "coalesce(delivered_at, last_scan_at, cancelled_at, ready_at, placed_at)",
    "placed_at": "placed_at",
    "paid_at": "placed_at",
    "kind": "kind",
    "is_sample": "is_sample",
    "is_replacement": "is_replacement",
    "shipping_type": "shipping_type",
    "ready_due_at": "ready_due_at",
    "scan_due_at": "scan_due_at",
    "cancel_unless_scanned_at": "scan_due_at + interval '4 days'",
    "delivery_due_at": "delivery_due_at",
    "ready_at": "ready_at",
    "scanned_at": "CASE WHEN pg_temp.chance(s, 31, 10) < 7 THEN last_scan_at END",
    "delivered_at": "delivered_at",
    "cancelled_at": "cancelled_at",
    "total": "19.99 * (1 + s % 3)",
    "currency": "'USD'",
    "country": "'US'",
    "buyer_id": "buyer_id",
    "buyer_key": "'history-' || buyer_id",
    "assignee_id": "CASE WHEN is_open AND n % 20 = 0 THEN %(assignee)s::bigint END",
    "packages_total": "CASE WHEN is_split THEN 2 WHEN has_package THEN 1 ELSE 0 END",
    "packages_scanned": "CASE WHEN last_scan_at IS NULL THEN 0 WHEN is_split THEN 2 ELSE 1 END",
    "last_first_scan_at": "last_scan_at",
    "labelled_at": "ready_at",
    "carrier": "carrier",
    "tracking_problem": """CASE WHEN is_invalid AND has_package AND shipping_type = 'seller' THEN 'carrier_mismatch'
        ELSE '' END""",
    "lane_id": "lane_id",
    "is_open": "is_open",
    "stage": """CASE WHEN is_open THEN 'to_ship' WHEN is_cancelled THEN 'cancelled' WHEN delivered_at IS NULL
        THEN 'in_transit' ELSE 'delivered' END""",
    "stage_since_at": "coalesce(delivered_at, last_scan_at, cancelled_at, placed_at)",
    "dispatch_due_at": "due_at",
    "due_source": "'platform'",
    "dispatched_at": "dispatched_at",
    "dispatched_source": """CASE WHEN dispatched_at IS NULL THEN '' WHEN stop_event <> 'first_scan' THEN 'ready'
        WHEN pg_temp.chance(s, 31, 10) < 7 THEN 'channel' ELSE 'carrier' END""",
    "rule_version": "order_version",
    "level_since_at": "coalesce(dispatched_at, placed_at)",
}
LINE = {
    "team_id": "%(team)s",
    "order_id": "order_id",
    "external_id": "'l' || which",
    "sku_id": "sku_id",
    "supplier_id": "supplier_id",
    "sku_code": "sku",
    "title": "title",
    "quantity": "1 + n % 2",
    "unit_price": "19.99",
    "currency": "'USD'",
    "placed_at": "placed_at",
}
LINES = """
FROM shape CROSS JOIN LATERAL (
    VALUES (1, sku_id_1, supplier_id_1, sku_1, title_1), (2, sku_id_2, supplier_id_2, sku_2, title_2)
) AS line (which, sku_id, supplier_id, sku, title) WHERE line.sku_id IS NOT NULL
"""
PACKAGE = {
    "id": "parcel.id",
    "team_id": "%(team)s",
    "shop_id": "shop_id",
    "external_id": "'1151' || lpad(parcel.id::text, 15, '0')",
    "tracking_number": "'9400' || lpad(parcel.id::text, 18, '0')",
    "tracking_number_given": "'9400' || lpad(parcel.id::text, 18, '0')",
    "carrier": "carrier",
    "carrier_name": "upper(carrier)",
    "status": """CASE WHEN is_open THEN 'ready' WHEN delivered_at IS NULL THEN 'in_transit' ELSE 'delivered' END""",
    "shipping_type": "shipping_type",
    "shipped_at": "ready_at",
    "channel_scan_at": "parcel.scan_at",
    "delivered_at": "delivered_at",
    "told_at": "ready_at",
    "first_event_at": "parcel.scan_at",
    "first_scan_at": "parcel.scan_at",
    "last_event_at": "coalesce(delivered_at, parcel.scan_at)",
    "verdict": """CASE WHEN is_invalid AND shipping_type = 'seller' THEN 'invalid' WHEN is_open THEN 'pending'
        ELSE 'valid' END""",
    "verdict_until_at": "CASE WHEN is_open THEN ready_at + interval '10 days' END",
    "verdict_reasons": """CASE WHEN is_invalid AND shipping_type = 'seller' THEN '["carrier_mismatch"]'::jsonb
        ELSE '[]'::jsonb END""",
    "numbers_told": "ARRAY['9400' || lpad(parcel.id::text, 18, '0')]",
    "correct_by_at": """CASE WHEN is_invalid AND shipping_type = 'seller' THEN ready_at + interval '72 hours' END""",
}
PARCELS = """
FROM shape CROSS JOIN LATERAL (
    SELECT package_id AS id, scan_1_at AS scan_at
    UNION ALL SELECT other_package_id, last_scan_at WHERE is_split
) AS parcel WHERE has_package
"""
LINK = {
    "team_id": "%(team)s",
    "package_id": "parcel.id",
    "order_id": "order_id",
    "order_told_at": "placed_at",
    "is_current": "true",
}
MESSAGE = {
    "team_id": "%(team)s",
    "package_id": "package_id",
    "kind": "message.kind",
    "happened_at": "message.at",
    "recorded_at": "message.at",
    "description": "message.words",
    "source": "'carrier'",
}
MESSAGES = """
FROM shape CROSS JOIN LATERAL (VALUES
    ('label_created', ready_at, 'Shipping label created'), ('accepted', scan_1_at, 'Accepted at origin facility'),
    ('delivered', delivered_at, 'Delivered')
) AS message (kind, at, words) WHERE has_package AND NOT rides_along AND s % 5 = 0 AND message.at IS NOT NULL
"""
EVENT = {
    "team_id": "%(team)s",
    "order_id": "order_id",
    "kind": "event.kind",
    "key": "event.kind",
    "happened_at": "event.at",
    "recorded_at": "event.at",
    "source": "'channel'",
}
EVENTS = """
FROM shape CROSS JOIN LATERAL (
    VALUES ('order.placed', placed_at), ('order.dispatched', dispatched_at), ('order.cancelled', cancelled_at)
) AS event (kind, at) WHERE event.at IS NOT NULL
"""
HOLD = {
    "team_id": "%(team)s",
    "order_id": "order_id",
    "reason": "'by_hand'",
    "subject": "''",
    "owner": "'us'",
    "evidence": "'Address to be confirmed'",
    "placed_at": "placed_at",
}
HOLDS = "FROM shape WHERE is_open AND n % 100 = 50"
SOURCES = (
    (Order, ORDER, "FROM shape"),
    (OrderLine, LINE, LINES),
    (Package, PACKAGE, PARCELS + " AND NOT rides_along"),
    (PackageOrder, LINK, PARCELS),
    (TrackingEvent, MESSAGE, MESSAGES),
    (OrderEvent, EVENT, EVENTS),
    (Hold, HOLD, HOLDS),
)
MODELS = (Buyer, *(model for model, _, _ in SOURCES))


def write_buyers(values: Mapping[str, Any]) -> None:
    parts = {"first_names": FIRST_NAMES, "beginnings": BEGINNINGS, "endings": ENDINGS}
    lists = {name: words.split() for name, words in parts.items()}
    counts = {f"count_{at}": len(words) for at, words in enumerate(lists.values(), start=1)}
    fill(Buyer, _escaped(BUYER), BUYERS, {**values, **lists, **counts})


def write_shape(values: Mapping[str, Any]) -> None:
    """The rows of every order in `shape`, everywhere but in the metrics."""
    execute("ANALYZE shape", {})
    for model, columns, source in SOURCES:
        fill(model, _escaped(columns), source.replace(" % ", " %% "), values)


def _escaped(columns: Mapping[str, str]) -> dict[str, str]:
    """A remainder's sign, doubled for the driver."""
    return {name: sql.replace(" % ", " %% ") for name, sql in columns.items()}
