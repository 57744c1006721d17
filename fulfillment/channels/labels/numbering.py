"""Which printing of an order's paper this is, so that a second one says so on the paper; and who printed it when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from fulfillment.channels.documents import WORDS, DocumentKind
from fulfillment.channels.labels.asking import PRINTED
from fulfillment.channels.labels.deciding import Paper
from fulfillment.channels.models import LabelBatch, LabelSheet
from fulfillment.orders.history import record as record_event
from fulfillment.orders.models import Order, OrderEvent

if TYPE_CHECKING:
    from fulfillment.channels.labels.making import Made

SLIP, LABEL = "slip", "label"
BOTH = WORDS[DocumentKind.BOTH]
# What counts as an earlier printing of each.
NAMES = {SLIP: (WORDS[DocumentKind.SLIP], BOTH), LABEL: (WORDS[DocumentKind.LABEL], BOTH)}


def reserve(sheets: Sequence[LabelSheet]) -> None:
    """Each sheet has its number, on the row and in the database: of two batches at once the orders' locks let one first.

    A sheet that a dead worker had numbered keeps its number.
    """
    wanted = [each for each in sheets if each.printing is None]
    if not wanted:
        return
    ids = [each.order_id for each in wanted]
    with transaction.atomic():
        locked = Order.objects.filter(pk__in=ids).order_by("pk")
        list(locked.select_for_update(no_key=True).values_list("pk", flat=True))
        earlier = {paper: _earlier(ids, paper) for paper in {each.paper for each in wanted}}
        for each in wanted:
            each.printing = earlier[each.paper][each.order_id] + 1
        LabelSheet.objects.bulk_update(wanted, ["printing", "paper"])


def _earlier(ids: Iterable[int], paper: str) -> Counter[int]:
    """How often it was printed, by order: one by one, or in batches that may still be on their way."""
    events = OrderEvent.objects.filter(order__in=list(ids), kind=PRINTED, data__name__in=NAMES[paper])
    found = Counter(events.values_list("order", flat=True))
    numbered: Any = LabelSheet.objects.filter(order__in=list(ids), paper=paper, printing__isnull=False)
    for order_id, most in numbered.values_list("order").annotate(most=Max("printing")).order_by():
        found[order_id] = max(found[order_id], most)
    return found


def again(sheet: LabelSheet, batch: LabelBatch, *, now: datetime) -> str:
    """`Reprint 2: Fri 27 Nov 14:05 by Kim`; blank the first time."""
    if not sheet.printing or sheet.printing < 2:
        return ""
    local = now.astimezone(ZoneInfo(batch.team.time_zone))
    by = f" by {batch.asked_by}" if batch.asked_by else ""
    return f"Reprint {sheet.printing}: {local:%a} {local.day} {local:%b %H:%M}{by}"


def record(batch: LabelBatch, made: Iterable[Made], *, now: datetime) -> None:
    """Each printed paper stands in its order's history, once a batch."""
    alike: dict[tuple[str, int], list[int]] = {}
    for each in made:
        if not each.pages:
            continue
        for package in each.packages if each.kind == Paper.PLATFORM else ():
            data = {"name": each.name, "package": package.external_id, "printing": each.sheet.printing}
            key = f"{PRINTED}:{batch.pk}:{package.external_id}"
            _record([each.sheet.order_id], key, data, batch, now)
        if each.kind != Paper.PLATFORM:
            alike.setdefault((each.name, each.sheet.printing or 1), []).append(each.sheet.order_id)
    for (name, printing), ids in alike.items():
        _record(ids, f"{PRINTED}:{batch.pk}", {"name": name, "printing": printing}, batch, now)


def _record(ids: list[int], key: str, data: dict[str, Any], batch: LabelBatch, now: datetime) -> None:
    record_event(ids, kind=PRINTED, key=key, data=data, by=batch.asked_by, now=now)
