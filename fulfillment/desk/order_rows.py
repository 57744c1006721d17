"""One order in the words of a list: what the screen shows and what the export writes are the same words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, QuerySet

from fulfillment.counting import how_many
from fulfillment.desk import act_by, time_left
from fulfillment.desk.filters import STAGES
from fulfillment.desk.options import Options
from fulfillment.desk.templatetags.flags import LEVELS, OWNERS
from fulfillment.desk.time_left import in_words
from fulfillment.orders.models import Order, OrderLine
from fulfillment.orders.reasons import TRACKING_PROBLEMS, asked_words, sentence_of
from fulfillment.orders.states import is_judged
from fulfillment.tracking.numbers import carrier_name

COLUMNS = (
    "pk", "external_id", "number", "shop_id", "placed_at", "is_open", "stage", "level", "reasons", "owner",
    "assignee_id", "carrier", "packages_total", "packages_scanned", "tracking_problem", "dispatch_due_at",
    "due_source", "dispatched_at", "delivered_at", "cancelled_at", "cancel_reason_text", "snoozed_until_at",
    "cancels_at", "rule_version", "carrier_asked_at", "carrier_asked_by_id", "total", "currency", "line_count",
    "act_by_at", "truck_at", "truck_id", "truck_name", "truck_zone",
)  # fmt: skip
UTC = ZoneInfo("UTC")
COPY = "copy_of_another_order"


@dataclass(frozen=True, slots=True)
class OrderRow:
    """Words are in the shop's market-local time; moments are aware."""

    pk: int
    external_id: str
    label: str
    shop: str
    market: str
    zone: ZoneInfo
    line_count: int
    is_open: bool
    level: str  # of open orders
    state: str
    placed_at: datetime
    placed: str
    dispatch_due_at: datetime | None
    cancels_at: datetime | None
    left: str
    due: str
    is_late: bool
    why: str
    detail: str
    act_by: str
    act_by_at: datetime | None
    truck_at: datetime | None
    turn: str
    assigned: str
    carrier: str
    tracking: str
    total: Decimal | None
    currency: str


def read(orders: QuerySet[Order]) -> Any:
    """The columns that `rows_of` needs, as named tuples; one query."""
    count = how_many(OrderLine.objects.filter(order=OuterRef("pk")))
    return orders.annotate(line_count=count, **act_by.TRUCK).values_list(*COLUMNS, named=True)


def rows_of(read_rows: Iterable[Any], options: Options, *, now: datetime) -> Sequence[OrderRow]:
    return [_row(each, options, now) for each in read_rows]


def _row(order: Any, options: Options, now: datetime) -> OrderRow:
    shop = options.shop_by_id.get(order.shop_id)
    zone = shop.zone if shop else UTC
    why, detail = _why(order, options, zone, now)
    of_time = time_left.of_open if order.is_open else time_left.of_finished
    left, due, is_late = of_time(order, zone, now=now)
    return OrderRow(
        pk=order.pk,
        external_id=order.external_id,
        label=order.number or order.external_id,
        shop=shop.name if shop else "",
        market=shop.market if shop else "",
        zone=zone,
        line_count=order.line_count,
        is_open=order.is_open,
        level=order.level if order.is_open and is_judged(order) else "",
        state=_state(order),
        placed_at=order.placed_at,
        placed=in_words(order.placed_at, zone, now),
        dispatch_due_at=order.dispatch_due_at,
        cancels_at=order.cancels_at,
        left=left,
        due=due,
        is_late=is_late,
        why=why,
        detail=detail,
        act_by=act_by.words(order, now=now) if order.is_open else "",
        act_by_at=order.act_by_at if order.is_open else None,
        truck_at=order.truck_at if order.is_open else None,
        turn=OWNERS.get(order.owner, "") if order.is_open else "",
        assigned=_assigned(order.assignee_id, options),
        carrier=carrier_name(order.carrier),
        tracking=_tracking(order),
        total=order.total,
        currency=order.currency,
    )


def _state(order: Any) -> str:
    if not order.is_open:
        return STAGES.get(order.stage, order.stage)
    label: str = LEVELS[order.level][0] if is_judged(order) else "Being judged"
    return label


def _why(order: Any, options: Options, zone: ZoneInfo, now: datetime) -> tuple[str, str]:
    """The first reason of an open order and what stands behind it; how a finished one ended."""
    if order.is_open:
        if not order.reasons:
            return "", ""
        sentence, detail = sentence_of(order.reasons[0], now=now, zone=zone)
        more = len(order.reasons) - 1
        asked = _asked(order, options, zone, now)
        return sentence, asked or detail or (f"and {more} more reason{'s' * (more > 1)}" if more else "")
    if order.reasons and order.reasons[0]["code"] == COPY:
        return sentence_of(order.reasons[0], now=now, zone=zone)
    if order.cancelled_at:
        return f"Cancelled {in_words(order.cancelled_at, zone, now)}", order.cancel_reason_text
    if order.delivered_at:
        return f"Delivered {in_words(order.delivered_at, zone, now)}", ""
    if order.dispatched_at:
        return f"Dispatched {in_words(order.dispatched_at, zone, now)}", ""
    return "", ""


def _asked(order: Any, options: Options, zone: ZoneInfo, now: datetime) -> str:
    """When the carrier was asked, and by whom, where that is what the order waits for."""
    if order.carrier_asked_at is None:
        return ""
    by = options.members.get(order.carrier_asked_by_id, "")
    said = (asked_words(each, by=by, now=now, zone=zone) for each in order.reasons)
    return next(filter(None, said), "")


def _assigned(user_id: int | None, options: Options) -> str:
    return options.members.get(user_id, "a former member") if user_id else ""


def _tracking(order: Any) -> str:
    if order.tracking_problem:
        return TRACKING_PROBLEMS.get(order.tracking_problem, order.tracking_problem.replace("_", " "))
    if not order.packages_total:
        return "no package yet" if order.is_open else ""
    if order.packages_scanned < order.packages_total:
        return f"{order.packages_scanned} of {order.packages_total} scanned"
    return "scanned"
