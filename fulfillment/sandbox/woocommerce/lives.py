"""The world's orders as this store keeps them: what happens in the world is done in the store once, each at its time."""

from collections.abc import Callable
from datetime import UTC, datetime

from fulfillment.sandbox.woocommerce import hooks, refunds, shipments
from fulfillment.sandbox.woocommerce.moments import pair
from fulfillment.sandbox.woocommerce.orders import bare
from fulfillment.sandbox.woocommerce.replies import Json
from fulfillment.sandbox.woocommerce.store import Store
from fulfillment.sandbox.world.listings import Listed, listed
from fulfillment.sandbox.world.model import NEVER, Order, Parcel, Unit
from fulfillment.sandbox.world.products import PRODUCTS, Product
from fulfillment.sandbox.world.shoppers import Buyer

FIRST_ID = 4000
STEP = 10  # between the ids of two orders: refunds and products take numbers of the same row
SHIPPING_CENTS = 495
TITLES = list(dict.fromkeys(product.title for product in PRODUCTS))


class Lives:
    """``done`` says by order what of its life the store has seen; it outlives a restart with the order itself."""

    def __init__(self, store: Store, *, prefix: str = "") -> None:
        self.store, self.prefix = store, prefix
        self.done: dict[int, list[str]] = {}

    def whole(self, order: Order, now: int) -> None:
        """Everything up to now, without telling anybody."""
        steps = order.returned.steps if order.returned else []
        for moment in sorted({*order.moments(), *(step.at for step in steps)}):
            if moment > now:
                break
            self.advance(order, moment)

    def advance(self, order: Order, moment: int) -> None:
        """What the world knows of the order at this moment and the store does not is done."""
        at, order_id = datetime.fromtimestamp(moment, UTC), number(order)
        if order_id not in self.done:
            self.done[order_id] = []
            self.store.orders[order_id] = self._placed(order, at)
            hooks.tell(self.store, "order.created", order_id)
        if order_id not in self.store.orders:
            return  # deleted for good
        steps = (self._paid, self._moved, self._packed, self._ended, self._returned)
        news = [step(order, moment) for step in steps]  # each has its turn
        if any(news):
            self.store.changed(order_id, at=at)

    def _once(self, order: Order, what: str) -> bool:
        seen = self.done[number(order)]
        if what in seen:
            return False
        seen.append(what)
        return True

    def _placed(self, order: Order, at: datetime) -> Json:
        lines, zone = line_items(order), self.store.zone
        is_digital = order.kind == "VIRTUAL_ORDER"
        fee = 0 if is_digital else SHIPPING_CENTS
        total = sum(unit.cents for unit in order.units) + fee
        shipping = {
            "id": number(order) * 10 + 9,
            "method_title": "Flat rate",
            "method_id": "flat_rate",
            "total": money(fee),
        }
        to = address(order, order.buyer)
        return bare(number(order)) | {
            "number": f"{self.prefix}{order.serial}",
            "status": "pending",
            "needs_payment": True,
            "needs_processing": not is_digital,
            "currency": order.shop.market.currency,
            **pair("date_created", at, zone),
            **pair("date_modified", at, zone),
            "total": money(total),
            "shipping_total": money(fee),
            "customer_id": int(order.buyer.user_id) % 100_000,
            "billing": to | {"email": f"{order.buyer.first}.{order.buyer.last}@example.com".lower()},
            "shipping": to,
            "payment_method": "stripe",
            "payment_method_title": "Card",
            "created_via": "checkout",
            "customer_note": order.message,
            "line_items": lines,
            "shipping_lines": [] if is_digital else [shipping],
        }  # fmt: skip

    def _paid(self, order: Order, moment: int) -> bool:
        if moment < order.paid_at or not self._once(order, "paid"):
            return False
        self.store.set_status(number(order), "processing", at=datetime.fromtimestamp(moment, UTC))
        return True

    def _moved(self, order: Order, moment: int) -> bool:
        """The buyer wrote, and somebody of the store corrected where it goes."""
        if order.moved_to is None or moment < order.moved_at or not self._once(order, "moved"):
            return False
        self.store.orders[number(order)]["shipping"] = address(order, order.moved_to)
        return True

    def _packed(self, order: Order, moment: int) -> bool:
        """The seller's own hand: shipments where the order has none for those units yet, then completed."""
        if moment >= order.cancelled_at:
            return False
        order_id, is_news = number(order), False
        for parcel in order.parcels:
            if moment >= parcel.arranged_at and self._once(order, f"parcel {parcel.id}"):
                is_news = self._ship(order, parcel, moment) or is_news
            if moment >= parcel.corrected_at and self._once(order, f"corrected {parcel.id}"):
                is_news = (
                    shipments.correct(self.store, order_id, parcel.number, parcel.corrected_number) or is_news
                )
        is_over = moment >= order.rts_at if order.parcels else moment >= order.digital_at
        if (
            is_over
            and self.store.orders[order_id]["status"] == "processing"
            and self._once(order, "completed")
        ):
            self.store.set_status(order_id, "completed", at=datetime.fromtimestamp(moment, UTC))
            return True
        return is_news

    def _ship(self, order: Order, parcel: Parcel, moment: int) -> bool:
        wanted = {
            line: len(units) for line, units in grouped(order, lambda unit: unit.parcel is parcel).items()
        }
        at = datetime.fromtimestamp(moment, UTC)
        return shipments.ship(
            self.store,
            number(order),
            wanted,
            number=parcel.number_at(moment),
            carrier=parcel.carrier.name,
            at=at,
        )

    def _ended(self, order: Order, moment: int) -> bool:
        """Never paid: cancelled. Paid: all money goes back, and that is the end of it."""
        if moment < order.cancelled_at or not self._once(order, "ended"):
            return False
        order_id = number(order)
        if order.paid_at >= NEVER:
            self.store.set_status(order_id, "cancelled")
            return True
        why = order.cancellation.text if order.cancellation else ""
        amount = float(self.store.orders[order_id]["total"])
        self._refund(order, order_id + 1, amount, why, order.units, moment)
        self.store.set_status(order_id, "refunded")
        return True

    def _returned(self, order: Order, moment: int) -> bool:
        """Goods that came back are refunded by line; a refund alone is an amount and names nothing."""
        back = order.returned
        if back is None or not back.steps[-1].status.endswith("COMPLETE") or moment < back.steps[-1].at:
            return False
        if not self._once(order, "returned"):
            return False
        units = back.units if back.type != "REFUND" else []
        self._refund(
            order, number(order) + 2, sum(unit.cents for unit in back.units) / 100, back.text, units, moment
        )
        return True

    def _refund(
        self, order: Order, refund_id: int, amount: float, reason: str, units: list[Unit], moment: int
    ) -> None:
        kept = self.store.orders[number(order)]
        lines = [
            {"id": line, "quantity": len(found), "refund_total": sum(unit.cents for unit in found) / 100}
            for line, found in grouped(order, lambda unit: unit in units).items()
        ]
        made = refunds.refund(self.store, kept, refund_id, amount=amount, reason=reason, lines=lines)
        made |= pair("date_created", datetime.fromtimestamp(moment, UTC), self.store.zone)
        self.store.refund(number(order), made)


