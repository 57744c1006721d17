"""Products that are sought, for the buttons on their pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from sourcing.models import Offer, Quote, SourcingRequest
from sourcing.seeking import acts
from tests import factories
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor
from tests.sourcing.seeking import making


def page_of(row: SourcingRequest) -> str:
    return reverse("seeking:request", args=[row.pk])


def sought(floor: Floor) -> SourcingRequest:
    return making.sought(floor.team, by=floor.people[Role.MANAGER])


def quoted(floor: Floor) -> Quote:
    return making.quoted(sought(floor))


def sampled(floor: Floor) -> Quote:
    row = quoted(floor)
    acts.ask_sample(row, by=floor.people[Role.MANAGER], now=timezone.now())
    return row


def read(row: Quote | SourcingRequest, field: str) -> Callable[[], Any]:
    rows: Any = type(row).objects.filter(pk=row.pk).values_list(field, flat=True)
    return lambda: rows.get()


def add(floor: Floor) -> Click:
    fill = {"title": "Folding lamp", "link": "https://example.com/lamp", "quantity": "300"}
    count = SourcingRequest.objects.filter(team=floor.team).count
    return Click(reverse("seeking:add"), "", count, fill, says="is kept")


def change(floor: Floor) -> Click:
    row = sought(floor)
    path = reverse("seeking:change", args=[row.pk])
    return Click(path, "", read(row, "quantity"), {"quantity": "77"}, says="Saved")


def ask(floor: Floor) -> Click:
    row, supplier = sought(floor), factories.create_supplier(team=floor.team)
    count = Quote.objects.filter(request=row).count
    fill = {"suppliers": str(supplier.pk)}
    return Click(page_of(row), reverse("seeking:ask", args=[row.pk]), count, fill, says="Asked:")


def close(floor: Floor) -> Click:
    row = sought(floor)
    fill = {"why": "out of fashion"}
    return Click(
        page_of(row), reverse("seeking:close", args=[row.pk]), read(row, "stage"), fill, says="closed"
    )


def undo(floor: Floor) -> Click:
    row = making.asked(sought(floor)).request
    action = reverse("seeking:undo", args=[row.pk])
    return Click(page_of(row), action, Quote.objects.filter(request=row).count, says="Undone")


def take(floor: Floor) -> Click:
    row = sought(floor)
    return Click(
        page_of(row), reverse("seeking:take", args=[row.pk]), read(row, "owner"), says="You look after it"
    )


def quote(floor: Floor) -> Click:
    row = making.asked(sought(floor))
    path, fill = reverse("seeking:quote", args=[row.pk]), {"breaks": "1 4.20", "lead_days": "7"}
    return Click(path, "", read(row, "unit_prices"), fill, says="is kept")


def decline(floor: Floor) -> Click:
    row = making.asked(sought(floor))
    action = reverse("seeking:decline", args=[row.pk])
    return Click(page_of(row.request), action, read(row, "declined_why"), says="does not offer it")


def ask_sample(floor: Floor) -> Click:
    row = quoted(floor)
    action = reverse("seeking:ask-sample", args=[row.pk])
    return Click(page_of(row.request), action, read(row, "sample_asked_at"), says="A sample is asked")


def look(floor: Floor) -> Click:
    row = sampled(floor)
    path = reverse("seeking:look", args=[row.pk])
    return Click(
        path, "", read(row, "sample_is_good"), {"words": "as drawn", "is_good": "yes"}, says="is kept"
    )


def approve(floor: Floor) -> Click:
    row = quoted(floor)
    path, fill = reverse("seeking:approve", args=[row.pk]), {"sku": f"SOUGHT-{row.pk}"}
    return Click(path, "", Offer.objects.filter(supplier=row.supplier).count, fill, says="it is an offer now")


CLICKS: Clicks = {
    "seeking:add": add,
    "seeking:change": change,
    "seeking:ask": ask,
    "seeking:close": close,
    "seeking:undo": undo,
    "seeking:take": take,
    "seeking:quote": quote,
    "seeking:decline": decline,
    "seeking:ask-sample": ask_sample,
    "seeking:look": look,
    "seeking:approve": approve,
}


def pages(floor: Floor) -> Iterator[str]:
    yield from (
        each(floor).path for each in (add, change, ask, undo, decline, ask_sample, quote, look, approve)
    )
    yield reverse("seeking:board")
