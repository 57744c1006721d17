"""What the page of one departure shows: who must be on it, who is, what is short, and what a truck before left here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from fulfillment.accounts.models import Team
from fulfillment.orders.models import Order, OrderQuerySet
from fulfillment.orders.states import Stage
from fulfillment.policies.calendars import moment
from fulfillment.tracking.models import PackageOrder
from fulfillment.warehouse.departing import FORMAT
from fulfillment.warehouse.handover.words import INCIDENTS, Incident, Wanted, wanted
from fulfillment.warehouse.models import Manifest, ManifestLine, PackedOrder, PickupIncident, PickupWindow

SHOWN = 25  # rows of a list on a tablet: what is more is counted
WAITS = timedelta(days=14)  # what was left behind longer ago is no parcel of tonight


class Departure(NamedTuple):
    window: PickupWindow
    at: datetime
    manifest: Manifest | None  # None: nothing was scanned yet

    @property
    def zone(self) -> str:
        return self.window.warehouse.time_zone

    @property
    def moment(self) -> str:
        """As addresses name it."""
        return self.at.strftime(FORMAT)


class Stand(NamedTuple):
    """How far the loading is. Orders of the timetable, and parcels on the manifest."""

    must: int
    packed: int
    on_it: int
    short: int
    missing: list[Order]
    waiting: list[ManifestLine]
    waiting_in_all: int


class Evidence(NamedTuple):
    incidents: list[tuple[str, PickupIncident]]
    wanted: list[Wanted]
    photos: list[Any]

    @property
    def kinds(self) -> set[str]:
        return {each.kind for _, each in self.incidents}

    @property
    def missing(self) -> str:
        """What the next picture should show."""
        return next((each.evidence for each in self.wanted if not each.is_there), "")


def departure_of(window: PickupWindow, at: datetime) -> Departure | None:
    """None: its timetable knows no such departure, and nobody ever opened one."""
    manifest = Manifest.objects.filter(window=window, departs_at=at).first()
    zone = ZoneInfo(window.warehouse.time_zone)
    local = at.astimezone(zone)
    is_known = local.isoweekday() == window.weekday and at == moment(local.date(), window.local_time, zone)
    return Departure(window, at, manifest) if manifest or is_known else None


def must_be_on(departure: Departure) -> OrderQuerySet:
    open_orders = Order.objects.of(departure.window.team).open()
    return open_orders.filter(truck_at=departure.at, truck__window=departure.window.pk)


def stand(departure: Departure, *, now: datetime) -> Stand:
    """Six queries."""
    must = must_be_on(departure)
    lines = ManifestLine.objects.filter(manifest=departure.manifest).on_it()
    short = must.filter(~_is_on(lines), handed_over_at=None) if departure.manifest else must
    counts = must.aggregate(must=Count("pk"), packed=Count("pk", filter=Q(packed_at__isnull=False)))
    waiting = left_behind(departure, now=now)
    return Stand(
        counts["must"],
        counts["packed"],
        lines.count() if departure.manifest else 0,
        short.count(),
        list(short.order_by("dispatch_due_at", "pk")[:SHOWN]),
        list(waiting.order_by("left_behind_at", "pk")[:SHOWN]),
        waiting.count(),
    )


def _is_on(lines: Any) -> Q:
    by_number = PackageOrder.objects.filter(
        order=OuterRef("pk"), is_current=True, package__in=lines.values("package")
    )
    by_box = PackedOrder.objects.filter(order=OuterRef("pk"), packing__in=lines.values("packing"))
    return Q(Exists(by_number)) | Q(Exists(by_box))


def left_behind(departure: Departure, *, now: datetime) -> Any:
    """Parcels that an earlier truck of this carrier left here, and that none took since."""
    earlier = Manifest.objects.filter(
        team=departure.window.team_id, warehouse=departure.window.warehouse_id,
        departs_at__gte=now - WAITS, departs_at__lt=departure.at,
    )  # fmt: skip
    rows = ManifestLine.objects.filter(
        manifest__in=earlier, left_behind_at__isnull=False, left_behind_at__lte=departure.at
    )
    if departure.window.carrier:
        rows = rows.filter(carrier=departure.window.carrier)
    same = Q(package=OuterRef("package")) | Q(packing=OuterRef("packing"))
    later = ManifestLine.objects.filter(same, pk__gt=OuterRef("pk"))
    return rows.exclude(Exists(later)).of_unscanned_packages().exclude(package__status="cancelled")


def on_it(manifest: Manifest) -> int:
    return ManifestLine.objects.filter(manifest=manifest).on_it().count()


def last_scans(manifest: Manifest | None) -> list[ManifestLine]:
    if manifest is None:
        return []
    return list(ManifestLine.objects.filter(manifest=manifest).order_by("-received_at", "-pk")[:8])


def evidence(manifest: Manifest | None) -> Evidence:
    if manifest is None:
        return Evidence([], [], [])
    rows = list(PickupIncident.objects.filter(manifest=manifest).select_related("recorded_by").order_by("pk"))
    photos = list(manifest.photos.select_related("photo").order_by("pk"))
    asked = wanted([each.kind for each in rows], {each.shows for each in photos})
    return Evidence([(INCIDENTS[Incident(each.kind)], each) for each in rows], asked, photos)


def manifests(team: Team) -> QuerySet[Manifest]:
    """How many parcels stand on each, and whether its truck never came."""
    never = Exists(PickupIncident.objects.filter(manifest=OuterRef("pk"), kind=Incident.NEVER))
    rows = Manifest.objects.of(team).select_related("window", "warehouse")
    return rows.counted().annotate(never_came=never)


def stage_words(order: Order) -> str:
    """Where a parcel that is short stands, for whoever looks for it."""
    if order.packed_at:
        return "packed"
    return {Stage.AWAITING_SCAN: "labelled", Stage.REMORSE: "not released yet"}.get(
        Stage(order.stage), "to pack"
    )
