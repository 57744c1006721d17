"""How fast order payloads become committed rows, beside the floor: the same rows by COPY and INSERT by hand.

    python -m tests.bench.ingest [--history 500000] [--orders 10000] [--batch 500]

Works in the database of DATABASE_URL, which must be one for measuring: it fills it with history and leaves it there.
The floor copies the very rows that ingest wrote (orders, lines, buyers, packages, links, events, queue) to staging
tables and inserts them with ON CONFLICT, in the same batches, with the same indexes and constraints.
"""

from __future__ import annotations

import argparse
import json
import os
import random
from datetime import UTC, datetime
from time import perf_counter, process_time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fulfillment.settings")
START = datetime(2026, 8, 26, tzinfo=UTC)
TABLES = {  # in the order in which foreign keys allow them
    "orders_buyer": "shop_id, key",
    "orders_order": "shop_id, external_id",
    "orders_orderline": "order_id, external_id",
    "tracking_package": "shop_id, external_id",
    "tracking_packageorder": "package_id, order_id",
    "orders_orderevent": "order_id, key",
    "orders_changedorder": "order_id",
}


def payload(number: int, rng: random.Random) -> bytes:
    """One order as TikTok Shop's detail endpoint sends it: two units of one SKU, labelled, half of them scanned."""
    placed = int(START.timestamp()) + number * 15
    scanned = {"collection_time": placed + 90_000} if rng.random() < 0.5 else {}
    package = f"1152{number:015}"
    unit = {
        "sku_id": f"17295{number % 900:014}",
        "product_id": f"17295827{number % 300:011}",
        "product_name": "Glow lamp, warm white, dimmable, with remote control",
        "sku_name": "Warm white / 2 m",
        "seller_sku": f"GLOW-{number % 900}",
        "sale_price": "19.99",
        "currency": "USD",
        "package_id": package,
        "package_status": "FULFILLING" if scanned else "PROCESSING",
        "tracking_number": f"9400111{number:015}",
        "shipping_provider_name": "USPS",
        "rts_time": placed + 40_000,
        "display_status": "IN_TRANSIT" if scanned else "AWAITING_COLLECTION",
    }
    order = {
        "id": f"5769{number:014}",
        "user_id": f"7021{number % 400_000:015}",
        "status": "IN_TRANSIT" if scanned else "AWAITING_COLLECTION",
        "create_time": placed,
        "paid_time": placed + 20,
        "update_time": placed + 100_000,
        "rts_time": placed + 40_000,
        "rts_sla_time": placed + 172_800,
        "tts_sla_time": placed + 172_800,
        "shipping_due_time": placed + 600_000,
        "collection_due_time": placed + 700_000,
        "cancel_order_sla_time": placed + 700_000,
        "delivery_sla_time": placed + 900_000,
        "fulfillment_type": "FULFILLMENT_BY_SELLER",
        "shipping_type": "SELLER",
        "warehouse_id": "6955005333819123123",
        "buyer_email": f"v{number}@chat.seller.tiktok.com",
        "payment": {"currency": "USD", "total_amount": "42.97"},
        "recipient_address": {
            "name": f"Person {number % 400_000} of the House",
            "phone_number": "(+1)213-***-1234",
            "region_code": "US",
            "postal_code": f"{number % 90000 + 10000}",
            "address_line1": f"{number % 400_000} Coleman Ave",
            "address_line2": "Suite 100",
            "district_info": [
                {"address_level_name": "State", "address_name": "California"},
                {"address_level_name": "City", "address_name": "San Jose"},
            ],
        },
        "packages": [{"id": package}],
        "line_items": [unit | {"id": f"5770{number:014}{copy}"} for copy in (1, 2)],
        **scanned,
    }
    return json.dumps(order).encode()


def measure(history: int, orders: int, batch: int) -> dict[str, float]:
    from fulfillment.orders.models import Order

    shop = bench_shop()
    held = Order.objects.filter(shop=shop).count()
    ingest(shop, range(held, history), 2000)
    analyse()
    return measure_at(shop, max(held, history), orders, batch)


def measure_at(shop, first: int, orders: int, batch: int) -> dict[str, float]:
    """Orders `first` and following, which the shop does not have yet."""
    wall, cpu, parts = ingest(shop, range(first, first + orders), batch)
    floor = measure_floor(shop, first, orders, batch)
    again, _, _ = ingest(shop, range(first, first + orders), batch)
    return {
        "orders_at_start": first,
        "orders": orders,
        "batch": batch,
        "orders_per_s": round(orders / wall),
        "orders_per_s_of_worker_cpu": round(orders / cpu),
        "floor_orders_per_s": round(orders / floor),
        "share_of_floor": round(floor / wall, 2),
        "unchanged_orders_per_s": round(orders / again),
        **{f"{name}_s": round(seconds, 2) for name, seconds in parts.items()},
    }


def forget(shop, first: int, orders: int) -> None:
    """As if these had never been ingested."""
    from django.db import connection

    with connection.cursor() as cursor:
        remove(cursor, shop, f"5769{first:014}", f"5769{first + orders:014}")


def bench_shop():
    from fulfillment.accounts.models import Team
    from fulfillment.catalog.models import Shop

    team, _ = Team.objects.get_or_create(slug="bench", defaults={"name": "Bench"})
    shop, _ = Shop.objects.get_or_create(
        team=team,
        slug="bench",
        defaults={"name": "Bench", "channel": "tiktok", "platform": "tiktok", "market": "US"},
    )
    return shop


