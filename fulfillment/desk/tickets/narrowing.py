"""Which tickets an address asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.desk.keyset import START, Page, Place, Sort, beyond, page_of
from fulfillment.orders.models import Ticket
from fulfillment.orders.models.ticket import TicketQuerySet
from fulfillment.orders.topics import LABELS

SIZE = 50
VIEWS = {
    "waiting": "Waiting for an answer",
    "unlinked": "Without an order",
    "reviews": "Reviews",
    "all": "All",
}
KINDS = {"ticket": "Tickets", "complaint": "Complaints", "review": "Reviews"}
OPENED = Sort("-opened", "opened_at", True)


@dataclass(frozen=True)
class Narrowing:
    """`given` are the values that are known; what is not known is left out."""

    team: Team
    shops: list[Shop]
    given: dict[str, str] = field(default_factory=dict)

    @property
    def view(self) -> str:
        return self.given.get("view", "waiting")

    def tickets(self, view: str = "") -> TicketQuerySet:
        """Newest first; another `view` under the same filters."""
        rows = in_view(Ticket.objects.filter(team=self.team), view or self.view)
        for name in ("kind", "topic"):
            if value := self.given.get(name):
                rows = rows.filter(**{name: value})
        if slug := self.given.get("shop"):
            rows = rows.filter(shop__in=[shop for shop in self.shops if shop.slug == slug])
        if words := self.given.get("order"):
            named = [words, f"#{words}"]
            rows = rows.filter(
                Q(order_external_id__in=named) | Q(order__external_id__in=named) | Q(order__number__in=named)
            )
        return rows

    def query(self, **changed: str) -> dict[str, str]:
        asked = self.given | changed
        return {
            name: value for name, value in asked.items() if value and (name, value) != ("view", "waiting")
        }


def in_view(rows: TicketQuerySet, view: str) -> TicketQuerySet:
    if view == "waiting":
        return rows.waiting()
    if view == "unlinked":
        return rows.unlinked()
    return rows.filter(kind="review") if view == "reviews" else rows


def known(shops: list[Shop]) -> list[tuple[str, str, Any]]:
    """(name in the address, what people call it, its values)."""
    slugs = {shop.slug for shop in shops}
    return [
        ("view", "view", VIEWS),
        ("kind", "kind", KINDS),
        ("topic", "topic", set(LABELS)),
        ("shop", "shop", slugs),
    ]


def narrowing(team: Team, given: Mapping[str, str]) -> Narrowing:
    shops = list(Shop.objects.of(team).order_by("name", "pk"))
    kept = {name: given[name] for name, _, values in known(shops) if given.get(name) in values}
    if words := given.get("order", "").strip()[:80]:
        kept["order"] = words
    return Narrowing(team, shops, kept)


def page_at(asked: Narrowing, place: Place, *, size: int = SIZE) -> Page:
    """One query, as cheap on the last page as on the first."""
    rows = asked.tickets().filter(beyond(OPENED, place)).order_by(*OPENED.order_by(place))
    related = rows.select_related("shop", "order__shop", "topic_by", "closed_by")
    return page_of(list(related[: size + 1]), place, size)


def all_of(asked: Narrowing, *, size: int = 2000) -> Iterator[list[Ticket]]:
    place = START
    while True:
        page = page_at(asked, place, size=size)
        yield list(page.rows)
        if not page.has_older:
            return
        place = Place(page.rows[-1].opened_at, page.rows[-1].pk)
