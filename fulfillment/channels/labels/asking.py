"""Which orders a batch is of: those of some trucks, or those that somebody names; put in their order, once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from fulfillment.accounts.models import Team, User
from fulfillment.channels.labels import gathering
from fulfillment.channels.labels.arranging import arranged, first_bin
from fulfillment.channels.models import LabelBatch, LabelSheet
from fulfillment.orders.models import Order, OrderEvent, OrderQuerySet
from fulfillment.orders.states import Stage
from fulfillment.warehouse.departing import from_key, key_of

PRINTED = "label.printed"
MOST = 2000
BEHIND = timedelta(hours=12)
AHEAD = timedelta(days=4)  # over a weekend with a holiday
TO_PACK = (Stage.TO_SHIP, Stage.AWAITING_SCAN)
IS_PRINTED = Exists(OrderEvent.objects.filter(order=OuterRef("pk"), kind=PRINTED))


class NotAsked(Exception):
    """No batch was made; the text says why."""


class Truck(NamedTuple):
    """A departure whose orders can be printed; `fresh`: how many never were."""

    key: str
    name: str
    at: datetime
    zone: str
    total: int
    fresh: int


def never_printed(orders: OrderQuerySet) -> OrderQuerySet:
    return orders.filter(~IS_PRINTED)


def trucks(team: Team, *, now: datetime) -> list[Truck]:
    """What open orders must be on soon, the earliest first; one query."""
    rows = Order.objects.of(team).open().filter(stage__in=TO_PACK)
    rows = rows.filter(truck_at__gte=now - BEHIND, truck_at__lt=now + AHEAD).annotate(is_printed=IS_PRINTED)
    found: Any = (
        rows.order_by()
        .values_list("truck__window", "truck_at", "truck__name", "truck__zone")
        .annotate(total=Count("pk"), fresh=Count("pk", filter=Q(is_printed=False)))
    )
    return [
        Truck(key_of(window, at), name, at, zone, total, fresh)
        for window, at, name, zone, total, fresh in sorted(found, key=lambda row: (row[1], row[0]))
    ]


def named(team: Team, text: str) -> tuple[OrderQuerySet, list[str]]:
    """(the orders whose id or number stands in the text, the words that name none); raises NotAsked."""
    words = list(dict.fromkeys(re.split(r"[\s,;]+", text.strip())))
    if len(words) > MOST:
        raise NotAsked(f"{len(words):,} orders were named; a batch takes {MOST:,}. Paste fewer of them.")
    mine = Order.objects.of(team).filter(Q(external_id__in=words) | Q(number__in=words))
    known = {each for pair in mine.values_list("external_id", "number") for each in pair}
    return mine, [word for word in words if word and word not in known]


def of_trucks(team: Team, keys: Iterable[str]) -> OrderQuerySet:
    """Raises NotAsked where a key is none."""
    chosen = Q(pk__in=[])
    try:
        for window, at in map(from_key, keys):
            chosen |= Q(truck_at=at, truck__window=window)
    except ValueError:
        raise NotAsked("There is no such truck: choose one of the list.") from None
    return Order.objects.of(team).open().filter(chosen, stage__in=TO_PACK)


def ask(
    team: Team, orders: OrderQuerySet, *, name: str, with_slips: bool, by: User | None, now: datetime,
    client_uuid: UUID,
) -> LabelBatch:  # fmt: skip
    """The batch, waiting for a worker; asked again under its UUID it is the same. Raises NotAsked."""
    if standing := LabelBatch.objects.filter(team=team, client_uuid=client_uuid).first():
        return standing
    found = list(orders.select_related("truck").order_by("pk")[: MOST + 1])
    if not found:
        raise NotAsked("There is nothing to print: every order of it has its papers, or none is left.")
    if len(found) > MOST:
        raise NotAsked(f"These are more than {MOST:,} orders: choose fewer trucks at a time.")
    told = {"name": name, "with_slips": with_slips, "total": len(found), "asked_at": now, "asked_by": by}
    with transaction.atomic():
        batch, is_new = LabelBatch.objects.get_or_create(team=team, client_uuid=client_uuid, defaults=told)
        if is_new:
            walks = enumerate(arranged(gathering.walks(team, found)), start=1)
            LabelSheet.objects.bulk_create(
                LabelSheet(team=team, batch=batch, order_id=walk.order, place=place, bin=first_bin(walk))
                for place, walk in walks
            )
    return batch
