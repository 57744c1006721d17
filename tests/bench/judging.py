"""The watch over 100,000 due orders and the metrics over 1,500 changed ones, beside plain statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from statistics import median
from typing import Any

from django.db import connection, transaction

from tests.bench.database import TEAM, WATCHED, WATCHED_ORDERS
from tests.bench.figures import Figure, Took, middle, once

CHANGED, MANY = 1500, 5000
LATE_DISPATCH, VALID_TRACKING = "late-dispatch-rate", "valid-tracking-rate"
ROUNDS = 6


def watch() -> Iterator[Figure]:
    """Open orders, all due at once, in the batches that a worker takes; the floor writes the same columns."""
    from django.utils import timezone

    from fulfillment.orders.watch import watch_due

    def all_due() -> None:
        while watch_due(now=timezone.now()):
            pass

    all_due()
    floor = median(write_by_hand() for _ in range(2))
    name = f"Watch, {WATCHED_ORDERS:,} due orders"
    workers = 2  # as many as `watch_due_orders` has at work when much is due
    took = middle([_after_all_are_due(lambda: side_by_side(all_due, workers)) for _ in range(3)])
    note = f"{workers} workers; the floor is one"
    yield Figure(name=name, measured=took.clock, unit="s", limit=10, floor=floor, note=note)
    alone = middle([_after_all_are_due(all_due) for _ in range(3)])
    yield Figure(name=name, **alone.as_s, unit="s", floor=floor, note="one worker")


def _after_all_are_due(act: Callable[[], None]) -> Took:
    _run("UPDATE orders_order SET next_check_at = now() WHERE is_open AND team_id = %s", [_team(WATCHED)])
    _run("VACUUM orders_order")
    return once(act)


def side_by_side(act: Callable[[], None], processes: int) -> None:
    """`act` in this process and in copies of it at once, each with a connection of its own, until all are done."""
    connection.close()
    others = [get_context("fork").Process(target=act) for _ in range(processes - 1)]
    for each in others:
        each.start()
    act()
    for each in others:
        each.join()
        if each.exitcode:
            raise RuntimeError(f"a worker ended with {each.exitcode}")


def write_by_hand() -> float:
    """Seconds to UPDATE … FROM unnest the watch's columns of as many orders, in batches of its size."""
    from fulfillment.orders.models import Order
    from fulfillment.orders.upsert.rowset import column_type
    from fulfillment.orders.watch import BATCH, WRITTEN

    columns = ("id", *WRITTEN)
    arrays = ", ".join(f"%s::{column_type(Order, name)}[]" for name in columns)
    sets = ", ".join(f"{name} = r.{name}" for name in WRITTEN)
    update = (
        f"UPDATE orders_order o SET {sets} FROM unnest({arrays}) AS r({', '.join(columns)}) WHERE o.id = r.id"
    )
    taken = ", ".join(f"{name}::text" if name == "reasons" else name for name in columns)
    _run("VACUUM orders_order")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {taken} FROM orders_order WHERE is_open AND team_id = %s ORDER BY next_check_at",
            [_team(WATCHED)],
        )
        rows = cursor.fetchall()
    batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
    given = [[list(column) for column in zip(*batch, strict=True)] for batch in batches]

    def write() -> None:
        for values in given:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO off")
                cursor.execute(update, values)

    return once(write).clock


def facts() -> Iterator[Figure]:
    """A day's orders turn late and back again: each time their facts and the daily sums of their day change."""
    day = [pk for (pk,) in _run(CHOSEN, [_team(TEAM), CHANGED])]
    floor = middle([once(_facts_by_hand(day)) for _ in range(ROUNDS)]).clock * 1000
    with only(LATE_DISPATCH, VALID_TRACKING):
        took = _rejudged(day, TURN_LATE, (60, -60)).as_ms
    name = f"Re-judging {CHANGED:,} changed orders"
    yield Figure(name=f"{name} for late dispatch and valid tracking", **took, limit=300, floor=floor)
    yield Figure(name=f"{name} for all rates", **_rejudged(day, TURN_LATE, (60, -60)).as_ms, floor=floor)
    note = "each moves to another day, and so do the sums of most rates"
    took = _rejudged(day, MOVE, (-4 * DAY, 4 * DAY)).as_ms
    yield Figure(name=f"{name} for all rates", **took, floor=floor, note=note)
    yield rejudged_for_all_rates()


def rejudged_for_all_rates() -> Figure:
    """The many orders, for every rate, beside selecting and updating as many facts of one rate."""
    ids = [pk for (pk,) in _run(CHOSEN, [_team(TEAM), MANY])]
    floor = middle([once(_facts_by_hand(ids)) for _ in range(ROUNDS)]).clock * 1000
    took = _rejudged(ids, TURN_LATE, (60, -60)).as_ms
    return Figure(name=f"Re-judging {MANY:,} changed orders for all rates", **took, limit=5000, floor=floor)


@contextmanager
def only(*slugs: str) -> Iterator[None]:
    """As if no other rates were kept: what each further one costs is told by the figure for all of them."""
    from metrics.units import COUNTED

    kept = dict(COUNTED)
    COUNTED.update({unit: [slug for slug in known if slug in slugs] for unit, known in kept.items()})
    try:
        yield
    finally:
        COUNTED.update(kept)


def _rejudged(ids: list[int], change: str, seconds: tuple[int, int]) -> Took:
    """By `change` with the one number of seconds and with the other, in turns."""
    from fulfillment.celery import keep_what_is_loaded
    from metrics.facts import judge_changed

    while judge_changed():
        pass
    keep_what_is_loaded()
    took: list[Took] = []
    for each in range(ROUNDS):
        _run(change, [seconds[each % 2], ids])
        _run(QUEUE, [_team(TEAM), ids])
        took.append(once(lambda: judge_changed(limit=MANY)))
    return middle(took)


CHOSEN = """
SELECT id FROM orders_order WHERE team_id = %s AND dispatched_at IS NOT NULL AND NOT is_open
ORDER BY placed_at DESC, id DESC LIMIT %s
"""
DAY = 86_400
TURN_LATE = """
UPDATE orders_order SET dispatch_due_at = dispatched_at - %s * interval '1 second' WHERE id = ANY(%s)
"""
MOVE = """
UPDATE orders_order SET dispatched_at = dispatched_at + %s * interval '1 second' WHERE id = ANY(%s)
"""
QUEUE = """
INSERT INTO orders_changedorder (team_id, order_id, changed_at) SELECT %s, unnest(%s::bigint[]), now()
ON CONFLICT DO NOTHING
"""


def _facts_by_hand(ids: list[int]) -> Callable[[], None]:
    def select_and_update() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM metrics_fact WHERE metric = 'late-dispatch-rate' AND unit_id = ANY(%s)", [ids]
            )
            cursor.fetchall()
            cursor.execute(
                "UPDATE metrics_fact SET in_numerator = in_numerator"
                " WHERE metric = 'late-dispatch-rate' AND unit_id = ANY(%s)",
                [ids],
            )

    return select_and_update


def _team(slug: str) -> int:
    from fulfillment.accounts.models import Team

    return Team.objects.get(slug=slug).pk


def _run(sql: str, values: Any = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []
