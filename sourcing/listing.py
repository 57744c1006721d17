"""What the pages of offers read: a page by SKU, each offer with its newest word, the price before, and who waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from msgspec import Struct

from fulfillment.accounts.models import Team
from fulfillment.orders.models import Hold
from sourcing import offers
from sourcing.models import Confirmation, Offer, PriceBreak
from sourcing.offers import Standing
from sourcing.promising import CAUSE, left

SIZE = 50
VIEWS = {"all": "All offers", "ask": "To be asked", "waiting": "Orders wait"}
WORDS: dict[Standing, tuple[str, str, str]] = {  # words, tone, icon
    Standing.UNASKED: ("never asked", "risk", "warn"),
    Standing.LIVE: ("promised", "ok", "ok"),
    Standing.SOON: ("promised, not for long", "soon", "clock"),
    Standing.NONE_LEFT: ("none left", "breach", "cross"),
    Standing.EXPIRED: ("no longer promised", "risk", "warn"),
}


class Row(Struct, frozen=True, kw_only=True):
    """One offer. `left`: units promised that went to nobody yet; `drift`: share by which the price moved."""

    offer: Offer
    standing: Standing
    words: str
    tone: str
    icon: str
    left: int
    drift: Decimal | None
    landed: Decimal | None
    waiting: int  # orders that are held for this SKU

    @property
    def drift_percent(self) -> str:
        return f"{abs(self.drift or Decimal(0)) * 100:.0f}"

    @property
    def duty_percent(self) -> str:
        return f"{(self.offer.duty_share * 100).normalize():f}"


def asked(given: Mapping[str, str]) -> dict[str, str]:
    """Of an address the values that are known."""
    found = {"view": given["view"]} if given.get("view") in VIEWS else {}
    if words := given.get("q", "").strip()[:120]:
        found["q"] = words
    return found


def page(
    team: Team, told: Mapping[str, str], after: str, *, now: datetime, size: int = SIZE
) -> tuple[list[Row], bool]:
    """Up to `size` offers by SKU from the key on, and whether more follow. Four queries."""
    rows = _rows(team, told, now)
    pk, mark, code = after.partition("~")
    if mark and pk.isdecimal() and len(pk) < 19:
        rows = rows.filter(Q(sku__code__gt=code) | Q(sku__code=code, pk__gt=int(pk)))
    found = list(rows.order_by("sku__code", "pk")[: size + 1])
    return described(team, found[:size], now=now), len(found) > size


def key_of(row: Row) -> str:
    return f"{row.offer.pk}~{row.offer.sku.code}"


def every(team: Team, told: Mapping[str, str], *, now: datetime) -> Iterator[list[Row]]:
    """All of it, in the same order."""
    after, more = "", True
    while more:
        rows, more = page(team, told, after, now=now, size=1000)
        after = key_of(rows[-1]) if rows else ""
        yield rows


def with_prices(rows: QuerySet[Offer]) -> QuerySet[Offer]:
    """`price_before`: of the last word but one that was not taken back."""
    words = Confirmation.objects.filter(offer=OuterRef("pk"), retracted_at=None).exclude(
        pk=OuterRef("latest")
    )
    before = Subquery(words.order_by("-confirmed_at", "-pk").values("unit_price")[:1])
    breaks = Prefetch("breaks", PriceBreak.objects.order_by("from_quantity"))
    return (
        rows.select_related("sku", "supplier", "latest")
        .annotate(price_before=before)
        .prefetch_related(breaks)
    )


def described(team: Team, found: Sequence[Offer], *, now: datetime) -> list[Row]:
    """`found` comes from `with_prices`."""
    units = left(team, found, now=now)
    held = Hold.objects.open().filter(
        team=team, reason=CAUSE.reason, subject__in={offer.sku.code for offer in found}
    )
    waiting = dict(held.values_list("subject").annotate(orders=Count("order", distinct=True)))
    return [_row(offer, units[offer.pk], waiting.get(offer.sku.code, 0), now) for offer in found]


def _row(offer: Any, units: int, waiting: int, now: datetime) -> Row:
    state = offers.standing(offer.promise, now)
    words, tone, icon = WORDS[state]
    price = offer.latest.unit_price if offer.latest else None
    return Row(
        offer=offer,
        standing=state,
        words=words,
        tone=tone,
        icon=icon,
        left=units,
        drift=offers.drift(price, offer.price_before) if price else None,
        landed=offers.landed(price, freight=offer.freight, duty_share=offer.duty_share) if price else None,
        waiting=waiting,
    )


def _rows(team: Team, told: Mapping[str, str], now: datetime) -> QuerySet[Offer]:
    rows = with_prices(Offer.objects.of(team).active())
    if words := told.get("q"):
        rows = rows.filter(
            Q(sku__code__istartswith=words)
            | Q(sku__title__icontains=words)
            | Q(supplier__name__icontains=words)
        )
    if told.get("view") == "ask":
        soon = now + offers.SOON
        rows = rows.filter(Q(latest=None) | Q(latest__valid_until_at__lt=soon) | Q(latest__quantity=0))
    if told.get("view") == "waiting":
        held = Hold.objects.open().filter(team=team, reason=CAUSE.reason)
        rows = rows.filter(sku__code__in=held.values("subject"))
    return rows
