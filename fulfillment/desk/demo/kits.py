"""Brand kits of the demonstration team: one that lasts, one that runs short, with three weeks of parcels behind them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from fulfillment.accounts.models import Team, User
from fulfillment.catalog.models import Sku
from fulfillment.desk.demo.evening import pictures
from fulfillment.orders.models import Order
from fulfillment.warehouse import expecting
from fulfillment.warehouse.kit_states import ItemKind, Per
from fulfillment.warehouse.kits import changing, reading
from fulfillment.warehouse.kits.changing import Meant, Thing
from fulfillment.warehouse.models import BrandKit, KitItem, KitUse, PackedOrder, Packing, Supply
from fulfillment.warehouse.pack_states import PackState
from fulfillment.warehouse.sites import default_of

CARD = Thing("thank-you card", "KIT-CARD", ItemKind.INSERT, 1, Per.ORDER, True)
TAPE = Thing("printed tape", "KIT-TAPE", ItemKind.PACKAGING, 1, Per.ORDER, True)
BOX = Thing("gift pouch", "KIT-POUCH", ItemKind.PACKAGING, 1, Per.UNIT, False)
BINS = {CARD.code: "K-1", TAPE.code: "K-2", BOX.code: "K-3"}
LASTING, SHORT_BY = 160, 3  # units beyond what open orders need, and what is missing of the gift pouches
WEEKS, BEFORE = timedelta(days=21), timedelta(days=120)
PARCELS = 90  # with a kit, of these weeks


@transaction.atomic
def tell(team: Team, manager: User, *, now: datetime) -> bool:
    """Once, when the team's orders are there; False where it has kits already or too few orders."""
    shop = team.shops.filter(channel="tiktok", market="US").order_by("pk").first()  # type: ignore[attr-defined]
    boxed = list(
        Sku.objects.filter(team=team, code__startswith="NMB-LIPS", code__endswith="-US").order_by("code")[:2]
    )
    # What an order needs is not known before it is judged.
    unjudged = Order.objects.filter(team=team, is_open=True, rule_version="").exists()
    if shop is None or not boxed or unjudged or BrandKit.objects.of(team).exists():
        return False
    every = changing.make(team, Meant(f"{shop.name} unboxing", shop, []), by=manager, now=now)
    gifts = changing.make(team, Meant("Lip stain gift", None, boxed), by=manager, now=now)
    card, tape = (
        changing.add_item(_shut(every, manager, now), each, by=manager, now=now) for each in (CARD, TAPE)
    )
    box = changing.add_item(_shut(gifts, manager, now), BOX, by=manager, now=now)
    for each, words in ((card, ("THANK YOU", "Thank you!", "Glow with us")), (tape, ("HALCYON",))):
        _versions(each, words, manager, now)
    _earlier(team, shop.pk, {card: 1, tape: 1}, now)
    needed = _needed(team, now)
    for each, more in ((card, LASTING), (tape, LASTING * 3), (box, -SHORT_BY)):
        changing.came_in(each, max(needed.get(each.pk, 0) + more, 1), by=manager, now=now)
        Supply.objects.filter(team=team, sku=each.sku).update(bin=BINS[each.sku.code])
    soon = (now + timedelta(days=6)).date()
    expecting.expect(
        default_of(team), {box.sku: 500}, reference="PO-POUCH-3", supplier=None, expected_on=soon, by=manager, now=now
    )  # fmt: skip
    for kit in (every, gifts):
        changing.end(kit, by=manager, now=now, is_over=False)
    BrandKit.objects.of(team).update(made_at=now - WEEKS)
    return True


def _shut(kit: BrandKit, by: User, now: datetime) -> BrandKit:
    """No order waits for it while it is put together."""
    if kit.ended_at is None:
        changing.end(kit, by=by, now=now)
    return kit


def _versions(item: KitItem, words: Iterable[str], by: User, now: datetime) -> None:
    """All but the newest of several were approved and used."""
    told = list(words)
    for place, text in enumerate(told):
        at = now - WEEKS + timedelta(days=9 * place, hours=5 * place)
        begins_at = at if place else now - BEFORE  # in force also where the demo tells of earlier weeks
        photo = pictures.keep(
            item.team, f"artwork {item.sku.code} {place}", pictures.artwork(text, place), by=by, at=at
        )
        note = ("First print", "Larger type", "With the winter offer")[place]
        row = changing.bring_artwork(item, photo, note=note, begins_at=begins_at, by=by, now=at)
        if place < 2:  # its kit is shut: no order is judged by it
            changing.approve(row, by=by, now=at + timedelta(hours=5))


def _needed(team: Team, now: datetime) -> dict[int, int]:
    """By item, as if the kits were in use already."""
    kits = BrandKit.objects.of(team)
    kits.update(ended_at=None)
    needs = reading.needs(team.pk, reading.kits_of(team.pk))
    kits.update(ended_at=now)
    units: dict[int, int] = {}
    for need in needs:
        units[need.item] = units.get(need.item, 0) + need.units
    return units


def _earlier(team: Team, shop: int, items: dict[KitItem, int], now: datetime) -> None:
    """Parcels of these weeks as they were packed, with their kits: written as they were then."""
    sent = Order.objects.filter(
        team=team, shop=shop, shipping_type="seller", dispatched_at__range=(now - WEEKS, now - timedelta(hours=12))
    ).exclude(packings__isnull=False)  # fmt: skip
    house = default_of(team)
    every = max(sent.count() // PARCELS, 1)  # spread over all of the weeks
    for order in sent.order_by("-dispatched_at")[::every]:
        at = order.dispatched_at - timedelta(hours=5) if order.dispatched_at else now
        packing = Packing.objects.create(
            team=team, warehouse=house, client_uuid=uuid5(NAMESPACE_URL, f"demo:kit:{order.pk}"),
            state=PackState.GONE, started_at=at, sealed_at=at,
        )  # fmt: skip
        PackedOrder.objects.create(team=team, packing=packing, order=order)
        KitUse.objects.bulk_create(
            KitUse(
                team=team, order=order, item=item, packing=packing, quantity=units, used_at=at, moved_at=at
            )
            for item, units in items.items()
        )
