"""Lots to inspect and inspections that are finished, for the pages of the tablet and the buttons on them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts import pins
from fulfillment.accounts.models import Membership, User
from fulfillment.accounts.roles import Role
from fulfillment.inspections import references
from fulfillment.inspections.models import Inspection, Reference
from fulfillment.warehouse.models import Lot
from tests import factories
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor
from tests.inspections.tablets import Tablet
from tests.photos.pictures import picture
from tests.warehouse.handover.docks import create_photo
from tests.warehouse.stock import create_lot

_serial = count(1)


def to_inspect(floor: Floor, quantity: int = 8, **told: Any) -> Lot:
    """A lot that came in and waits, of a SKU of its own."""
    n = next(_serial)
    sku = factories.create_sku(team=floor.team, code=f"QC-{n}", title="Glow lamp, warm white")
    return create_lot(
        sku=sku,
        quantity=quantity,
        received_at=timezone.now(),
        lot_code=f"QCL-{n}",
        is_quarantined=True,
        **told,
    )


def failed(floor: Floor) -> Inspection:
    tablet = Tablet(floor.people[Role.INSPECTOR], to_inspect(floor), now=timezone.now())
    tablet.send_all(tablet.failing())
    return tablet.row


def ask_again(floor: Floor) -> Click:
    row = failed(floor)
    path = reverse("inspections:detail", args=[row.pk])
    asked = Inspection.objects.filter(supersedes=row)
    return Click(path, "", asked.count, {"why": "the supplier sorted the lot"}, says="waits in the queue")


def speak(floor: Floor) -> Click:
    read = User.objects.filter(pk=floor.people[Role.OWNER].pk).values_list("language", flat=True)
    action = reverse("inspections:language")
    return Click(reverse("inspections:tablet"), action, lambda: read.get())


def hand_over(floor: Floor) -> Click:
    row = Membership.objects.get(team=floor.team, user=floor.people[Role.INSPECTOR])
    pins.keep(row, "1357")
    read = Membership.objects.filter(pk=row.pk).values_list("last_used_at", flat=True)
    return Click(
        reverse("people"), reverse("people-switch", args=[row.pk]), lambda: read.get(), {"pin": "1357"}
    )


def keep_look(floor: Floor) -> Click:
    """As `tests.e2e.kits` brings artwork: the file is sent ahead, and its UUID with the form."""
    sku = to_inspect(floor).sku
    path = Path(mkdtemp(prefix="look-")) / "look.png"
    path.write_bytes(picture(width=640, height=480))
    read = Reference.objects.filter(sku=sku)
    action = reverse("inspections:keep-look", args=[sku.pk])
    fill = {"photo": str(path)}
    return Click(
        reverse("inspections:look", args=[sku.pk]), action, read.count, fill, says="Kept: tablets show it"
    )


def shown(floor: Floor) -> int:
    """A SKU that has a picture of how it should look."""
    sku = to_inspect(floor).sku
    references.keep(sku, create_photo(team=floor.team), by=floor.people[Role.MANAGER], now=timezone.now())
    return sku.pk


CLICKS: Clicks = {
    "people-switch": hand_over,
    "inspections:detail": ask_again,
    "inspections:keep-look": keep_look,
    "inspections:language": speak,
}


def pages(floor: Floor) -> Iterator[str]:
    to_inspect(floor)
    yield from (reverse("inspections:tablet"), reverse("inspections:finished"))
    yield reverse("inspections:detail", args=[failed(floor).pk])
    yield from (hand_over(floor).path, keep_look(floor).path)
