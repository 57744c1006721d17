"""What no carrier scanned, for the buttons of the morning after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

from django.urls import reverse
from django.utils import timezone

from fulfillment.warehouse.handover import claiming
from fulfillment.warehouse.models import CarrierContact, CarrierQuestion, Claim, ClaimPaper, ManifestLine
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
        reverse(PAGE),
        reverse("truck:contact"),
        known.count,
        {"address": "desk@usps.example"},
        says="is asked",
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


def claim_lost(floor: Floor) -> Click:
    row = line(floor)
    ManifestLine.objects.filter(pk=row.pk).update(handed_over_at=timezone.now() - timedelta(days=11))
    claims = Claim.objects.filter(line=row)
    return Click(reverse(PAGE), reverse("truck:claim-lost"), claims.count, says="are opened")


def add_paper(floor: Floor) -> Click:
    row, file = claim(floor), Path(mkdtemp()) / "answer.pdf"
    file.write_bytes(b"%PDF-1.7 the carrier's answer")
    papers = ClaimPaper.objects.filter(claim=row)
    path, action = reverse("truck:claim", args=[row.pk]), reverse("truck:claim-papers", args=[row.pk])
    return Click(path, action, papers.count, {"document": str(file)}, says="Kept with")


CLICKS: Clicks = {
    "truck:claim-lost": claim_lost,
    "truck:claim-papers": add_paper,
    "truck:ask": ask,
    "truck:contact": contact,
    "truck:open-claim": open_claim,
    "truck:claim": step,
}


def pages(floor: Floor) -> Iterator[str]:
    row = claim(floor)
    claim_lost(floor)
    line(floor)
    yield from (
        reverse(PAGE),
        reverse("truck:claims"),
        reverse("truck:claim", args=[row.pk]),
        reverse("truck:scans"),
    )
