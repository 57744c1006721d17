"""The watch: due orders are judged and written, batch by batch, by any number of workers at once.

Whoever changes a fact of an order calls `wake` in the same transaction, or `judge_at_once` where a person waits
for the answer; time alone is `Order.next_check_at`.
Work follows due orders, never history. Locks: `wake` takes orders in the order of their ids, `watch_due`
takes only what nobody holds, so neither waits in a circle.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

import structlog
from django.db import transaction

from fulfillment.orders.gathering import Due, Known, claim, claim_these, gather
from fulfillment.orders.judging import Judged, Surroundings, judge_order
from fulfillment.orders.lanes import LaneOf, lane_ids
from fulfillment.orders.models import Order
from fulfillment.orders.paces import load_paces
from fulfillment.orders.rulings import Rulings
from fulfillment.orders.states import SEVERITY, Level
from fulfillment.orders.upsert.rowset import encode, execute, listed, recordset

BATCH = 4000
RETRY_AFTER = timedelta(hours=1)
QUEUED_FOR_METRICS = attrgetter("dispatch_due_at", "dispatched_at", "dispatched_source", "rule_version")
WRITTEN = Judged._fields[1:]
TOLD_OUTSIDE = (
    "stage",
    "level",
    "reasons",
    "owner",
    "next_action",
    "dispatch_due_at",
    "cancels_at",
    "dispatched_at",
)
log = structlog.get_logger()

WAKE = """
WITH woken AS MATERIALIZED (
    SELECT id, team_id, next_check_at FROM orders_order WHERE id = ANY(%(orders)s) ORDER BY id FOR NO KEY UPDATE
), due AS (
    UPDATE orders_order o SET next_check_at = %(now)s, changed_at = greatest(o.changed_at, %(now)s)
    FROM woken w WHERE o.id = w.id AND w.next_check_at IS DISTINCT FROM %(now)s
)
INSERT INTO orders_changedorder AS c (order_id, team_id, changed_at)
SELECT id, team_id, %(now)s FROM woken ORDER BY id
ON CONFLICT (order_id) DO UPDATE SET changed_at = greatest(c.changed_at, excluded.changed_at)
"""
RECHECK = """
UPDATE orders_order SET next_check_at = %(now)s
WHERE id IN (
    SELECT id FROM orders_order WHERE shop_id = ANY(%(shops)s) AND is_open ORDER BY id FOR UPDATE SKIP LOCKED
)
"""
# What a crash takes back is still due afterwards and is judged again.
NO_WAIT_FOR_DISK = "SET LOCAL synchronous_commit TO off"
POSTPONE = "UPDATE orders_order SET next_check_at = %(later)s WHERE id = ANY(%(orders)s)"
# An order that got worse than harmless comes back although somebody snoozed it.
WRITE = """
UPDATE orders_order o SET {sets},
    changed_at = CASE WHEN ({was}) IS DISTINCT FROM ({told}) THEN greatest(o.changed_at, %(now)s)
        ELSE o.changed_at END,
    snoozed_until_at = CASE WHEN r.severity > o.severity AND r.severity >= %(loud)s THEN NULL
        ELSE o.snoozed_until_at END
FROM {rows} WHERE o.id = r.id
"""
QUEUE = """
INSERT INTO orders_changedorder AS c (order_id, team_id, changed_at)
SELECT id, team_id, %(now)s FROM orders_order WHERE id = ANY(%(orders)s) ORDER BY id
ON CONFLICT (order_id) DO UPDATE SET changed_at = greatest(c.changed_at, excluded.changed_at)
"""
RECORD = """
INSERT INTO orders_orderevent (team_id, order_id, kind, key, happened_at, recorded_at, source, data)
SELECT o.team_id, o.id, r.kind, r.key, r.happened_at, %(now)s, r.source, r.data
FROM json_to_recordset(%(rows)s::json)
    AS r(order_id bigint, kind text, key text, happened_at timestamptz, source text, data jsonb)
