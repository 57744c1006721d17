"""Orders to suppliers, placed once: whoever presses, whatever is retried, and however many press at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from msgspec import Struct

from fulfillment.accounts.models import Team, User
from fulfillment.orders.history import record
from fulfillment.orders.models import OrderLine
from sourcing.models import Offer, Purchase, PurchaseLine
from sourcing.promising import lock, settle_holds
from sourcing.purchasing.choosing import WHY, Option
from sourcing.purchasing.gathering import Line, Plan, plan
from sourcing.purchasing.writing import write_placed


class Placed(Struct, frozen=True):
    """What came of it: the purchases, and in a sentence each what was not bought."""

    purchases: list[Purchase]
    refused: list[str]


def place(team: Team, wanted: Mapping[int, int], *, key: UUID, by: User | None, now: datetime) -> Placed:
    """Buys each order line (key of `wanted`) from its offer. The same `key` again gives the same purchases."""
    with transaction.atomic():
        lock(team)
        if known := list(Purchase.objects.of(team).filter(key=key).order_by("number")):
            return Placed(known, [])
        found = plan(team, _orders_of(team, wanted), now=now)
        chosen, refused = _chosen(found, wanted)
        placed = [
            _placed(team, supplier, currency, lines, key=key, by=by, now=now)
            for (supplier, currency), lines in chosen.items()
        ]
        purchases = [each for each in placed if each]
        if purchases:
            settle_holds(team, now=now, by=by)
    return Placed(purchases, refused)


Chosen = dict[tuple[int, str], list[tuple[Line, Offer, Option]]]


def _orders_of(team: Team, wanted: Mapping[int, int]) -> list[int]:
    rows = OrderLine.objects.filter(team=team, pk__in=list(wanted))
    return list(rows.values_list("order", flat=True).distinct())


def _chosen(found: Plan, wanted: Mapping[int, int]) -> tuple[Chosen, list[str]]:
    """By supplier and currency; of lines that can no longer be bought so, why."""
    chosen: Chosen = defaultdict(list)
    refused: list[str] = []
    used: dict[int, int] = defaultdict(int)
    for line, choice in zip(found.lines, found.choices, strict=True):
        if line.line not in wanted:
            continue
        option = next((each for each in choice.able if each.offer == wanted[line.line]), None)
        if choice.why:
            said = WHY[choice.why]
            refused.append(f"{line.name}, {line.sku_code or line.title}: {said.what}. {said.fix}")
        elif option is None or used[option.offer] + line.units > option.left:
            refused.append(f"{line.name}, {line.sku_code}: this offer can no longer give it. Look again.")
        else:
            offer = found.offers[option.offer]
            used[offer.pk] += line.units
            chosen[offer.supplier_id, offer.currency].append((line, offer, option))
    return chosen, refused


def _placed(
    team: Team, supplier: int, currency: str, lines: list[tuple[Line, Offer, Option]],
    *, key: UUID, by: User | None, now: datetime,
) -> Purchase | None:  # fmt: skip
    """None where every line was bought meanwhile: then there is no purchase either."""
    number = (Purchase.objects.of(team).aggregate(last=Max("number"))["last"] or 0) + 1
    row = Purchase.objects.create(
        team=team,
        supplier_id=supplier,
        number=number,
        key=key,
        currency=currency,
        placed_at=now,
        placed_by=by,
    )
    PurchaseLine.objects.bulk_create(
        [
            PurchaseLine(
                team=team, purchase=row, order_line_id=line.line, offer=offer, part=line.next_part,
                quantity=line.units, unit_price=option.unit_price, landed=option.landed, bought_at=now,
            )
            for line, offer, option in lines
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    taken = set(row.lines.values_list("order_line", flat=True))
    if not taken:
        row.delete()
        return None
    orders = {line.order_id for line, _, _ in lines if line.line in taken}
    record(orders, kind="goods.bought", key=f"goods.bought:{row.pk}", now=now, by=by)
    write_placed(row, by=by, now=now)
    return row
