"""What no carrier scanned, for the buttons of the morning after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from fulfillment.warehouse.handover import claiming
from fulfillment.warehouse.models import CarrierContact, CarrierQuestion, Claim, ManifestLine
from tests.e2e import dock
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor

PAGE = "truck:unscanned"


def line(floor: Floor, *, is_known: bool = True) -> ManifestLine:
    """Handed over yesterday, to a carrier whose address is known, or not yet."""
    manifest = dock.closed(floor)
    ManifestLine.objects.filter(manifest=manifest).update(handed_over_at=timezone.now() - timedelta(days=1))
    row = ManifestLine.objects.get(manifest=manifest)
    contacts = CarrierContact.objects.filter(warehouse=manifest.warehouse)
    contacts.delete()
    if is_known:
        CarrierContact.objects.create(
            team=floor.team, warehouse=manifest.warehouse, carrier=row.carrier, email="pickups@usps.example"
        )
    return row


def ask(floor: Floor) -> Click:
    line(floor)
    asked = CarrierQuestion.objects.filter(team=floor.team)
    return Click(reverse(PAGE), reverse("truck:ask"), asked.count, says="The carrier is asked")


def contact(floor: Floor) -> Click:
    line(floor, is_known=False)
    known = CarrierContact.objects.filter(team=floor.team, email="desk@usps.example")
    return Click(
        reverse(PAGE), reverse("truck:contact"), known.count, {"email": "desk@usps.example"}, says="is asked"
    )


def open_claim(floor: Floor) -> Click:
    row = line(floor)
    claims = Claim.objects.filter(line=row)
    return Click(reverse(PAGE), reverse("truck:open-claim", args=[row.pk]), claims.count)


def claim(floor: Floor) -> Claim:
    return claiming.open_claim(line(floor), by=None, now=timezone.now())


def step(floor: Floor) -> Click:
    row = claim(floor)
    read = Claim.objects.filter(pk=row.pk).values_list("state", flat=True)
    return Click(
        reverse("truck:claim", args=[row.pk]), "", lambda: read.get(), {"state": "answered"}, says="noted"
    )


CLICKS: Clicks = {
    "truck:ask": ask,
    "truck:contact": contact,
    "truck:open-claim": open_claim,
    "truck:claim": step,
}


def pages(floor: Floor) -> Iterator[str]:
    row = claim(floor)
    line(floor)
    yield from (
        reverse(PAGE),
        reverse("truck:claims"),
        reverse("truck:claim", args=[row.pk]),
        reverse("truck:scans"),
    )
