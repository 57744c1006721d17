"""What was recorded of orders that an appeal is about: a fixed number of queries for any number of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from fulfillment.accounts.models import Team
from fulfillment.orders.models import Order, OrderEvent
from fulfillment.orders.rulings import rules_of, terms_of
from fulfillment.photos.models import Photo
from fulfillment.tracking.models import PackageOrder, TrackingEvent
from fulfillment.warehouse.models import (
    CarrierQuestion,
    ManifestClosing,
    ManifestLine,
    ManifestPhoto,
    PackedOrder,
    PackedPhoto,
)

MOST_ORDERS = 50
MOST_PHOTOS = 200


class Picture(Struct, frozen=True, kw_only=True):
    photo: Photo
    words: str
    document: str  # which of the papers asked for


class OrderFile(Struct, frozen=True, kw_only=True):
    """One order's papers; `rule` is the sentence by which its clock stops, with its source."""

    order: Order
    rule_version: str
    rule: str
    source: str
    numbers: list[str]
    events: list[OrderEvent]
    scans: list[TrackingEvent]
    lines: list[ManifestLine]


class Dossier(Struct, frozen=True, kw_only=True):
    files: list[OrderFile]
    pictures: list[Picture]
    closings: list[ManifestClosing]
    questions: list[CarrierQuestion]
    unknown: list[str]  # orders that have not arrived here

    def counts(self) -> dict[str, int]:
        """By code of `documents.ASKED_FOR`."""
        found: dict[str, int] = defaultdict(int)
        for picture in self.pictures:
            found[picture.document] += 1
        found["manifest"] = len({line.manifest_id for file in self.files for line in file.lines})
        found["carrier"] = len(self.questions)
        found["scans"] = sum(len(file.scans) for file in self.files)
        return found


def of_orders(team: Team, external_ids: Sequence[str], shop_id: int) -> Dossier:
    """Of a violation's orders, at most MOST_ORDERS."""
    wanted = list(external_ids)[:MOST_ORDERS]
    orders = Order.objects.of(team).filter(shop=shop_id, external_id__in=wanted).select_related("shop")
    found = list(orders.order_by("placed_at", "pk"))
    known = {order.external_id for order in found}
    return _gather(team, found, [each for each in wanted if each not in known])


def of_order(order: Order) -> Dossier:
    return _gather(order.team, [order], [])


def _gather(team: Team, orders: Sequence[Order], unknown: list[str]) -> Dossier:
    ids = [order.pk for order in orders]
    links = list(PackageOrder.objects.filter(order__in=ids, is_current=True).select_related("package"))
    boxes = list(PackedOrder.objects.filter(order__in=ids).values_list("order_id", "packing_id"))
    lines = _lines(team, {link.package_id for link in links}, {packing for _, packing in boxes})
    manifests = {line.manifest_id for line in lines}
    closings = list(
        ManifestClosing.objects.filter(manifest__in=manifests, reopened_at=None)
        .select_related("manifest__window", "manifest__warehouse", "signature", "receipt")
        .order_by("left_at")
    )
    scans, events = _scans(links), _events(ids)
    return Dossier(
        files=[_file(order, links, boxes, lines, scans, events) for order in orders],
        pictures=_pictures({packing for _, packing in boxes}, manifests, closings),
        closings=closings,
        questions=list(
            CarrierQuestion.objects.filter(
                pk__in={line.question_id for line in lines if line.question_id}
            ).order_by("asked_at")
        ),
        unknown=unknown,
    )


def _lines(team: Team, packages: set[int], boxes: set[int]) -> list[ManifestLine]:
    on_it = (
        ManifestLine.objects.filter(team=team)
        .on_it()
        .select_related("manifest__window", "manifest__warehouse")
    )
    found = {line.pk: line for line in on_it.filter(package__in=packages)}
    found |= {line.pk: line for line in on_it.filter(packing__in=boxes)}
    return sorted(found.values(), key=lambda line: (line.loaded_at, line.pk))


def _scans(links: Iterable[PackageOrder]) -> dict[int, list[TrackingEvent]]:
    found: dict[int, list[TrackingEvent]] = defaultdict(list)
    rows = TrackingEvent.objects.filter(package__in={link.package_id for link in links})
    for event in rows.order_by("happened_at", "pk"):
        found[event.package_id].append(event)
    return found


def _events(order_ids: Sequence[int]) -> dict[int, list[OrderEvent]]:
    found: dict[int, list[OrderEvent]] = defaultdict(list)
    for event in OrderEvent.objects.filter(order__in=order_ids).order_by("happened_at", "pk"):
        found[event.order_id].append(event)
    return found


def _file(
    order: Order,
    links: Sequence[PackageOrder],
    boxes: Sequence[tuple[int, int]],
    lines: Sequence[ManifestLine],
    scans: dict[int, list[TrackingEvent]],
    events: dict[int, list[OrderEvent]],
) -> OrderFile:
    rules = rules_of(terms_of(order.shop), order.placed_at)
    stop = rules.stated["stop_event"]
    mine = [link.package for link in links if link.order_id == order.pk]
    packed = {packing for order_id, packing in boxes if order_id == order.pk}
    packages = {package.pk for package in mine}
    return OrderFile(
        order=order,
        rule_version=rules.version,
        rule=stop.why,
        source=" ".join(filter(None, (stop.source.title, stop.source.url))),
        numbers=[package.tracking_number_given or package.tracking_number for package in mine],
        events=events.get(order.pk, []),
        scans=[scan for package in mine for scan in scans.get(package.pk, [])],
        lines=[line for line in lines if line.package_id in packages or line.packing_id in packed],
    )


def _pictures(boxes: set[int], manifests: set[int], closings: Sequence[ManifestClosing]) -> list[Picture]:
    packed = PackedPhoto.objects.filter(packing__in=boxes).select_related("photo").order_by("pk")
    found = [Picture(photo=each.photo, words="The box as it was packed", document="boxes") for each in packed]
    for closing in closings:
        for photo, words in (
            (closing.signature, "The driver's signature"),
            (closing.receipt, "The carrier's receipt"),
        ):
            if photo is not None:
                found.append(Picture(photo=photo, words=f"{words}, {closing.manifest}", document="signature"))
    rows = (
        ManifestPhoto.objects.filter(manifest__in=manifests)
        .select_related("photo", "manifest")
        .order_by("pk")
    )
    found += [
        Picture(photo=each.photo, words=f"The loaded vehicle, {each.manifest}", document="vehicle")
        for each in rows
    ]
    return found[:MOST_PHOTOS]
