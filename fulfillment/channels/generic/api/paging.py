"""Pages of orders by when they changed: a cursor is the place after the last row, so each page costs the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from msgspec import Struct

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.channels.generic.api import orders
from fulfillment.channels.generic.api.errors import ApiError
from fulfillment.orders.models import Order

LARGEST, USUAL = 200, 100
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# What changed just now may be written by a transaction that others do not see yet; it comes with a later page.
SETTLED_AFTER = timedelta(seconds=10)


class Page(Struct, frozen=True):
    """`next_cursor`: where the next page begins. Keep it after the last page too, and ask again later."""

    orders: list[orders.Known]
    next_cursor: str
    has_more: bool


class Place(Struct, frozen=True):
    moment: datetime
    pk: int = 0

    def text(self) -> str:
        return f"{(self.moment - EPOCH) // MICROSECOND}-{self.pk}"


def place_of(*, updated_since: str, cursor: str) -> Place:
    """Raises ApiError."""
    if cursor:
        moment, _, pk = cursor.partition("-")
        if not (_is_number(moment) and _is_number(pk)):
            raise ApiError(422, "bad_cursor", "This cursor is none of ours.", field="cursor")
        return Place(EPOCH + int(moment) * MICROSECOND, int(pk))
    if not updated_since:
        return Place(EPOCH)
    try:
        found = parse_datetime(updated_since.replace(" ", "+"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        said = "updated_since is not a moment with its zone, like 2026-11-24T18:00:00Z."
        raise ApiError(422, "bad_moment", said, field="updated_since")
    return Place(max(found, EPOCH) - MICROSECOND)  # what changed at that very moment is among them


def page(team: Team, place: Place, *, shop: Shop | None, limit: int, now: datetime) -> Page:
    further = Q(changed_at__gt=place.moment) | Q(changed_at=place.moment, pk__gt=place.pk)
    # The bound is what the index is entered by.
    rows = Order.objects.of(team).filter(
        further, changed_at__gte=place.moment, changed_at__lte=now - SETTLED_AFTER
    )
    if shop is not None:
        rows = rows.filter(shop=shop)
    found = list(orders.with_all(rows.order_by("changed_at", "pk"))[: limit + 1])
    shown = found[:limit]
    end = Place(shown[-1].changed_at, shown[-1].pk) if shown else place
    return Page(orders.known(shown, now=now), end.text(), len(found) > limit)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 18
