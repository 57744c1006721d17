"""What a supplier said of a purchase: which units they take, when they hand over, and the parcels they sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from fulfillment.accounts.models import User
from fulfillment.orders.history import record
from fulfillment.tracking.numbers import Check, identify, normalise
from fulfillment.warehouse.refusing import NotDone
from sourcing.models import Purchase, PurchaseLine
from sourcing.promising import lock, settle_holds


class Taken(NamedTuple):
    """Of one line: the units they take, and why not all."""

    units: int
    why: str = ""


def answer(
    row: Purchase, taken: Mapping[int, Taken], *, hand_over_on: date | None, words: str, by: User | None,
    now: datetime,
) -> int:  # fmt: skip
    """Units that they do not take; what is left of a line may be bought elsewhere. A later answer replaces it."""
    with transaction.atomic():
        lock(row.team)
        lines = list(
            row.lines.open().filter(shipped_at=None).select_for_update().select_related("order_line")
        )
        if not lines:
            raise NotDone(f"Nothing of {row} waits for an answer: it was recalled, or has been sent.")
        for line in lines:
            said = taken.get(line.pk, Taken(line.quantity))
            line.accepted_quantity = max(0, min(said.units, line.quantity))
            line.short_words = said.why[:200] if line.accepted_quantity < line.quantity else ""
        PurchaseLine.objects.bulk_update(lines, ["accepted_quantity", "short_words"])
        told = {"answered_at": now, "answered_words": words[:120], "hand_over_on": hand_over_on}
        Purchase.objects.filter(pk=row.pk).update(**told)
        orders = {line.order_line.order_id for line in lines}
        record(
            orders, kind="goods.answered", key=f"goods.answered:{row.pk}:{now.isoformat()}", now=now, by=by
        )
        settle_holds(row.team, now=now, by=by)
    return sum(line.quantity - (line.accepted_quantity or 0) for line in lines)


def problem_of(number: str) -> str:
    """What is wrong with a parcel's number; blank where nothing is."""
    readings = identify(number)
    if not readings:
        return "No carrier writes numbers like this one."
    if all(each.check is Check.INVALID for each in readings):
        return "Its check digit is wrong: at least one character is mistyped."
    return ""


def ship(line: PurchaseLine, number: str, *, by: User | None, now: datetime) -> None:
    """The supplier sent it. Raises NotDone with what is wrong with the number, or where it was recalled."""
    if problem := problem_of(number):
        raise NotDone(f"{number[:40]}: {problem} Compare it with the label.")
    told = {"tracking_number": normalise(number)[:64], "shipped_at": now}
    with transaction.atomic():
        if not PurchaseLine.objects.open().filter(pk=line.pk).exclude(accepted_quantity=0).update(**told):
            raise NotDone("It was recalled, or you said that you have none: do not send it.")
        record(
            {line.order_line.order_id}, kind="goods.sent",
            key=f"goods.sent:{line.pk}:{told['tracking_number']}", now=now, by=by,
        )  # fmt: skip
