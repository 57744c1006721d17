"""What an act on many does to each of them: asked before, to say it; asked after, of those that it left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from fulfillment.desk.filters import STAGES
from fulfillment.orders.models import Hold, OrderQuerySet
from fulfillment.orders.states import Stage

ENDED = frozenset({Stage.IN_TRANSIT, Stage.DELIVERED, Stage.CANCELLED})
GONE = "not among this team's orders"


class Standing(NamedTuple):
    """One selected order as an act finds it; `is_held` is what Hold places, `is_releasable` what Release takes."""

    pk: int
    label: str
    shop: str
    is_open: bool
    stage: str
    assignee_id: int | None
    is_snoozed: bool
    is_held: bool
    is_releasable: bool
    has_hold: bool
    packages: int = 0


def standing_of(orders: OrderQuerySet, *, now: datetime) -> list[Standing]:
    """One query, whatever the number; in the order of their ids."""
    holds = Hold.objects.open().filter(order=OuterRef("pk"))
    told = orders.order_by("pk").values_list(
        "pk", "number", "external_id", "shop__name", "is_open", "stage", "assignee_id", "snoozed_until_at",
        Exists(holds.filter(reason="by_hand", subject="")),
        Exists(holds.filter(action="release_hold")),
        Exists(holds), "packages_total",
    )  # fmt: skip
    return [
        Standing(
            pk, number or external_id, shop, is_open, stage, assignee, bool(until and until > now), *holds
        )
        for pk, number, external_id, shop, is_open, stage, assignee, until, *holds in told
    ]


def _not_open(order: Standing) -> str:
    if order.is_open:
        return ""
    if order.stage in ENDED:
        return f"no longer open: {STAGES[Stage(order.stage)].lower()}"
    return "not paid yet" if order.stage == Stage.UNPAID else "not ours to ship"


def _of_hold(order: Standing) -> str:
    return _not_open(order) or ("on hold already" if order.is_held else "")


def _of_release(order: Standing) -> str:
    if order.is_releasable:
        return ""
    return "on hold for a reason that is not lifted by hand" if order.has_hold else "not on hold"


WHY: dict[str, Callable[[Standing], str]] = {
    "hold": _of_hold,
    "release": _of_release,
    "snooze": _not_open,
    "assign": lambda order: "",
    "ask-carrier": lambda order: _not_open(order) or ("" if order.packages else "no parcel to ask about"),
}


def why(act: str, order: Standing) -> str:
    """Why the act leaves it out; nothing where it does not."""
    return WHY[act](order)


def counted(reasons: Iterable[str]) -> str:
    """`2 on hold already, 1 no longer open: in transit`; the most frequent first."""
    return ", ".join(f"{number:,} {reason}" for reason, number in Counter(reasons).most_common())
