"""The world at a moment: every order placed so far, searchable, and the changes as time passes."""

import heapq
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import count
from threading import RLock
from typing import Any

from fulfillment.sandbox.world import answering, bundling, cancelling, copying, returning, shipping
from fulfillment.sandbox.world.calendar import local, midnight
from fulfillment.sandbox.world.carriers import Carrier
from fulfillment.sandbox.world.index import Index
from fulfillment.sandbox.world.model import Order, Parcel, Shop, Unit
from fulfillment.sandbox.world.placing import Terms
from fulfillment.sandbox.world.shops import GLOW_HOME, GLOW_US, TIKTOK
from fulfillment.sandbox.world.timeline import Timeline, days

KINDS = ("order", "package", "cancellation", "return")
Change = tuple[int, str, Any, Shop]
Placed = tuple[str, int, int]


class World:
    """Call ``tick(now)`` under ``lock`` before reading; it hands every change since to ``listener``.

    Every shop lives by itself: which others there are changes nothing about its orders.
    """

    def __init__(
        self,
        *,
        terms: Terms,
        history_days: int,
        now: int,
        placed: list[Placed] | None = None,
        shops: Sequence[Shop] = TIKTOK,
        written: list[list[Any]] | None = None,
        copies: bool = False,
    ) -> None:
        self.shops = tuple(shops)
        self.copies = copies and {GLOW_US, GLOW_HOME} <= set(shops)
        self._to_copy: dict[date, list[Order]] = {}
        self.lock = RLock()
        self.now = 0
        self.listener: Callable[[Change], None] | None = None
        self.placed: list[Placed] = list(placed or [])
        self.written: list[list[Any]] = list(written or [])  # by the seller's software
        self.timelines = {shop.slug: Timeline(terms, shop) for shop in self.shops}
        self.index = {(shop.slug, kind): Index() for shop in self.shops for kind in KINDS}
        self.orders: dict[str, Order] = {}
        self._next_day: dict[str, date] = {}
        self._heap: list[tuple[int, int, str, Any]] = []
        self._sequence = count()
        self._load(terms.anchor_on - timedelta(days=history_days), now)
        self._write_again(now)

    def _load(self, first: date, now: int) -> None:
        """The history up to now, without telling anyone."""
        entries: dict[tuple[str, str], list[tuple[str, int, int, Any]]] = {key: [] for key in self.index}
        for shop in self.shops:
            today = local(shop.market, now).date()
            self._next_day[shop.slug] = max(first, today + timedelta(days=1))
            for day in days(first, today):
                for order in self._planned_on(shop, day):
                    self._schedule(order, now, entries)
        for key, index in self.index.items():
            index.load(entries[key])
        heapq.heapify(self._heap)
        self.now = now

    def _planned_on(self, shop: Shop, day: date) -> list[Order]:
        timeline = self.timelines[shop.slug]
        orders = timeline.plan_day(day)
        for slug, number, at in self.placed:
            if slug == shop.slug and local(shop.market, at).date() == day:
                orders.append(timeline.place_extra(number, at))
        return [*orders, *self._copied_on(shop, day, orders)] if self.copies else orders

    def _copied_on(self, shop: Shop, day: date, orders: list[Order]) -> list[Order]:
        """The copies that a connector makes in this shop; what is to be copied into it was planned before it."""
        if shop is GLOW_US:
            self._to_copy[day] = [order for order in orders if copying.is_copied(order)]
        if shop is not GLOW_HOME:
            return []
        timeline = self.timelines[shop.slug]
        made = []
        for order in self._to_copy.pop(day, ()):
            made.append(copying.copy(order, shop, serial=timeline.next_serial()))
        return made

    def _schedule(self, order: Order, now: int, entries: dict[tuple[str, str], list[Any]]) -> None:
        """What has happened goes into the entries, what will happen onto the heap."""
        for kind, thing_id, thing, moments in _things(order):
            past = [moment for moment in moments if moment <= now]
            if past:
                thing.updated_at = past[-1]
                entries[order.shop.slug, kind].append((thing_id, past[0], past[-1], thing))
                self._show(kind, thing)
            for moment in moments[len(past) :]:
                self._heap.append((moment, next(self._sequence), kind, thing))

    def _show(self, kind: str, thing: Any) -> None:
        if kind == "order":
            self.orders[thing.id] = thing
            thing.status = thing.status_at(thing.updated_at)

    def tick(self, now: int) -> None:
        """Everything that happened up to ``now`` has happened, in order."""
        for shop in self.shops:
            while now >= midnight(shop.market, self._next_day[shop.slug]):
                for order in self._planned_on(shop, self._next_day[shop.slug]):
                    self._await(order)
                self._next_day[shop.slug] += timedelta(days=1)
        while self._heap and self._heap[0][0] <= now:
            moment, _, kind, thing = heapq.heappop(self._heap)
            self._happen(moment, kind, thing)
        self.now = max(now, self.now)

    def _await(self, order: Order) -> None:
        for kind, _, thing, moments in _things(order):
            for moment in moments:
                heapq.heappush(self._heap, (moment, next(self._sequence), kind, thing))

    def _happen(self, moment: int, kind: str, thing: Any) -> None:
        if kind == "package" and not thing.orders:
            return  # what it was planned for left in another one
        shop = _order_of(kind, thing).shop
        thing.updated_at = moment
        self._show(kind, thing)
        self.index[shop.slug, kind].put(thing.id, moment, thing)
        if self.listener is not None:
            self.listener((moment, kind, thing, shop))

    def place(self, slug: str, how_many: int) -> list[str]:
        """New orders at this moment, remembered so that a restart places them again."""
        ids = []
        for _ in range(how_many):
            placed = (slug, len(self.placed), self.now)
            self.placed.append(placed)
            order = self.timelines[slug].place_extra(placed[1], self.now)
            self._await(order)
            ids.append(order.id)
        self.tick(self.now)
        return ids

    def ship(self, order: Order, units: list[Unit], *, carrier: Carrier, number: str, at: int) -> Parcel:
        """The seller's software ships these units; remembered so that a restart ships them again."""
        ids = [unit.id for unit in units]
        self.written.append(["ship", order.id, ids, carrier.provider_id, number, at])
        shared = self._shared(order, units, number, at)
        parcel = shipping.ship(order, units, carrier=carrier, number=number, at=at, shared=shared)
        self._live_on(order, at)
        return parcel

    def _shared(self, order: Order, units: list[Unit], number: str, at: int) -> Parcel | None:
        """The combined package that another order of it left in already, under the same number."""
        drafted = shipping.drafted(units, at)
        known = self.index[order.shop.slug, "package"].items.get(drafted.id) if drafted else None
        if known is None or order in known.orders or not known.by_software or known.number != number:
            return None
        return known  # type: ignore[no-any-return]

    def combine(self, orders: list[Order], package_id: str, *, at: int) -> Parcel:
        """One package for all of them; remembered so that a restart combines them again."""
        ids = [order.id for order in orders]
        self.written.append(["combine", orders[0].id, ids, package_id, "", at])
        parcel = bundling.combine(orders, package_id, at=at)
        for order in orders:
            self._live_on(order, at)
        return parcel

    def split(self, order: Order, groups: list[tuple[str, list[str]]], *, at: int) -> list[Parcel]:
        """A package for each (package id, ids of units)."""
        self.written.append(["split", order.id, groups, "", "", at])
        parcels = bundling.split(order, groups, at=at)
        self._live_on(order, at)
        return parcels

    def uncombine(self, parcel: Parcel, leaving: list[tuple[str, str]], *, at: int) -> list[Parcel]:
        """Each (package id, order id) has a package of its own again."""
        self.written.append(["uncombine", parcel.orders[0].id, leaving, parcel.id, "", at])
        touched = list(parcel.orders)
        parcels = bundling.uncombine(parcel, leaving, at=at)
        for order in touched:
            self._live_on(order, at)
        self._happen(at, "package", parcel)
        return parcels

    def correct(self, parcel: Parcel, *, carrier: Carrier, number: str, at: int) -> None:
        order = parcel.orders[0]
        self.written.append(["correct", order.id, parcel.id, carrier.provider_id, number, at])
        shipping.correct(parcel, carrier=carrier, number=number, at=at)
        for each in parcel.orders:
            self._live_on(each, at)

    def ask(self, order: Order, kind: str, *, at: int) -> str:
        """The buyer asks for a "cancellation", a "return" or a "refund" at this moment; the request's id."""
        self.written.append(["ask", order.id, kind, "", "", at])
        if kind == "cancellation":
            cancelling.ask(order, at)
        else:
            returning.ask(order, at, refund_only=kind == "refund")
        self._live_on(order, at)
        thing = order.cancellation if kind == "cancellation" else order.returned
        assert thing is not None
        return thing.id

    def answer(self, order: Order, kind: str, *, grants: bool, at: int, key: str = "") -> None:
        """The seller's software answers a buyer's request; remembered so that a restart answers it again."""
        thing = order.cancellation if kind == "cancellation" else order.returned
        assert thing is not None
        self.written.append(["answer", order.id, thing.id, grants, key, at])
        change = answering.answer_cancellation if kind == "cancellation" else answering.answer_return
        change(order, grants=grants, at=at)
        self._live_on(order, at)

    def using(self, shop: Shop, number: str, now: int) -> list[Order]:
        """Orders of the shop whose parcels bear the number."""
        parcels = self.index[shop.slug, "package"].items.values()
        shown = (p for p in parcels if p.arranged_at <= now < p.cancelled_at and p.number_at(now) == number)
        return [order for parcel in shown for order in parcel.orders]

    def _live_on(self, order: Order, at: int) -> None:
        """What changed is told at once; the new life's later moments are awaited."""
        for kind, _, thing, moments in _things(order):
            if at in moments:
                self._happen(at, kind, thing)
            for moment in moments:
                if moment > at:
                    heapq.heappush(self._heap, (moment, next(self._sequence), kind, thing))

    def _write_again(self, now: int) -> None:
        """After a restart: what the software had written, in its order."""
        again, self.written = self.written, []
        for word, order_id, of, provider_id, number, at in again:
            order = self.orders.get(order_id)
            if word == "ask" and order:
                self.ask(order, of, at=at)
                continue
            if word == "answer":
                for kind, thing_id, _, _ in _things(order) if order else ():
                    if thing_id == of and order:
                        self.answer(order, kind, grants=provider_id, at=at, key=number)
                continue
            if word in ("combine", "split", "uncombine"):
                self._bundle_again(word, order, of, provider_id, at)
                continue
            carrier = shipping.carrier_of(provider_id, order.shop.market.region) if order else None
            if order is None or carrier is None:
                continue
            if word == "ship":
                self.ship(
                    order, [u for u in order.units if u.id in of], carrier=carrier, number=number, at=at
                )
            else:
                for parcel in [p for p in order.parcels if p.id == of]:
                    self.correct(parcel, carrier=carrier, number=number, at=at)
        self.tick(now)

    def _bundle_again(self, word: str, order: Order | None, of: Any, package_id: str, at: int) -> None:
        if order is None:
            return
        if word == "split":
            self.split(order, of, at=at)
        elif word == "combine":
            self.combine([self.orders[one] for one in of if one in self.orders], package_id, at=at)
        else:
            for parcel in [p for p in order.parcels if p.id == package_id]:
                self.uncombine(parcel, of, at=at)


def _order_of(kind: str, thing: Any) -> Order:
    if kind == "order":
        return thing  # type: ignore[no-any-return]
    return thing.orders[0] if kind == "package" else thing.order  # type: ignore[no-any-return]


def _things(order: Order) -> list[tuple[str, str, Any, list[int]]]:
    """The order and what hangs on it, each with the moments at which it changes; a shared parcel once."""
    things: list[tuple[str, str, Any, list[int]]] = [("order", order.id, order, order.moments())]
    things += [("package", p.id, p, p.moments()) for p in order.parcels if p.orders[0] is order]
    for kind, thing in (("cancellation", order.cancellation), ("return", order.returned)):
        if thing is not None:
            things.append((kind, thing.id, thing, [step.at for step in thing.steps]))
    return things