def ingest(shop, numbers: range, batch: int) -> tuple[float, float, dict[str, float]]:
    """Wall and processor seconds of this process, from bytes to committed rows."""
    from fulfillment.channels.ingest import take_orders
    from fulfillment.channels.tiktok import mapping

    rng = random.Random(7)
    wall = cpu = mapped = 0.0
    for start in range(numbers.start, numbers.stop, batch):
        raw = [payload(number, rng) for number in range(start, min(start + batch, numbers.stop))]
        began, began_cpu = perf_counter(), process_time()
        records = [mapping.order(one) for one in raw]
        mapped += perf_counter() - began
        take_orders(shop=shop, records=records, now=datetime.now(UTC))
        wall += perf_counter() - began
        cpu += process_time() - began_cpu
    return wall, cpu, {"decode_and_map": mapped, "take": wall - mapped}


def measure_floor(shop, first: int, orders: int, batch: int) -> float:
    """Seconds to write the rows of these orders again by hand; ingest's own rows are taken out before and stay out."""
    from django.db import connection

    began_id, ended_id = f"5769{first:014}", f"5769{first + orders:014}"
    with connection.cursor() as cursor:
        chunks = extract(cursor, shop, began_id, ended_id, batch)
        remove(cursor, shop, began_id, ended_id)
    began = perf_counter()
    for number, chunk in enumerate(chunks):
        write_by_hand(connection, chunk, is_first=number == 0)
    return perf_counter() - began


SELECTS = {
    "orders_order": "SELECT * FROM orders_order WHERE id = ANY(%s)",
    "orders_buyer": "SELECT * FROM orders_buyer WHERE id IN (SELECT buyer_id FROM orders_order WHERE id = ANY(%s))",
    "orders_orderline": "SELECT * FROM orders_orderline WHERE order_id = ANY(%s)",
    "tracking_package": "SELECT * FROM tracking_package WHERE id IN"
    " (SELECT package_id FROM tracking_packageorder WHERE order_id = ANY(%s))",
    "tracking_packageorder": "SELECT * FROM tracking_packageorder WHERE order_id = ANY(%s)",
    "orders_orderevent": "SELECT * FROM orders_orderevent WHERE order_id = ANY(%s)",
    "orders_changedorder": "SELECT * FROM orders_changedorder WHERE order_id = ANY(%s)",
}


def extract(cursor, shop, began_id: str, ended_id: str, batch: int) -> list[dict[str, bytes]]:
    """The rows of each batch as COPY text, table by table."""
    cursor.execute(
        "SELECT id FROM orders_order WHERE shop_id = %s AND external_id >= %s AND external_id < %s"
        " ORDER BY external_id",
        [shop.pk, began_id, ended_id],
    )
    ids = [pk for (pk,) in cursor.fetchall()]
    chunks = []
    for start in range(0, len(ids), batch):
        chunk = {}
        for table in TABLES:
            literal = "ARRAY[" + ",".join(map(str, ids[start : start + batch])) + "]::bigint[]"
            copied = []
            with cursor.copy(f"COPY ({SELECTS[table].replace('%s', literal)}) TO STDOUT") as copy:
                copied.extend(bytes(block) for block in copy)
            chunk[table] = b"".join(copied)
        chunks.append(chunk)
    return chunks


def remove(cursor, shop, began_id: str, ended_id: str) -> None:
    cursor.execute(
        "CREATE TEMP TABLE gone AS SELECT id, buyer_id FROM orders_order"
        " WHERE shop_id = %s AND external_id >= %s AND external_id < %s",
        [shop.pk, began_id, ended_id],
    )
    cursor.execute(
        "CREATE TEMP TABLE gone_package AS SELECT DISTINCT package_id FROM tracking_packageorder"
        " WHERE order_id IN (SELECT id FROM gone)"
    )
    for table in ("orders_changedorder", "orders_orderevent", "tracking_packageorder", "orders_orderline"):
        cursor.execute(f"DELETE FROM {table} WHERE order_id IN (SELECT id FROM gone)")
    cursor.execute("DELETE FROM tracking_package WHERE id IN (SELECT package_id FROM gone_package)")
    cursor.execute("DELETE FROM orders_order WHERE id IN (SELECT id FROM gone)")
    cursor.execute(
        "DELETE FROM orders_buyer b WHERE id IN (SELECT buyer_id FROM gone)"
        " AND NOT EXISTS (SELECT FROM orders_order o WHERE o.buyer_id = b.id)"
    )
    cursor.execute("DROP TABLE gone, gone_package")


def write_by_hand(connection, chunk: dict[str, bytes], *, is_first: bool) -> None:
    """One batch: staging, INSERT … ON CONFLICT, commit."""
    from django.db import transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for table, key in TABLES.items():
            staging = f"floor_{table}"
            if is_first:
                cursor.execute(f"CREATE TEMP TABLE {staging} (LIKE {table}) ON COMMIT DELETE ROWS")
            with cursor.copy(f"COPY {staging} FROM STDIN") as copy:
                copy.write(chunk[table])
            cursor.execute(
                f"INSERT INTO {table} SELECT * FROM {staging} ORDER BY {key} ON CONFLICT ({key}) DO NOTHING"
            )


def analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--history", type=int, default=500_000)
    parser.add_argument("--orders", type=int, default=10_000)
    parser.add_argument("--batch", type=int, default=500)
    options = parser.parse_args()
    django.setup()
    print(json.dumps(measure(options.history, options.orders, options.batch), indent=1))


if __name__ == "__main__":
    main()
