"""Which parcel of the team a scanned label is; what to say where it is none."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Sku
from fulfillment.orders.kinds import kind_of
from fulfillment.orders.models import Cancellation, Hold, Order
from fulfillment.orders.requests import waiting
from fulfillment.orders.states import Stage
from fulfillment.tracking.models import Package
from fulfillment.tracking.states import PackageStatus
from fulfillment.warehouse.handover.barcodes import LONGEST, numbers_in
from fulfillment.warehouse.handover.refusals import Parcel, SeenOrder
from fulfillment.warehouse.models import Barcode, Lot, ManifestLine, Packing
from fulfillment.warehouse.models.manifest import ON_IT
from fulfillment.warehouse.pack_states import PackState
from fulfillment.warehouse.refusing import NotDone
from fulfillment.warehouse.scanning import cleaned


class Found(NamedTuple):
    package: Package | None
    packing: Packing | None
    parcel: Parcel


def parcel_of(team: Team, text: str, *, now: datetime) -> Found:
    """By the number in its barcode: at most six queries, each by an index. Raises NotDone with what it is instead."""
    code = cleaned(text)
    if not code:
        raise NotDone("Nothing was scanned: scan the label of the parcel.")
    if len(code) > LONGEST:
        raise NotDone(f"This code has {len(code)} characters: that is no number of a parcel. Scan its label.")
    numbers = numbers_in(code)
    package = _package(team, numbers)
    boxes = Packing.objects.of(team).filter(label_number__in=numbers, state=PackState.SEALED)
    packing = boxes.order_by("-pk").first()
    if package is None and packing is None:
        raise NotDone(_instead(team, code))
    return Found(package, packing, _parcel(team, package, packing, now))


def _package(team: Team, numbers: list[str]) -> Package | None:
    """Of several with one number the one that is not cancelled and not scanned, the newest of those."""
    found = list(Package.objects.filter(team=team, tracking_number__in=numbers).order_by("-pk")[:20])

    def fit(each: Package) -> tuple[bool, bool, int, int]:
        is_scanned = bool(each.first_scan_at or each.channel_scan_at)
        is_cancelled = each.status == PackageStatus.CANCELLED
        return is_cancelled, is_scanned, numbers.index(each.tracking_number), -each.pk

    return min(found, key=fit, default=None)


def _parcel(team: Team, package: Package | None, packing: Packing | None, now: datetime) -> Parcel:
    line = _line(package, packing)
    words, since = _where(line, now) if line else ("", "")
    return Parcel(
        number=package.tracking_number if package else packing.label_number if packing else "",
        carrier=package.carrier if package else "",
        orders=_orders(team, package, packing),
        is_cancelled=package is not None and package.status == PackageStatus.CANCELLED,
        is_scanned=package is not None and bool(package.first_scan_at or package.channel_scan_at),
        on=str(line.manifest) if line else "",
        on_words=words,
        on_since=since,
        was_handed_over=line is not None and line.handed_over_at is not None,
        problem=packing.problem_words if packing and packing.problem else "",
    )


def _line(package: Package | None, packing: Packing | None) -> ManifestLine | None:
    lines = ManifestLine.objects.filter(ON_IT).select_related("manifest__window", "manifest__warehouse")
    if package is not None and (found := lines.filter(package=package).first()):
        return found
    return lines.filter(packing=packing).first() if packing is not None else None


def _where(line: ManifestLine, now: datetime) -> tuple[str, str]:
    zone = ZoneInfo(line.manifest.warehouse.time_zone)
    departs, since = line.manifest.departs_at.astimezone(zone), line.loaded_at.astimezone(zone)
    name = line.manifest.window.label
    return f"{name} of {departs:%a} {departs.day} {departs:%b %H:%M}", f"{since:%H:%M}"


def _orders(team: Team, package: Package | None, packing: Packing | None) -> tuple[SeenOrder, ...]:
    if package is not None:
        mine = Order.objects.filter(package_orders__package=package, package_orders__is_current=True)
    else:
        mine = Order.objects.filter(packings=packing)
    rows = list(mine.only("pk", "number", "external_id", "stage").order_by("pk"))
    return tuple(seen(team, rows).values())


def seen(team: Team, rows: list[Order]) -> dict[int, SeenOrder]:
    """By id, with what keeps them from going; two queries."""
    ids = [each.pk for each in rows]
    holds = dict(Hold.objects.open().filter(order__in=ids, blocks=True).values_list("order", "reason"))
    asked = waiting(Cancellation, team).filter(order__in=ids)
    asking = set(asked.order_by().values_list("order", flat=True))
    return {
        each.pk: SeenOrder(
            str(each),
            is_cancelled=each.stage == Stage.CANCELLED,
            asks_to_cancel=each.pk in asking,
            held_because=kind_of(holds[each.pk]).label.lower() if each.pk in holds else "",
        )
        for each in rows
    }


def _instead(team: Team, code: str) -> str:
    if order := Order.objects.of(team).filter(external_id=code).first():
        return f"{code} is the paper of order {order}, not a parcel: scan the label that the carrier reads."
    if Lot.objects.filter(team=team, code__iexact=code).exists():
        return (
            f"{code} is the label of a lot of goods, not of a parcel: scan the label that the carrier reads."
        )
    is_goods = Barcode.objects.filter(team=team, text=code).exists()
    if is_goods or Sku.objects.filter(team=team, code__iexact=code).exists():
        return f"{code} is on the goods, not on a parcel: scan the label that the carrier reads."
    return (
        f"No parcel of ours has the number {code}. Set it aside; where its label was made just now, its channel "
        f"tells the number within minutes: scan it again then."
    )
