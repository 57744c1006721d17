"""Which refund requests count, and what is known of each. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

NOT_KNOWN = ""


class Request(Struct, frozen=True, kw_only=True):
    """A refund or return that somebody asked for; `day_on` is the day of that in the shop's own zone.

    `skus` and `suppliers` are those of the lines that the request names, else of all lines of its order.
    """

    id: int
    shop_id: int
    order_id: int | None
    day_on: date
    status: str
    kind: str
    group: str  # our group of reasons
    words: str  # the channel's own
    amount: Decimal | None
    currency: str
    is_dispatched: bool
    is_copy: bool
    carrier: str
    lane: str  # as facts keep it: see `metrics.lanes`
    skus: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()


class LeftOut(StrEnum):
    ORDER_UNKNOWN = "order_unknown"
    COPY = "copy"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    NOT_DISPATCHED = "not_dispatched"


WORDS: dict[str, str] = {
    LeftOut.ORDER_UNKNOWN: "its order has not arrived here",
    LeftOut.COPY: "of a copy of another order, which is counted instead",
    LeftOut.WITHDRAWN: "withdrawn by the buyer",
    LeftOut.REJECTED: "rejected",
    LeftOut.NOT_DISPATCHED: "paid back before anything was dispatched: a cancellation",
}


def left_out(request: Request) -> LeftOut | None:
    """Why a request is no refund of goods that went out; None where it counts."""
    if request.order_id is None:
        return LeftOut.ORDER_UNKNOWN
    if request.is_copy:
        return LeftOut.COPY
    if request.status == "withdrawn":
        return LeftOut.WITHDRAWN
    if request.status == "rejected":
        return LeftOut.REJECTED
    return None if request.is_dispatched else LeftOut.NOT_DISPATCHED


def is_paid(request: Request) -> bool:
    """The money has gone back, or was promised; until then nothing is lost."""
    return request.status in ("accepted", "completed") and request.amount is not None


def values(request: Request, dimension: str) -> tuple[str, ...]:
    """What the request counts under; a request with two suppliers counts once under each. Blank: not known."""
    found = {
        "shop": (str(request.shop_id),),
        "carrier": (request.carrier,),
        "lane": (request.lane,),
        "supplier": request.suppliers,
        "sku": request.skus,
    }[dimension]
    return tuple(sorted({value for value in found if value})) or (NOT_KNOWN,)


def counted(requests: Iterable[Request]) -> list[Request]:
    return [each for each in requests if left_out(each) is None]
