"""An import taken back: orders that it made are gone, orders that it changed are as before. Whatever somebody or some
channel did since stays, and so does its order, with a sentence why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import ManyToOneRel, Model, Q

from fulfillment.catalog.models import Shop
from fulfillment.channels.models import ImportedOrder, ImportRun
from fulfillment.orders.address_changes import REASON
from fulfillment.orders.models import AddressChange, Hold, Order, OrderEvent, OrderLine
from fulfillment.orders.upsert import locks
from fulfillment.orders.upsert.orders import MIRRORED
from fulfillment.orders.watch import wake

BATCH = 500
RESTORED = ("remote_updated_at", "record_digest", "buyer_id", "buyer_told_at", "buyer_key", *MIRRORED)
LINE = tuple(field.attname for field in OrderLine._meta.concrete_fields)
NEWER = "something newer was told of it since"
GONE = "it is not there any more"
TOUCHED = "somebody or some channel added to it since: {what}"
# What an order always has, and what only waits to be judged.
CONCLUDED = "order.dispatched"  # by the watch, and again whenever it holds
OWN = {"orderline", "orderevent", "changedorder"}


def snapshot(shop: Shop, external_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """By external id, all that an import could change of the orders that are here; they are ours until it ends."""
    if external_ids:
        locks.lock(shop, sorted(external_ids))
    orders = Order.objects.filter(shop=shop, external_id__in=external_ids)
    rows = {row.pop("external_id"): row for row in orders.values("id", "external_id", *RESTORED)}
    lines: dict[int, list[dict[str, Any]]] = {}
    for line in OrderLine.objects.filter(order__in=[row["id"] for row in rows.values()]).values(*LINE):
        lines.setdefault(line["order_id"], []).append(line)
    return {name: {"order": row, "lines": lines.get(row["id"], [])} for name, row in rows.items()}


def remember(
    run: ImportRun, was: dict[str, dict[str, Any]], external_ids: Sequence[str], *, now: datetime
) -> None:
    """What the import just made of these orders, where it changed anything; the first time of a run counts."""
    orders = Order.objects.filter(shop=run.shop_id, external_id__in=external_ids)
    after = dict(orders.values_list("external_id", "record_digest"))
    before = {name: row["order"]["record_digest"] for name, row in was.items()}
    note(run, was, {name: made for name, made in after.items() if before.get(name) != made}, now=now)


def note(run: ImportRun, was: dict[str, dict[str, Any]], changed: dict[str, str], *, now: datetime) -> None:
    """`changed`: by external id, the digest of what the import made; what was noted of one before stays."""
    rows = [
        ImportedOrder(
            team_id=run.team_id,
            run=run,
            external_id=name,
            was=msgspec.to_builtins(was[name]) if name in was else None,
            digest=digest,
            taken_at=now,
        )
        for name, digest in changed.items()
    ]
    ImportedOrder.objects.bulk_create(rows, ignore_conflicts=True)


def undo_batch(run: ImportRun, *, now: datetime) -> tuple[int, int]:
    """The next orders of the run are as before, or kept with a sentence; (taken back, kept). (0, 0): none is left."""
    with transaction.atomic():
        todo = run.imported.filter(kept="").order_by("pk").select_for_update(skip_locked=True)
        imported = {row.external_id: row for row in todo[:BATCH]}
        if not imported:
            return 0, 0
        known = locks.lock(run.shop, sorted(imported))
        orders = {row.external_id: row for row in Order.objects.filter(pk__in=known.values())}
        kept = _kept(imported, orders)
        undone = [row for name, row in imported.items() if name not in kept]
        _remove([orders[row.external_id].pk for row in undone if row.was is None], now=now)
        _restore([(orders[row.external_id], row) for row in undone if row.was is not None], now=now)
        ImportedOrder.objects.filter(pk__in=[row.pk for row in undone]).delete()
        for name, sentence in kept.items():
            imported[name].kept = sentence
        ImportedOrder.objects.bulk_update([imported[name] for name in kept], ["kept"])
    return len(undone), len(kept)


def _kept(imported: dict[str, ImportedOrder], orders: dict[str, Order]) -> dict[str, str]:
    kept = {name: GONE for name in imported if name not in orders}
    kept |= {
        name: NEWER
        for name, row in imported.items()
        if name in orders and orders[name].record_digest != row.digest
    }
    made = {orders[name].pk: name for name, row in imported.items() if name not in kept and row.was is None}
    kept |= {made[pk]: TOUCHED.format(what=what) for pk, what in _touched(made).items()}
    return kept


def _touched(order_ids: Iterable[int]) -> dict[int, str]:
    """Of orders that the import made, those that something else hangs on by now, and what it is."""
    ids = list(order_ids)
    found: dict[int, str] = {}
    for relation in Order._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel) or relation.related_model._meta.model_name in OWN:
            continue
        rows = relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": ids})
        what = str(relation.related_model._meta.verbose_name)
        found |= dict.fromkeys(rows.values_list(relation.field.attname, flat=True), what)
    people = OrderEvent.objects.filter(order__in=ids).exclude(
        Q(source__in=["import", "watch"]) | Q(kind=CONCLUDED)
    )
    found |= dict.fromkeys(people.values_list("order_id", flat=True), "an event")
    return found


def _remove(ids: Sequence[int], *, now: datetime) -> None:
    """Woken first: what was concluded of them is taken back by whoever concluded it, though they are gone."""
    wake(ids, now=now)
    OrderLine.objects.filter(order__in=ids).delete()
    OrderEvent.objects.filter(order__in=ids).delete()
    Order.objects.filter(pk__in=ids).delete()


def _restore(changed: Sequence[tuple[Order, ImportedOrder]], *, now: datetime) -> None:
    orders = [order for order, _ in changed]
    for order, row in changed:
        for name, value in _read(Order, (row.was or {})["order"], RESTORED).items():
            setattr(order, name, value)
    Order.objects.bulk_update(orders, [Order._meta.get_field(name).name for name in RESTORED])
    OrderLine.objects.filter(order__in=orders).delete()
    lines = [line for _, row in changed for line in (row.was or {})["lines"]]
    OrderLine.objects.bulk_create([OrderLine(**_read(OrderLine, line, LINE)) for line in lines])
    taken_at = {row.taken_at for _, row in changed}
    readdressed = AddressChange.objects.filter(order__in=orders, noticed_at__in=taken_at)
    Hold.objects.filter(pk__in=list(readdressed.values_list("hold", flat=True))).delete()
    readdressed.delete()
    waited = Hold.objects.filter(order__in=orders, reason=REASON, released_by=None, released_at__in=taken_at)
    waited.update(released_at=None)  # an earlier change that nobody had acknowledged
    events = OrderEvent.objects.filter(order__in=orders)
    events.filter(source="import", recorded_at__in=taken_at).delete()
    events.filter(
        kind=CONCLUDED, recorded_at__gte=min((row.taken_at for _, row in changed), default=now)
    ).delete()
    wake([order.pk for order in orders], now=now)


def _read(model: type[Model], was: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """What stood in the columns, from JSON; a column that is younger than the import has nothing to go back to."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: fields[name].to_python(was[name]) for name in names if name in was}
