"""What `preflight` looks at, read for many orders in a fixed number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, NamedTuple

from django.db.models import F
from msgspec import convert

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.channels import base
from fulfillment.channels.models import Connection
from fulfillment.channels.shipments import Capabilities, ShipmentLine
from fulfillment.channels.uploads.changing import changing_ids
from fulfillment.channels.uploads.parts import Left, left_of
from fulfillment.channels.uploads.preflight import OrderFacts, Parcel, ShopFacts, Use
from fulfillment.orders.models import Cancellation, Hold, Order, OrderCopy, OrderLine, Refund
from fulfillment.orders.rulings import Rulings
from fulfillment.orders.states import OrderStatus
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import Kind, State
from fulfillment.policies.terms import ShippingType
from fulfillment.tracking.models import PackageOrder
from fulfillment.tracking.states import PackageStatus

WAITS = ("requested", "needs_attention")
NOT_CONNECTED = Capabilities(why_not="This shop is not connected to its channel.")
PAUSED = Capabilities(why_not="The shop's connection is switched off.")


class Given(NamedTuple):
    """A number that stands on an order, or is about to: whose it is."""

    order: str
    order_id: int
    buyer: str  # Order.buyer_key


class Gathered(NamedTuple):
    orders: dict[int, OrderFacts]  # by order id, without `uses`
    shops: dict[int, ShopFacts]
    buyers: dict[int, str]
    given: dict[str, list[Given]]  # by number
    taken_back: Counter[tuple[int, str]]  # how often the channel took this number of this order back

    def facts(self, order_id: int, number: str) -> OrderFacts:
        buyer = self.buyers[order_id]
        uses = tuple(
            Use(each.order, bool(buyer) and each.buyer == buyer)
            for each in self.given.get(number, ())
            if each.order_id != order_id
        )
        return self.orders[order_id]._replace(uses=uses, taken_back=self.taken_back[order_id, number])


def gather(team: Team, orders: Sequence[Order], numbers: Iterable[str], *, now: datetime) -> Gathered:
    """`orders` with their shop and buyer; all of the team."""
    ids = [order.pk for order in orders]
    rulings = Rulings({order.shop for order in orders})
    parcels, holds, waiting = _parcels(ids), _holds(ids), _waiting(team, orders)
    copies, changing = _copies(ids), changing_ids(team, {order.shop_id for order in orders})
    cancels, refunds = _asked(Cancellation, ids), _asked(Refund, ids)
    found = {}
    for order in orders:
        rules = rulings.at(order.shop_id, order.placed_at)
        held_by_us = rules.remorse_hours and not rules.remorse_held_by_platform
        paid_at = order.paid_at or order.placed_at
        found[order.pk] = OrderFacts(
            status=OrderStatus(order.status),
            shipping_type=ShippingType(order.shipping_type),
            remorse_ends_at=paid_at + timedelta(hours=rules.remorse_hours) if held_by_us else None,
            asks_to_cancel=order.pk in cancels,
            asks_for_refund=order.pk in refunds,
            has_address=_has_address(order),
            copy_of=copies.get(order.pk, ""),
            holds=tuple(holds[order.pk]),
            parcels=tuple(parcels[order.pk]),
            waiting=waiting.get((order.shop_id, order.external_id), ""),
            packages_change=(order.shop_id, order.external_id) in changing,
        )
    buyers = {order.pk: order.buyer_key for order in orders}
    shops = shop_facts({order.shop for order in orders}, rulings, now=now)
    wanted = set(numbers) - {""}
    return Gathered(found, shops, buyers, _given(team, wanted), _taken_back(team, orders, wanted))


def with_parts(gathered: Gathered, orders: Sequence[Order]) -> Gathered:
    """Of these orders also what a parcel of each may hold, where its channel takes several; a number that waits for
    another part then stands in nobody's way. As it was where one unit is left: it goes whole."""
    some = [order for order in orders if gathered.shops[order.shop_id].able.can_split]
    lines, waiting = lines_left(some), _parts_waiting(some)
    found = {}
    for order in some:
        told = waiting[order.shop_id, order.external_id]
        if sum(line.units for line in lines[order.pk]) < 2 or not all(told):
            continue
        gone = convert(list(chain.from_iterable(told)), list[ShipmentLine])
        left = left_of(lines[order.pk], gone)
        if any(line.units for line in left):
            facts = gathered.orders[order.pk]
            found[order.pk] = facts._replace(left=left, parts_wait=bool(told), waiting="")
    return gathered._replace(orders=gathered.orders | found)


def lines_left(orders: Sequence[Order]) -> dict[int, list[Left]]:
    """By order, each line with its units that are still to be sent."""
    found: dict[int, list[Left]] = {order.pk: [] for order in orders}
    for line in OrderLine.objects.filter(order__in=list(found)).order_by("pk"):
        found[line.order_id].append(_left(line))
    return found


def _parts_waiting(orders: Sequence[Order]) -> dict[tuple[int, str], list[Any]]:
    """By shop and order the lines of each number that waits; without lines it is for the whole order."""
    found: dict[tuple[int, str], list[Any]] = defaultdict(list)
    if orders:
        rows = OutboundWrite.objects.of(orders[0].team).unsettled().filter(kind__startswith="shipment.")
        named = {order.external_id for order in orders}
        for row in rows.filter(shop__in={order.shop_id for order in orders}, subject__in=named):
            found[row.shop_id, row.subject].append(row.payload.get("lines", ()))
    return found


def _left(line: OrderLine) -> Left:
    what = " · ".join(filter(None, (line.sku_code, line.title, line.variant))) or line.external_id
    return Left(line.external_id, what, line.to_send, line.sku_code)