def number(order: Order) -> int:
    """The store's own id of a world's order."""
    return FIRST_ID + STEP * (order.serial - 1000)


def money(cents: float) -> str:
    return f"{cents / 100:.2f}"


def address(order: Order, buyer: Buyer) -> Json:
    return {
        "first_name": buyer.first,
        "last_name": buyer.last,
        "company": "",
        "address_1": buyer.street,
        "address_2": buyer.unit,
        "city": buyer.city,
        "state": buyer.state,
        "postcode": buyer.postal_code,
        "country": order.shop.market.region,
        "phone": buyer.phone,
    }


def grouped(order: Order, keep: Callable[[Unit], bool]) -> dict[int, list[Unit]]:
    """The kept units by the id of their line: one line per product."""
    products = list(dict.fromkeys(unit.product for unit in order.units))
    found: dict[int, list[Unit]] = {}
    for unit in filter(keep, order.units):
        found.setdefault(number(order) * 10 + products.index(unit.product), []).append(unit)
    return found


def line_items(order: Order) -> list[Json]:
    return [
        _line(line, units, listed(order, units[0]))
        for line, units in grouped(order, lambda unit: True).items()
    ]


def _line(line_id: int, units: list[Unit], shown: Listed) -> Json:
    product = units[0].product
    chosen = {
        "id": 1,
        "key": "pa_variant",
        "value": shown.variant,
        "display_key": "Variant",
        "display_value": shown.variant,
    }
    return {
        "id": line_id,
        "name": f"{product.title} - {shown.variant}",
        "parent_name": product.title,
        "product_id": product_id(product),
        "variation_id": int(f"{product_id(product) * 10 + PRODUCTS.index(product)}{shown.mark}"),
        "quantity": len(units),
        "total": money(sum(unit.cents for unit in units)),
        "sku": shown.seller_sku,
        "price": units[0].cents / 100,
        "image": {"id": "", "src": ""},
        "meta_data": [chosen],
    }


def product_id(product: Product) -> int:
    return 101 + TITLES.index(product.title)
