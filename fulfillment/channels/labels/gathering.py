"""What papers need to know of many orders, read in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from fulfillment.accounts.models import Team
from fulfillment.channels import base
from fulfillment.channels.labels.arranging import Walk
from fulfillment.channels.labels.deciding import Facts
from fulfillment.channels.models import LabelFile
from fulfillment.orders.models import Buyer, Hold, Order, OrderLine
from fulfillment.tracking.models import Package, PackageOrder
from fulfillment.tracking.states import PackageStatus
from fulfillment.warehouse.models import Supply
from fulfillment.warehouse.whence import whence_of

ADDRESS = ("name", "line1", "line2")


class Line(NamedTuple):
    """What a picker takes for an order."""

    bin: str
    units: int
    code: str
    title: str


class Parcels(NamedTuple):
    order: Order
    facts: Facts
    packages: list[Package]
    lines: list[Line]


def walks(team: Team, orders: Sequence[Order]) -> list[Walk]:
    """Each order's place in the pile, by what stands of it."""
    lines = lines_of(team, orders)
    return [
        Walk(
            each.pk, each.truck_at, truck_words(each), each.dispatch_due_at,
            tuple(line.bin for line in lines[each.pk]), tuple(line.code for line in lines[each.pk]),
        )
        for each in orders
    ]  # fmt: skip


def parcels(team: Team, orders: Sequence[Order]) -> list[Parcels]:
    """In the order of `orders`, which have their shops."""
    ids = [each.pk for each in orders]
    packages, lines = _packages(ids), lines_of(team, orders)
    held = dict(_holds(ids))
    with_file = set(LabelFile.objects.filter(order__in=ids).exclude(pages=0).values_list("order", flat=True))
    return [
        Parcels(
            each,
            Facts(
                stage=each.stage,
                is_open=each.is_open,
                held_for=held.get(each.pk, ""),
                shipping_type=each.shipping_type,
                channel=base.label(each.shop.channel),
                is_printed_here=base.prints(each.shop),
                packages=len(packages[each.pk]),
                has_file=each.pk in with_file,
            ),
            packages[each.pk],
            lines[each.pk],
        )
        for each in orders
    ]


def files(order_ids: Iterable[int]) -> dict[int, list[bytes]]:
    """The attached labels of each order, in the order in which they were brought."""
    found: dict[int, list[bytes]] = defaultdict(list)
    rows = LabelFile.objects.filter(order__in=list(order_ids)).exclude(pages=0).order_by("pk")
    for order_id, content in rows.values_list("order", "content"):
        found[order_id].append(bytes(content))
    return found


def addresses(orders: Iterable[Order]) -> dict[int, str]:
    """Who gets it and where, by order; nothing where the channel tells nobody, or the buyer was forgotten."""
    buyers = Buyer.objects.in_bulk({each.buyer_id for each in orders if each.buyer_id})
    return {each.pk: _address(buyers[each.buyer_id]) for each in orders if each.buyer_id in buyers}


def truck_words(order: Order) -> str:
    return order.truck.told["words"]["truck"] if order.truck else ""


def lines_of(team: Team, orders: Sequence[Order]) -> dict[int, list[Line]]:
    """The lines of each order that are to be sent, with the bin at the warehouse that it leaves from."""
    whence = whence_of(team.pk)
    place = {each.pk: whence.of(each.shop_id, each.warehouse_external_id) for each in orders}
    rows = list(OrderLine.objects.filter(order__in=list(place)).order_by("pk"))
    supplies = Supply.objects.filter(team=team, sku__in={row.sku_id for row in rows if row.sku_id})
    rows_of_bins = supplies.values_list("warehouse", "sku", "bin")
    bins: dict[tuple[int | None, int | None], str] = {(house, sku): text for house, sku, text in rows_of_bins}
    found: dict[int, list[Line]] = defaultdict(list)
    for row in rows:
        house, units = place[row.order_id], row.quantity - row.cancelled_quantity
        if units > 0:
            bin_ = bins.get((house, row.sku_id), "")
            title = ", ".join(filter(None, (row.title, row.variant)))
            found[row.order_id].append(Line(bin_, units, row.sku_code or "SKU not known", title))
    return found


def _packages(ids: list[int]) -> dict[int, list[Package]]:
    rows = PackageOrder.objects.filter(order__in=ids, is_current=True).select_related("package")
    found: dict[int, list[Package]] = defaultdict(list)
    for row in rows.exclude(package__status=PackageStatus.CANCELLED).order_by("package"):
        found[row.order_id].append(row.package)
    return found


def _holds(ids: list[int]) -> Any:
    holds = Hold.objects.open().filter(order__in=ids, blocks=True).order_by("-pk")
    return ((row.order_id, row.evidence or row.reason.replace("_", " ")) for row in holds)


def _address(buyer: Buyer) -> str:
    place = " ".join(filter(None, (buyer.postal_code, buyer.city, buyer.region, buyer.country)))
    return "\n".join(filter(None, (*(getattr(buyer, name) for name in ADDRESS), place)))
