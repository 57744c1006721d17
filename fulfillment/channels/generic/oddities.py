"""What is odd about an order that can still be used: said in the report, never a reason to drop it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from fulfillment.channels.generic.mapfile import ImportMap, column_of
from fulfillment.channels.generic.reading import Row
from fulfillment.channels.records import OrderRecord
from fulfillment.orders.states import OrderStatus
from fulfillment.policies import countries

FAR_AWAY = timedelta(days=365)

Odd = tuple[str, str]  # code and sentence
REPEATED: Odd = ("repeated_row", "the same row stands earlier in the file; it counts once")


def of(order: OrderRecord, dues: Sequence[datetime]) -> list[Odd]:
    """Everything odd about the order's times, status and lines."""
    checks = (*_of_times_in_order(order), *_of_status(order), *_of_deadline(order, dues))
    odd = [(code, sentence) for is_odd, code, sentence in checks if is_odd]
    return odd if order.lines else [("no_lines", "the order has no lines"), *odd]


Checks = Iterator[tuple[bool, str, str]]


def _of_times_in_order(order: OrderRecord) -> Checks:
    placed, paid, scanned, delivered = order.placed_at, order.paid_at, order.scanned_at, order.delivered_at
    yield _is_before(paid, placed), "paid_before_placed", "paid before it was placed"
    yield _is_before(scanned, placed), "scanned_before_placed", "with the carrier before it was placed"
    yield _is_before(scanned, paid), "scanned_before_paid", "with the carrier before it was paid"
    yield _is_before(delivered, scanned), "delivered_before_scanned", "delivered before the carrier had it"


def _of_status(order: OrderRecord) -> Checks:
    is_scanned = order.scanned_at is not None
    if order.status == OrderStatus.DELIVERED:
        yield order.delivered_at is None, "delivered_without_time", "delivered, without a time of delivery"
        yield not is_scanned, "delivered_without_scan", "delivered, without a hand-over to the carrier"
    if order.status == OrderStatus.CANCELLED:
        sentence = "cancelled, yet handed over to the carrier: counts as dispatched"
        yield is_scanned, "cancelled_after_scan", sentence
    if order.status == OrderStatus.IN_TRANSIT:
        yield not is_scanned, "in_transit_without_scan", "under way, without a hand-over to the carrier"


def _of_deadline(order: OrderRecord, dues: Sequence[datetime]) -> Checks:
    several = "its lines have different deadlines; the earliest one counts"
    yield len(set(dues)) > 1, "several_deadlines", several
    due = order.scan_due_at
    if due is not None:
        far = "its deadline lies more than a year from the order"
        yield abs(due - order.placed_at) > FAR_AWAY, "deadline_far_away", far
        yield due < order.placed_at, "deadline_before_placed", "its deadline lies before the order"


def of_times(skipped: Sequence[str], *, line_due: bool) -> list[Odd]:
    """Local times that never were: the clocks jumped over them. Taken as if they had not jumped."""
    names = [name.removesuffix("_at") for name in skipped] + ["a line's dispatch_due"] * line_due
    if not names:
        return []
    return [("skipped_hour", f"{', '.join(names)}: the clocks jumped over this local time")]


def of_country(given: str) -> list[Odd]:
    if not given or countries.code_of(given):
        return []
    return [("no_country", f"{given[:40]!r} is no country that we know, by its two letters or English name")]


def of_rows(rows: Sequence[Row], mapping: ImportMap) -> list[Odd]:
    """What the rows say as a whole: damaged texts, and values of the order on which they do not agree."""
    first = rows[0].values or {}
    stated = {name: column_of(each).column for name, each in mapping.main.items()}
    differ = [
        name
        for name, column in stated.items()
        if any((row.values or {}).get(column) != first.get(column) for row in rows[1:])
    ]
    read = mapping.columns()
    damaged = {
        column
        for row in rows
        for column, value in (row.values or {}).items()
        if column in read and _is_damaged(value)
    }
    odd = []
    if differ:
        odd.append(("rows_differ", f"its rows do not agree about {', '.join(differ)}; the first row counts"))
    if damaged:
        where = ", ".join(sorted(damaged))
        odd.append(
            (
                "damaged_text",
                f"{where}: some bytes are not {mapping.file.encoding}, shown as \N{REPLACEMENT CHARACTER}",
            )
        )
    return odd


def without_repeats(rows: Sequence[Row], mapping: ImportMap) -> tuple[list[Row], list[Row]]:
    """The rows each once, and the repeats. Lines without ids of their own may be alike: there every row counts."""
    if len(rows) == 1 or (mapping.line and not mapping.file.lines and "external_id" not in mapping.line):
        return list(rows), []
    seen: set[str] = set()
    kept: list[Row] = []
    repeated: list[Row] = []
    for row in rows:
        said = repr(row.values)
        (repeated if said in seen else kept).append(row)
        seen.add(said)
    return kept, repeated


def _is_damaged(value: object) -> bool:
    return isinstance(value, str) and "\N{REPLACEMENT CHARACTER}" in value


def _is_before(first: datetime | None, second: datetime | None) -> bool:
    return first is not None and second is not None and first < second
