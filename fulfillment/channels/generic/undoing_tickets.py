"""An import of tickets taken back: those that it made are gone, those that it changed are as before. What somebody said
of one since, or a newer telling, stays, with a sentence why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from django.db import transaction

from fulfillment.catalog.models import Shop
from fulfillment.channels.generic.undoing import BATCH, GONE, NEWER, note
from fulfillment.channels.models import ImportedOrder, ImportRun
from fulfillment.orders.models import OrderEvent, Ticket
from fulfillment.orders.watch import wake

FIELDS = {field.attname: field for field in Ticket._meta.concrete_fields}
RESTORED = tuple(name for name in FIELDS if name not in {"id", "team_id", "shop_id", "external_id"})
COMPARED = tuple(
    name for name in RESTORED if name != "order_id"
)  # an order that came since changes nothing told


def snapshot(shop: Shop, external_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """By external id, the tickets that are here."""
    rows = Ticket.objects.filter(shop=shop, external_id__in=external_ids).order_by("pk")
    return {row.external_id: values_of(row) for row in rows}


def values_of(ticket: Ticket) -> dict[str, Any]:
    return {name: getattr(ticket, name) for name in RESTORED}


def remember(
    run: ImportRun, was: dict[str, dict[str, Any]], external_ids: Sequence[str], *, now: datetime
) -> None:
    """What the import just made of these tickets, where it changed anything; the first time of a run counts."""
    after = {name: digest(values) for name, values in snapshot(run.shop, external_ids).items()}
    before = {name: digest(values) for name, values in was.items()}
    note(run, was, {name: made for name, made in after.items() if before.get(name) != made}, now=now)


def digest(values: dict[str, Any]) -> str:
    return sha256(msgspec.json.encode([values[name] for name in COMPARED])).hexdigest()


def undo_batch(run: ImportRun, *, now: datetime) -> tuple[int, int]:
    """The next tickets of the run are as before, or kept with a sentence; (taken back, kept). (0, 0): none is left."""
    with transaction.atomic():
        todo = run.imported.filter(kept="").order_by("pk").select_for_update(skip_locked=True)
        imported = {row.external_id: row for row in todo[:BATCH]}
        if not imported:
            return 0, 0
        rows = Ticket.objects.filter(shop=run.shop_id, external_id__in=imported).order_by("pk")
        tickets = {row.external_id: row for row in rows.select_for_update(of=("self",))}
        for name, row in imported.items():
            if name not in tickets:
                row.kept = GONE
            elif digest(values_of(tickets[name])) != row.digest:
                row.kept = NEWER
        undone = [row for row in imported.values() if not row.kept]
        _put_back([(tickets[row.external_id], row) for row in undone], now=now)
        ImportedOrder.objects.filter(pk__in=[row.pk for row in undone]).delete()
        kept = [row for row in imported.values() if row.kept]
        ImportedOrder.objects.bulk_update(kept, ["kept"])
    return len(undone), len(kept)


def _put_back(changed: Iterable[tuple[Ticket, ImportedOrder]], *, now: datetime) -> None:
    changed = list(changed)
    made = [ticket for ticket, row in changed if row.was is None]
    restored = [ticket for ticket, row in changed if row.was is not None]
    orders = {ticket.order_id for ticket, _ in changed if ticket.order_id}
    keys = [f"ticket.{end}:{ticket.external_id}" for ticket in made for end in ("opened", "closed")]
    OrderEvent.objects.filter(order__in=orders, key__in=keys).delete()
    for ticket, row in changed:
        was = row.was or {}
        stays = was.get("order_external_id") == ticket.order_external_id  # then its order may have come since
        for name, value in was.items():
            if name != "order_id" or not stays:
                setattr(ticket, name, FIELDS[name].to_python(value))
    Ticket.objects.bulk_update(restored, [FIELDS[name].name for name in RESTORED])
    Ticket.objects.filter(pk__in=[ticket.pk for ticket in made]).delete()
    wake(sorted(orders), now=now)
