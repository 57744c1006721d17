"""An order of the world as Shopify shows it at a moment. Costly parts are functions: they are made when asked for."""

from __future__ import annotations

from collections import Counter

from fulfillment.sandbox.answers import money as amounts
from fulfillment.sandbox.shopify import aftersales, parcels
from fulfillment.sandbox.shopify.parcels import Shipment
from fulfillment.sandbox.shopify.shaping import Json, gid, moment, money, number_of, past
from fulfillment.sandbox.world.listings import listed
from fulfillment.sandbox.world.model import NEVER, Order, Unit
from fulfillment.sandbox.world.products import PRODUCTS, Product, product_id

CANCELLED_BY = {"BUYER": "CUSTOMER", "SYSTEM": "DECLINED", "SELLER": "STAFF"}


class Shown:
    """One order at ``now`` with what was written about it through the interface."""

    def __init__(
        self,
        order: Order,
        written: list[Shipment],
        now: int,
        *,
        held: str = "",
        is_divided: bool = False,
        has_card: bool = False,
        declined: dict[str, Json] | None = None,
    ) -> None:
        self.order, self.now, self.declined = order, now, declined or {}
        self.held, self.is_divided, self.has_card = held, is_divided, has_card
        self.shipments = parcels.of_order(order, written, now)
        self.is_digital = order.kind == "VIRTUAL_ORDER"
        self.is_cancelled = order.cancelled_at <= now
        live = [one for one in self.shipments if one.is_live(now)]
        self.shipped = {unit for one in live for unit in one.units}
        if self.is_digital and order.digital_at <= now:
            self.shipped = {unit.id for unit in order.units}
        self._lines = {unit.product.code: unit for unit in reversed(order.units)}

    def shape(self) -> Json:
        order, now, market = self.order, self.now, self.order.shop.market
        total = round(100 * float(amounts.payment(order)["total_amount"]))
        return {
            "__typename": "Order",
            "id": gid("Order", order.id),
            "legacyResourceId": order.id,
            "name": f"#{order.serial}",
            "createdAt": moment(order.created_at),
            "processedAt": moment(order.created_at),
            "updatedAt": moment(self.updated_at()),
            "closedAt": None,
            "cancelledAt": past(order.cancelled_at, now),
            "cancelReason": self._cancel_reason(),
            "cancellation": {"staffNote": order.cancellation.text}
            if self.is_cancelled and order.cancellation
            else None,
            "displayFinancialStatus": self._financial(),
            "displayFulfillmentStatus": self._fulfillment_status(),
            "returnStatus": "NO_RETURN",
            "paymentGatewayNames": ["shopify_payments"],
            "requiresShipping": not self.is_digital,
            "test": False,
            "tags": ["TikTok Shop"] if order.copied_from else [],
            "note": order.message or None,
            "sourceName": "tiktok" if order.copied_from else "web",
            "sourceIdentifier": order.copied_from or None,
            "customAttributes": [],
            "email": self._email(),
            "phone": None,
            "customer": {"id": gid("Customer", order.buyer.user_id)},
            "totalPriceSet": money(total, market.currency),
            "currentTotalPriceSet": money(total, market.currency),
            "totalRefundedSet": money(0, market.currency),
            "shippingAddress": None if self.is_digital else self._address(),
            "fulfillmentsCount": {"count": len(self.shipments), "precision": "EXACT"},
            "lineItems": lambda: [self.line(unit) for unit in self._lines.values()],
            "fulfillmentOrders": lambda: [] if self.is_digital else [*self.works().values()],
            "fulfillments": lambda: [parcels.shape(one, order, now, self.line) for one in self.shipments],
            "refunds": lambda: aftersales.refunds(order, now, self.line),
            "returns": lambda: aftersales.returns(order, now, self.line, self.declined),
        }

    def updated_at(self) -> int:
        """Whatever happens to an order's parts moves its own update time."""
        order = self.order
        moments = [order.created_at, order.updated_at, *(one.updated_at for one in self.shipments)]
        moments += [p.updated_at for p in order.parcels]
        if order.returned:
            moments += [step.at for step in order.returned.steps]
        return max(moment for moment in moments if moment <= self.now)

    def line(self, unit: Unit) -> Json:
        """The line of this unit's product: Shopify counts units where the world lists each."""
        units = [each for each in self.order.units if each.product is unit.product]
        product, first, shown = unit.product, units[0], listed(self.order, unit)
        left = [each for each in units if each.id not in self.shipped]
        quantity = 0 if self.is_cancelled else len(units)
        return {
            "__typename": "LineItem",
            "id": gid("LineItem", first.id),
            "sku": shown.seller_sku,
            "title": product.title,
            "name": f"{product.title} - {shown.variant}",
            "variantTitle": shown.variant,
            "quantity": len(units),
            "currentQuantity": quantity,
            "unfulfilledQuantity": 0 if self.is_cancelled else len(left),
            "requiresShipping": not (self.is_digital or self._is_card(unit)),
            "image": None,
            "variant": {"id": gid("ProductVariant", variant_id(product) + shown.mark)},
            "product": {"id": gid("Product", product_id(product))},
            "discountedUnitPriceSet": money(
                first.cents - amounts.discount(first), self.order.shop.market.currency
            ),
            "originalUnitPriceSet": money(first.cents, self.order.shop.market.currency),
        }

    def works(self) -> dict[str, Json]:
        """What is to ship, by the id of its fulfillment order: one a place, all of which a hold stops."""
        lines = list(self._lines.values())
        first, rest = (lines[:1], lines[1:]) if self.is_divided else (lines, [])
        if self.has_card:
            first, rest = lines[:-1], lines[-1:]
        parts = {work_id(self.order): first, other_work_id(self.order): rest}
        return {id_: self._work(id_, part, place) for place, (id_, part) in enumerate(parts.items()) if part}

    def _work(self, id_: str, lines: list[Unit], place: int) -> Json:
        order, now = self.order, self.now
        name = "High Street" if place and self.is_divided else f"{order.shop.name} warehouse"
        location = {"id": gid("Location", f"{order.shop.warehouse_id}{place or ''}"), "name": name}
        waits = order.kind == "PRE_ORDER" and order.hold_until > now and not self.is_cancelled
        status = self._work_status(lines, waits)
        hold = {"id": gid("FulfillmentHold", id_), "reason": self.held, "reasonNotes": None}
        return {
            "__typename": "FulfillmentOrder",
            "id": gid("FulfillmentOrder", id_),
            "status": status,
            "requestStatus": "UNSUBMITTED",
            "createdAt": moment(order.created_at),
            "updatedAt": moment(self.updated_at()),
            "fulfillAt": moment(order.hold_until)
            if order.kind == "PRE_ORDER" and order.hold_until < NEVER
            else None,
            "fulfillBy": None,
            "orderId": gid("Order", order.id),
            "orderName": f"#{order.serial}",
            "assignedLocation": {"name": location["name"], "location": location},
            "deliveryMethod": {
                "id": gid("DeliveryMethod", order.id),
                "methodType": "NONE" if self._is_card(lines[0]) else "SHIPPING",
                "maxDeliveryDateTime": None,
            },
            "fulfillmentHolds": [hold] if status == "ON_HOLD" else [],
            "lineItems": lambda: [self._work_line(unit) for unit in lines],
        }

    def _is_card(self, unit: Unit) -> bool:
        """A gift card: nobody carries it."""
        return self.has_card and unit.product is list(self._lines.values())[-1].product

    def left_of(self, work: str) -> dict[str, list[Unit]]:
        """Units that still may be shipped, by the id of their line of this fulfillment order."""
        rows: list[Json] = self.works()[work]["lineItems"]()
        return {(id_ := number_of(row["id"], "FulfillmentOrderLineItem")): self._left()[id_] for row in rows}

    def _left(self) -> dict[str, list[Unit]]:
        return {
            f"{unit.id}9": [
                each
                for each in self.order.units
                if each.product is unit.product and each.id not in self.shipped
            ]
            for unit in self._lines.values()
        }

    def _work_line(self, unit: Unit) -> Json:
        total = sum(1 for each in self.order.units if each.product is unit.product)
        left = 0 if self.is_cancelled else len(self._left()[f"{unit.id}9"])
        return {
            "id": gid("FulfillmentOrderLineItem", f"{unit.id}9"),
            "totalQuantity": total,
            "remainingQuantity": left,
            "sku": listed(self.order, unit).seller_sku,
            "lineItem": self.line(unit),
            "variant": {
                "id": gid("ProductVariant", variant_id(unit.product) + listed(self.order, unit).mark)
            },
        }

    def _work_status(self, lines: list[Unit], waits: bool) -> str:
        left = self._left()
        total = sum(1 for each in self.order.units if any(each.product is unit.product for unit in lines))
        open_ = sum(len(left[f"{unit.id}9"]) for unit in lines)
        if not open_:
            return "CLOSED"
        if self.is_cancelled:
            return "CANCELLED"
        if self.held:
            return "ON_HOLD"
        return "SCHEDULED" if waits else "IN_PROGRESS" if open_ < total else "OPEN"

    def _cancel_reason(self) -> str | None:
        end = self.order.cancellation
        if not self.is_cancelled or end is None:
            return None
        if "out_of_stock" in end.reason:
            return "INVENTORY"
        return "CUSTOMER" if "buyer_requested" in end.reason else CANCELLED_BY[end.role]

    def _financial(self) -> str:
        if self.order.paid_at > self.now:
            return "VOIDED" if self.is_cancelled else "PENDING"
        given_back = Counter(
            unit.id for _, _, units, _, _ in aftersales.paid_back(self.order, self.now) for unit in units
        )
        if not given_back:
            return "PAID"
        return "REFUNDED" if len(given_back) == len(self.order.units) else "PARTIALLY_REFUNDED"

    def _fulfillment_status(self) -> str:
        if self.held and len(self.shipped) < len(self.order.units):
            return "ON_HOLD"
        if not self.shipped:
            waits = self.order.kind == "PRE_ORDER" and self.order.hold_until > self.now
            return "SCHEDULED" if waits else "UNFULFILLED"
        return "FULFILLED" if len(self.shipped) == len(self.order.units) else "PARTIALLY_FULFILLED"

    def _email(self) -> str:
        buyer = self.order.buyer
        return f"{buyer.first}.{buyer.last}{buyer.user_id[5:10]}@example.com".lower()

    def _address(self) -> Json:
        buyer, market = self.order.recipient(self.now), self.order.shop.market
        return {
            "id": gid("MailingAddress", self.order.id),
            "name": buyer.name,
            "firstName": buyer.first,
            "lastName": buyer.last,
            "address1": buyer.street,
            "address2": buyer.unit or None,
            "city": buyer.city,
            "province": buyer.state or None,
            "provinceCode": buyer.state or None,
            "zip": buyer.postal_code,
            "country": market.country,
            "countryCodeV2": market.region,
            "phone": buyer.phone,
        }


def variant_id(product: Product) -> str:
    return f"44027193{PRODUCTS.index(product) + 31:02d}8165"


def work_id(order: Order) -> str:
    return f"61{order.id[3:]}"


def other_work_id(order: Order) -> str:
    """The second place's, where an order is divided."""
    return f"62{order.id[3:]}"
