"""Sealed parcels onto their trucks one by one, and each truck closed with its driver's word once it has left."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from fulfillment.accounts.models import Team, User
from fulfillment.desk.demo.evening import pictures
from fulfillment.desk.demo.evening.packing import LABELS_SINCE
from fulfillment.desk.demo.evening.parcels import Dock, labelled, unscanned
from fulfillment.desk.demo.evening.people import driver_of, receipt_of
from fulfillment.warehouse.handover import closing, lists, loading
from fulfillment.warehouse.handover.closing import Said
from fulfillment.warehouse.handover.words import Incident
from fulfillment.warehouse.models import Manifest, PickupWindow
from fulfillment.warehouse.models.manifest import ON_IT, ManifestLine
from fulfillment.warehouse.pack_states import PackState
from fulfillment.warehouse.refusing import NotDone

AT_THE_DOCK = timedelta(minutes=3)  # a box takes that long from the table
LOADED_WITHIN = timedelta(hours=20)  # nobody loads tomorrow evening's truck
TRIES = 5


def load_one(team: Team, loader: User, *, now: datetime) -> bool:
    """The box that waits longest is on its truck's manifest; False: none can be."""
    on_one = ManifestLine.objects.filter(ON_IT, team=team)
    rows = unscanned(labelled(team, since=now - LABELS_SINCE)).filter(
        package__packings__state=PackState.SEALED, package__packings__problem="",
        package__packings__sealed_at__lte=now - AT_THE_DOCK,
    )  # fmt: skip
    rows = rows.exclude(package__in=on_one.filter(package__isnull=False).values("package"))
    waiting = [each for each in Dock(team, now=now).due(rows) if now < each.departs_at <= now + LOADED_WITHIN]
    for each in waiting[:TRIES]:
        window = PickupWindow.objects.get(pk=each.window)
        manifest = loading.open_manifest(window, each.departs_at, by=loader, now=now)
        try:
            loading.load(manifest, each.package.tracking_number, by=loader, now=now)
        except NotDone:  # held, or its buyer cancels: somebody else looks at it
            continue
        return True
    return False


def close_left(team: Team, loader: User, *, now: datetime) -> int:
    """Manifests whose truck has left by now are closed; how many."""
    rows = Manifest.objects.of(team).filter(closed_at=None, departs_at__lte=now).select_related("window")
    closed = 0
    for each in rows.exclude(incidents__kind=Incident.NEVER).order_by("departs_at", "pk"):
        rng, on_it = Random(f"{each.window_id} {each.departs_at}"), lists.on_it(each)
        left_at = each.departs_at + timedelta(minutes=rng.randint(1, 11))
        if on_it and left_at <= now:
            said = said_by(each, left_at, on_it, rng, loader)
            closing.close(each, said, by=loader, now=left_at + timedelta(minutes=1))
            closed += 1
    return closed


def said_by(manifest: Manifest, left_at: datetime, counted: int, rng: Random, loader: User) -> Said:
    """Each driver signs; of every second truck the carrier's receipt is photographed too."""
    carrier, team = manifest.window.carrier, manifest.team
    driver, reference = driver_of(carrier, manifest.departs_at), receipt_of(carrier, rng)
    slip = [manifest.window.label, reference, f"{counted} pieces", f"{left_at:%Y-%m-%d}", driver]
    told: dict[str, Any] = {"by": loader, "at": left_at}
    receipt = (
        pictures.keep(team, f"receipt {manifest}", pictures.receipt(slip), **told)
        if manifest.pk % 2
        else None
    )
    signed = pictures.keep(team, f"signature {manifest}", pictures.signature(driver, rng), **told)
    return Said(left_at, driver, counted=counted, reference=reference, signature=signed, receipt=receipt)
