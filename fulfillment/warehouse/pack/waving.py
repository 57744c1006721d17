"""A picker takes a wave: from then on nobody else is sent to fetch the same goods."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count

from fulfillment.accounts.models import Team, User
from fulfillment.warehouse.models import PickWave, WaveOrder
from fulfillment.warehouse.pack.listing import to_pack
from fulfillment.warehouse.refusing import NotDone

SHOWN = 20


def take(team: Team, order_ids: Iterable[int], *, truck: str, by: User, now: datetime) -> PickWave:
    """The wave of those orders that nobody fetches yet: of two who take the same at once, each order goes to one.

    Raises NotDone where none of them is left.
    """
    with transaction.atomic():
        wave = PickWave.objects.create(team=team, picker=by, truck=truck, taken_at=now)
        free = to_pack(team).filter(pk__in=list(order_ids), pack_claim=None).order_by("pk")
        rows = [WaveOrder(team=team, wave=wave, order_id=pk) for pk in free.values_list("pk", flat=True)]
        WaveOrder.objects.bulk_create(
            rows, ignore_conflicts=True
        )  # in the order of ids: nobody waits in a ring
        if not wave.wave_orders.exists():  # type: ignore[attr-defined]
            raise NotDone("Somebody else was faster: these orders are fetched or packed already.")
    return wave


def fetched(wave: PickWave, *, now: datetime) -> bool:
    """Its goods lie at the packing table; False: that was said before."""
    return bool(PickWave.objects.filter(pk=wave.pk, fetched_at=None).update(fetched_at=now))


def give_back(wave: PickWave) -> None:
    """Its orders stand on the pick lists again. Raises NotDone once its goods were fetched."""
    if not PickWave.objects.filter(pk=wave.pk, fetched_at=None).delete()[0]:
        raise NotDone("Its goods were fetched: they lie at the packing table.")


def walked(team: Team) -> Any:
    """Waves that somebody fetches now, the oldest first, with how many orders each has."""
    rows = PickWave.objects.of(team).walked().select_related("picker")
    return rows.annotate(n=Count("wave_orders")).order_by("taken_at")[:SHOWN]


def orders_of(wave: PickWave) -> list[int]:
    """Those that are still to be packed, by when that must begin."""
    rows = to_pack(wave.team).filter(in_wave__wave=wave)
    return list(rows.order_by("act_by_at", "dispatch_due_at", "pk").values_list("pk", flat=True))
