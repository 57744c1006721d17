"""A supplier's weeks in numbers: what they said, what came, what of it was no good. Counts, never shares alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from msgspec import Struct

from fulfillment.catalog.models import Supplier
from fulfillment.warehouse.lot_states import LotState
from fulfillment.warehouse.models import Lot
from sourcing.models import Confirmation
from sourcing.offers import drift

WEEKS = 8


class Week(Struct, kw_only=True):
    """`monday_on`: its first day in the team's zone. Lots by the day they came in."""

    monday_on: date
    words: int = 0
    none_left: int = 0
    dearer: int = 0
    cheaper: int = 0
    lots: int = 0
    rejected: int = 0


def weeks_of(supplier: Supplier, *, zone: ZoneInfo, now: datetime) -> list[Week]:
    """The newest week first; two queries, within these weeks and one more for the price before."""
    this = _monday(now, zone)
    found = {monday: Week(monday_on=monday) for monday in (this - timedelta(weeks=n) for n in range(WEEKS))}
    since = now - timedelta(weeks=WEEKS + 5)
    _words(found, supplier, zone, since)
    lots = Lot.objects.filter(supplier=supplier, received_at__gt=since, returned_line=None)
    for received_at, state in lots.values_list("received_at", "state"):
        if week := found.get(_monday(received_at, zone)):
            week.lots += 1
            week.rejected += state == LotState.REJECTED
    return list(found.values())


def _words(found: dict[date, Week], supplier: Supplier, zone: ZoneInfo, since: datetime) -> None:
    said = Confirmation.objects.filter(
        offer__supplier=supplier, retracted_at=None, confirmed_at__gt=since
    ).order_by("offer", "confirmed_at", "pk")
    rows = [None, *said]
    for before, word in pairwise(rows):
        if word is None or not (week := found.get(_monday(word.confirmed_at, zone))):
            continue
        week.words += 1
        week.none_left += word.quantity == 0
        known = before.unit_price if before and before.offer_id == word.offer_id else None
        moved = drift(word.unit_price, known)
        week.dearer += moved is not None and moved > 0
        week.cheaper += moved is not None and moved < 0


def _monday(moment: datetime, zone: ZoneInfo) -> date:
    day = moment.astimezone(zone).date()
    return day - timedelta(days=day.weekday())
