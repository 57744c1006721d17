"""What a store holds and how its site behaves; a change moves what WooCommerce moves, and tells what it tells."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta, tzinfo

from fulfillment.sandbox.woocommerce import granting, hooks
from fulfillment.sandbox.woocommerce.hooks import Letter
from fulfillment.sandbox.woocommerce.moments import pair, text
from fulfillment.sandbox.woocommerce.replies import Json, unknown_order

KEY, SECRET = "ck_0123456789abcdef", "cs_fedcba9876543210"
SHIPMENT_TRACKING, ADVANCED = "wc-shipment-tracking/v3", "wc-ast/v3"
TRACKING_META = "_wc_shipment_tracking_items"


def wall() -> datetime:
    return datetime.now(UTC)


class Store:
    """Change its habits freely between calls; orders are kept as REST shows them."""

    def __init__(self, *, name: str = "Glow Store", clock: Callable[[], datetime] = wall) -> None:
        self.name, self.url, self.clock = name, "", clock
        self.key, self.secret = KEY, SECRET
        self.is_secure = self.strips_header = False
        self.may_read = self.may_write = True
        self.zone: tzinfo = UTC
        self.zone_name = ""
        self.behind = timedelta(0)  # of its clock
        self.has_fulfillments = False
        self.namespaces = ["wp/v2", "wc/v3"]
        self.own_statuses: set[str] = set()  # slugs that plugins add
        self.per_page_most = 100
        self.ignores_modified = False  # as before 5.8
        self.can_refund = False  # whether the gateway gives money back by itself
        self.orders: dict[int, Json] = {}
        self.refunds: dict[int, list[Json]] = {}
        self.fulfillments: dict[int, list[Json]] = {}
        self.notes: dict[int, list[Json]] = {}
        self.products: dict[int, Json] = {}
        self.webhooks: dict[int, Json] = {}
        self.nonces: set[str] = set()
        self.waiting: set[tuple[int, int]] = set()  # (webhook, order) of messages that have not left yet
        self.letters: list[Letter] = []
        self.mail: Callable[[Letter], None] = self.letters.append
        self.hand_over = granting.hand_over
        self.after_list: list[Callable[[], None]] = []  # happen after lists, one each
        self.last_id = 0

    def now(self) -> datetime:
        return (self.clock() - self.behind).replace(microsecond=0)

    def new_id(self) -> int:
        """Orders, refunds and products share one row of numbers."""
        self.last_id = max(self.last_id, max(self.orders, default=0), max(self.products, default=0)) + 1
        return self.last_id

    def order(self, order_id: int) -> Json:
        if order_id not in self.orders:
            raise unknown_order()
        return self.orders[order_id]

    # --- changes that leave their trace ---

    def changed(self, order_id: int, *, at: datetime | None = None, topic: str = "order.updated") -> None:
        """The order's update time moves and its webhook leaves."""
        self.orders[order_id] |= pair("date_modified", at or self.now(), self.zone)
        hooks.tell(self, topic, order_id)

    def set_status(self, order_id: int, slug: str, *, at: datetime | None = None) -> None:
        order, moment = self.orders[order_id], at or self.now()
        if slug == "completed" and order["status"] != "completed":
            order |= pair("date_completed", moment, self.zone)
        if slug in ("processing", "completed") and not order.get("date_paid"):
            order |= pair("date_paid", moment, self.zone)
        order["status"] = slug
        order["needs_payment"] = slug in ("pending", "failed")

    def set_meta(self, order_id: int, key: str, value: object) -> None:
        metas = self.orders[order_id]["meta_data"]
        found = next((meta for meta in metas if meta["key"] == key), None)
        if found is None:
            metas.append(
                {"id": 1 + max((meta["id"] for meta in metas), default=0), "key": key, "value": value}
            )
        else:
            found["value"] = value

    def meta(self, order_id: int, key: str) -> object:
        return next(
            (meta["value"] for meta in self.orders[order_id]["meta_data"] if meta["key"] == key), None
        )

    def trash(self, order_id: int) -> None:
        self.orders[order_id]["status"] = "trash"
        hooks.tell(self, "order.deleted", order_id)

    def restore(self, order_id: int, slug: str = "processing") -> None:
        self.orders[order_id]["status"] = slug
        self.changed(order_id, topic="order.restored")

    def refund(self, order_id: int, refund: Json) -> None:
        self.refunds.setdefault(order_id, []).insert(0, refund)
        short = {"id": refund["id"], "reason": refund["reason"], "total": f"-{refund['amount']}"}
        self.orders[order_id]["refunds"] = [short, *self.orders[order_id]["refunds"]]

    # --- changes that leave none: no update time moves, nothing is told ---

    def delete_refund(self, order_id: int, refund_id: int) -> None:
        self.refunds[order_id] = [one for one in self.refunds[order_id] if one["id"] != refund_id]
        kept = [one for one in self.orders[order_id]["refunds"] if one["id"] != refund_id]
        self.orders[order_id]["refunds"] = kept

    def delete_for_good(self, order_id: int) -> Json:
        for part in (self.refunds, self.fulfillments, self.notes):
            part.pop(order_id, None)
        return self.orders.pop(order_id)

    def note(self, order_id: int, words: str, *, to_customer: bool = False) -> Json:
        notes = self.notes.setdefault(order_id, [])
        made = {
            "id": order_id * 1000 + len(notes),
            "author": "WooCommerce",
            **pair("date_created", self.now(), self.zone),
            "note": words,
            "customer_note": to_customer,
        }
        notes.insert(0, made)
        return made

    def units(self, order_id: int) -> dict[int, int]:
        return {line["id"]: int(line["quantity"]) for line in self.orders[order_id]["line_items"]}


def with_offsets(store: Store) -> Json:
    """What the site tells anybody about itself."""
    hours = (store.zone.utcoffset(store.now().replace(tzinfo=None)) or timedelta(0)) / timedelta(hours=1)
    return {
        "name": store.name,
        "url": store.url,
        "home": store.url,
        "gmt_offset": hours,
        "timezone_string": store.zone_name,
        "namespaces": store.namespaces,
    }


def stamp(store: Store) -> str:
    """The site's own time as fulfillments show it, without its zone."""
    return text(store.now(), store.zone).replace("T", " ")


def tracking_items(store: Store, order_id: int) -> list[Json]:
    found = store.meta(order_id, TRACKING_META)
    return list(found) if isinstance(found, Iterable) else []