JOIN orders_order o ON o.id = r.order_id
ORDER BY o.id, r.key
ON CONFLICT (order_id, key) DO NOTHING
"""


def wake(order_ids: Iterable[int], *, now: datetime) -> None:
    """These orders are judged next and so are their facts; call it in the transaction that changes them."""
    ids = sorted(set(order_ids))
    if ids:
        execute(WAKE, {"orders": ids, "now": now})


def judge_at_once(order_ids: Iterable[int], *, now: datetime) -> None:
    """What a person changed, judged in the transaction that changed it: whoever acts sees what it did."""
    ids = sorted(set(order_ids))
    if ids:
        wake(ids, now=now)
        _judge_and_write(claim_these(ids), now)


def recheck_shops(shop_ids: Iterable[int], *, now: datetime) -> None:
    """The open orders of these shops are judged again: what they are compared with changed, they did not."""
    execute(RECHECK, {"shops": sorted(set(shop_ids)), "now": now})


def watch_due(*, now: datetime, limit: int = BATCH) -> int:
    """Judges and writes up to `limit` due orders in one transaction; how many it took (0: nothing is due).

    An order that cannot be judged is logged and tried again in an hour; it never stops the others.
    """
    with transaction.atomic():
        execute(NO_WAIT_FOR_DISK, {})
        with _collector_paused():
            due = claim(now=now, limit=limit)
            if due:
                _judge_and_write(due, now)
    return len(due)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """A batch makes hundreds of thousands of small objects and no cycles: looking for some takes a tenth of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _judge_and_write(due: Sequence[Due], now: datetime) -> None:
    shops = {order.shop_id for order in due}
    known = gather(due)
    around = Surroundings(known, Rulings.of_shops(shops), load_paces(shops), now)
    lanes = _lanes(due, known)
    judged: list[tuple[Due, Judged]] = []
    failed: list[int] = []
    for order in due:
        try:
            judged.append((order, judge_order(order, lanes.get(order.id), around)))
        except Exception:
            log.exception("an order could not be judged", order=order.id)
            failed.append(order.id)
    if failed:
        execute(POSTPONE, {"orders": failed, "later": now + RETRY_AFTER})
    _write(judged, now)


def _lanes(due: Sequence[Due], known: Known) -> dict[int, int]:
    """Lane id by order id; an order of which neither supplier, warehouse nor carrier is known has none."""
    of_order = {}
    for order in due:
        lane = LaneOf(
            order.shop_id, known.suppliers.get(order.id), order.told.warehouse_external_id, order.told.carrier
        )
        if lane.supplier or lane.warehouse or lane.carrier:
            of_order[order.id] = lane
    ids = lane_ids(of_order.values()) if of_order else {}
    return {pk: ids[lane] for pk, lane in of_order.items() if lane in ids}


def _write(judged: Sequence[tuple[Due, Judged]], now: datetime) -> None:
    sets = ", ".join(f"{name} = r.{name}" for name in WRITTEN)
    rows = recordset(Order, ("id", *WRITTEN))
    written = [new._asdict() for _, new in judged]
    loud = SEVERITY[Level.WILL_COUNT_LATE]
    was, told = listed(TOLD_OUTSIDE, "o."), listed(TOLD_OUTSIDE, "r.")
    sql = WRITE.format(sets=sets, rows=rows, was=was, told=told)
    execute(sql, {"rows": encode(written), "loud": loud, "now": now})
    changed = [new.id for old, new in judged if _moves_facts(old, new)]
    if changed:
        execute(QUEUE, {"orders": changed, "now": now})
    events = [event for old, new in judged for event in _events(old, new, now)]
    if events:
        execute(RECORD, {"rows": encode(events), "now": now})


def _moves_facts(old: Due, new: Judged) -> bool:
    return old.told.lane_id != new.lane_id or QUEUED_FOR_METRICS(old.before) != QUEUED_FOR_METRICS(new)


def _events(old: Due, new: Judged, now: datetime) -> list[dict[str, Any]]:
    """order.dispatched where its moment is new, order.level_changed where open work changed its level."""
    events: list[dict[str, Any]] = []
    data: dict[str, Any]
    if new.dispatched_at and new.dispatched_at != old.before.dispatched_at:
        source = new.dispatched_source if new.dispatched_source == "carrier" else "channel"
        data = {"source": new.dispatched_source, "due_at": new.dispatch_due_at}
        events.append(_event(new.id, "order.dispatched", new.dispatched_at, source, data))
    if new.is_open and new.level != old.before.level:
        codes = [each["code"] for each in new.reasons[:3]]
        data = {"from": old.before.level, "to": new.level, "reasons": codes}
        events.append(_event(new.id, "order.level_changed", now, "watch", data))
    return events


def _event(order_id: int, kind: str, at: datetime, source: str, data: dict[str, Any]) -> dict[str, Any]:
    key = f"{kind}:{at.isoformat()}"
    return {
        "order_id": order_id,
        "kind": kind,
        "key": key,
        "happened_at": at,
        "source": source,
        "data": data,
    }
