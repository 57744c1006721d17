"""A batch of items goes into a shop, and each is answered for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from django.db import transaction
from msgspec import Struct

from fulfillment.catalog.models import Shop
from fulfillment.channels import ingest, quarantine
from fulfillment.channels.generic.api import mapping, shapes
from fulfillment.channels.generic.api.kinds import Kind
from fulfillment.channels.generic.api.reading import Item
from fulfillment.channels.generic.taking import OLDER_SENTENCE, sentences
from fulfillment.channels.ingest.outcome import Taken
from fulfillment.channels.records import Refusal
from fulfillment.tracking.models import Package

Outcome = Literal["created", "updated", "unchanged", "refused"]


class Result(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`item`: its place in the batch, from 0. `field` and `message` say what is wrong, and where."""

    item: int
    id: str
    result: Outcome
    message: str = ""
    field: str = ""


class Answer(Struct, frozen=True, kw_only=True):
    """One result per item, in the order they were sent."""

    created: int
    updated: int
    unchanged: int
    refused: int
    results: list[Result]


def take(kind: Kind, shop: Shop, items: Sequence[Item], *, now: datetime) -> Answer:
    """The good items are in the shop; the refused ones wait in its quarantine too, so that nothing is lost unseen."""
    good = [item for item in items if item.record is not None]
    known = kind.known(shop, [item.id for item in good])
    taken = kind.take(
        shop=shop,
        records=[item.record for item in good],
        now=now,
        payloads={item.id: item.raw for item in good},
    )
    touched = _take_events(shop, good, taken, now=now) if kind.shape is shapes.Package else set()
    refused = sentences(shop, taken.quarantined, kind=kind.singular)
    quarantine.put(shop, [_refusal(kind, item) for item in items if item.record is None and item.id], now=now)
    results = [_result(place, item, known, taken, touched, refused) for place, item in enumerate(items)]
    counts = Counter(result.result for result in results)
    return Answer(
        created=counts["created"],
        updated=counts["updated"],
        unchanged=counts["unchanged"],
        refused=counts["refused"],
        results=results,
    )


def _take_events(shop: Shop, items: Sequence[Item], taken: Taken, *, now: datetime) -> set[str]:
    """Carriers' messages of packages that are here; ids of the packages that learned something from them."""
    told = {item.id: mapping.events(item.told) for item in items if item.told.events}
    rows = Package.objects.filter(shop=shop, external_id__in=told.keys() - set(taken.quarantined))
    names = dict(rows.values_list("pk", "external_id"))
    with transaction.atomic():
        learned = ingest.take_events_of(
            shop=shop, events={pk: told[name] for pk, name in names.items()}, now=now
        )
    return {names[pk] for pk in learned}


def _refusal(kind: Kind, item: Item) -> Refusal:
    said = f"{item.field}: {item.sentence}"
    return Refusal(kind=kind.singular, external_id=item.id, sentence=said, payload=item.raw)


def _result(
    place: int, item: Item, known: set[str], taken: Taken, touched: set[str], refused: dict[str, str]
) -> Result:
    if item.record is None:
        return Result(item=place, id=item.id, result="refused", message=item.sentence, field=item.field)
    if item.id in refused:
        return Result(item=place, id=item.id, result="refused", message=refused[item.id], field="$")
    if item.id in taken.stale:
        said = f"{OLDER_SENTENCE.capitalize()}."
        return Result(item=place, id=item.id, result="unchanged", message=said, field="$.updated_at")
    if item.id in taken.unchanged and item.id not in touched:
        return Result(item=place, id=item.id, result="unchanged")
    return Result(item=place, id=item.id, result="updated" if item.id in known else "created")
