"""A tablet for tests: makes the items that its outbox would send, and sends them by the functions that the address calls."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from fulfillment.accounts.models import User
from fulfillment.captures.taking import Item, take
from fulfillment.orders.models import Order, OrderLine
from fulfillment.warehouse.models import Packing
from fulfillment.warehouse.pack import acting
from tests.factories import NOW


@dataclass
class Tablet:
    by: User
    team: Any
    now: datetime = NOW
    box: UUID = field(default_factory=uuid4)

    def item(self, kind: str, **payload: Any) -> Item:
        return Item(uuid4(), kind, self.now, self.by.pk, payload)

    def send(self, item: Item) -> dict[str, Any]:
        return take(
            self.team,
            item,
            lambda each: acting.act(self.team, each, by=self.by, now=self.now),
            by=self.by,
            now=self.now,
        )

    def start(self, order: Order) -> Item:
        return self.item("start", box=str(self.box), order=order.pk)

    def put(self, line: OrderLine, code: str = "") -> Item:
        return self.item(
            "put", box=str(self.box), order=line.order_id, line=line.pk, code=code or line.sku_code
        )

    def seal(self, *orders: Order, units: int, label: str = "", grams: int | None = None) -> Item:
        return self.item(
            "seal",
            box=str(self.box),
            orders=[each.pk for each in orders],
            units=units,
            label=label,
            grams=grams,
        )

    def whole(self, line: OrderLine, label: str = "") -> list[Item]:
        """All of what packs an order of one line."""
        order = line.order
        puts = [self.put(line) for _ in range(line.quantity)]
        return [self.start(order), *puts, self.seal(order, units=line.quantity, label=label)]

    def pack(self, line: OrderLine, label: str = "") -> list[str]:
        return [self.send(item)["outcome"] for item in self.whole(line, label)]

    @property
    def packing(self) -> Packing:
        return Packing.objects.get(client_uuid=self.box)