def shop_facts(shops: Iterable[Shop], rulings: Rulings, *, now: datetime) -> dict[int, ShopFacts]:
    wanted = {shop.pk: shop for shop in shops}
    lines = {
        line.shop_id: line
        for line in Connection.objects.select_related("shop", "credential").filter(shop__in=wanted)
    }
    return {
        pk: ShopFacts(
            channel=base.label(shop.channel),
            able=_able(lines.get(pk)),
            accepted=rulings.at(pk, now).tracking.accepted_carriers,
        )
        for pk, shop in wanted.items()
    }


def _able(connection: Connection | None) -> Capabilities:
    if connection is None or connection.credential_id is None:
        return NOT_CONNECTED
    return base.capabilities(connection) if connection.is_active else PAUSED


def _has_address(order: Order) -> bool:
    buyer = order.buyer
    return bool(
        buyer and (buyer.erased_at or buyer.line1 or buyer.city or buyer.postal_code or buyer.country)
    )


def _parcels(ids: list[int]) -> dict[int, list[Parcel]]:
    found: dict[int, list[Parcel]] = defaultdict(list)
    links = PackageOrder.objects.filter(order__in=ids, is_current=True).select_related("package")
    for link in links.order_by("package__shipped_at", "package"):
        row = link.package
        if row.status != PackageStatus.CANCELLED and (row.tracking_number or row.shipped_at):
            found[link.order_id].append(
                Parcel(
                    external_id=row.external_id,
                    number=row.tracking_number,
                    shipped_at=row.shipped_at,
                    is_scanned=bool(row.first_scan_at or row.channel_scan_at),
                    is_delivered=bool(row.delivered_at),
                    numbers_told=len(row.numbers_told),
                )
            )
    return found


def _holds(ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Hold.objects.open().filter(order__in=ids, blocks=True)
    for order_id, reason, evidence in rows.values_list("order", "reason", "evidence"):
        if reason != "buyer_asked_to_cancel":  # said by the request itself
            found[order_id].append(evidence.rstrip(".") or reason.replace("_", " "))
    return found


def _copies(ids: list[int]) -> dict[int, str]:
    rows = OrderCopy.objects.filter(order__in=ids).exclude(original=F("order")).select_related("original")
    return {row.order_id: str(row.original) for row in rows}


def _asked(model: type[Cancellation] | type[Refund], ids: list[int]) -> set[int]:
    open_ = model._default_manager.filter(order__in=ids, closed_at=None, status__in=WAITS)
    return set(open_.exclude(initiator__in=("seller", "system", "platform")).values_list("order", flat=True))


def _waiting(team: Team, orders: Sequence[Order]) -> Mapping[tuple[int, str], str]:
    rows = (
        OutboundWrite.objects.of(team)
        .unsettled()
        .filter(
            shop__in={order.shop_id for order in orders}, subject__in=[order.external_id for order in orders]
        )
    )
    return {
        (row.shop_id, row.subject): row.payload.get("tracking_number", "")
        for row in rows
        if row.kind.startswith("shipment.")
    }


def _given(team: Team, numbers: set[str]) -> dict[str, list[Given]]:
    """Who has these numbers: parcels that the channels show, and what waits to be sent."""
    found: dict[str, list[Given]] = defaultdict(list)
    if not numbers:
        return found
    links = PackageOrder.objects.filter(
        package__team=team, package__tracking_number__in=numbers, is_current=True
    ).exclude(package__status=PackageStatus.CANCELLED)
    for number, order_id, external_id, name, buyer in links.values_list(
        "package__tracking_number", "order", "order__external_id", "order__number", "order__buyer_key"
    ):
        found[number].append(Given(name or external_id, order_id, buyer))
    rows = OutboundWrite.objects.of(team).unsettled().filter(payload__tracking_number__in=list(numbers))
    waiting = {(row.shop_id, row.subject): row.payload["tracking_number"] for row in rows}
    for order in _orders_of(waiting):
        number = waiting[order.shop_id, order.external_id]
        found[number].append(Given(str(order), order.pk, order.buyer_key))
    return found


def _taken_back(team: Team, orders: Sequence[Order], numbers: set[str]) -> Counter[tuple[int, str]]:
    """Told by the channel, whose parcel is cancelled, or by its answer to us, whichever knows of more: neither ever
    counts one that was not taken back."""
    if not numbers:
        return Counter()
    gone = PackageOrder.objects.filter(
        order__in=[order.pk for order in orders],
        package__tracking_number__in=numbers,
        package__status=PackageStatus.CANCELLED,
    )
    shown: Counter[tuple[int, str]] = Counter(gone.values_list("order", "package__tracking_number"))
    ids = {(order.shop_id, order.external_id): order.pk for order in orders}
    rows = OutboundWrite.objects.of(team).filter(
        shop__in={shop for shop, _ in ids},
        subject__in=[subject for _, subject in ids],
        kind=Kind.SHIPMENT_CANCEL,
        state=State.DONE,
    )
    answered: Counter[tuple[int, str]] = Counter(
        (ids[row.shop_id, row.subject], row.payload.get("tracking_number", ""))
        for row in rows
        if (row.shop_id, row.subject) in ids
    )
    return shown | answered


def _orders_of(pairs: Mapping[tuple[int, str], str]) -> list[Order]:
    shops, ids = {shop for shop, _ in pairs}, {external_id for _, external_id in pairs}
    rows = Order.objects.filter(shop__in=shops, external_id__in=ids) if pairs else ()
    return [order for order in rows if (order.shop_id, order.external_id) in pairs]
