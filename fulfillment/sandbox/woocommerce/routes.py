"""Which function answers which path."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from fulfillment.sandbox.envelope import Answer
from fulfillment.sandbox.request import Request
from fulfillment.sandbox.woocommerce import (
    fulfillments,
    granting,
    hooks,
    keys,
    listing,
    orders,
    refunds,
    trackings,
)
from fulfillment.sandbox.woocommerce.replies import Json, Problem, no_route, refused, said
from fulfillment.sandbox.woocommerce.store import ADVANCED, SHIPMENT_TRACKING, Store, with_offsets

ROOT, SPACE = "/wp-json/", "/wp-json/wc/v3"


@dataclass(frozen=True)
class Asked:
    """One request: the ids in its path, its query and what it brings."""

    ids: tuple[str, ...]
    query: dict[str, str]
    given: Json
    space: str = ""

    def id(self, place: int = 0) -> int:
        return int(self.ids[place])

    @property
    def is_forced(self) -> bool:
        return self.query.get("force") == "true"


Answering = Callable[[Store, Asked], Answer]
ORDER = r"/orders/(\d+)"
TRACKINGS = ORDER + "/shipment-trackings"


def _refunds(store: Store, a: Asked) -> Answer:
    store.order(a.id())
    return listing.paged(store.refunds.get(a.id(), []), a.query)


def _all_refunds(store: Store, a: Asked) -> Answer:
    return listing.paged([one for rows in store.refunds.values() for one in rows], a.query)


def _hooks(store: Store, a: Asked) -> Answer:
    wanted = a.query.get("status", "all")
    rows = [hook for hook in store.webhooks.values() if wanted in ("all", hook["status"])]
    return listing.paged([hooks.shown(hook) for hook in rows], a.query)


def _no_hook(store: Store, a: Asked) -> Answer:
    gone = hooks.known(store, a.id())
    if not a.is_forced:
        raise Problem(501, "woocommerce_rest_trash_not_supported", "Webhooks do not support trashing.")
    return said(hooks.shown(store.webhooks.pop(gone["id"])))


def _settings(store: Store, a: Asked) -> Answer:
    general = [("woocommerce_default_country", "US:CA"), ("woocommerce_currency", "USD")]
    return said([{"id": name, "value": value} for name, value in general])


def _note(store: Store, a: Asked) -> Answer:
    store.order(a.id())
    return said(store.note(a.id(), a.given["note"], to_customer=bool(a.given.get("customer_note"))), 201)


def _notes(store: Store, a: Asked) -> Answer:
    store.order(a.id())
    return said(store.notes.get(a.id(), []))


def _product(store: Store, a: Asked) -> Answer:
    product_id = store.new_id()
    made: Json = {"sku": "", "regular_price": "0"} | a.given | {"id": product_id}
    store.products[product_id] = made | {"price": made["regular_price"]}
    return said(store.products[product_id], 201)


def _tracked(store: Store, a: Asked) -> Answer:
    made = trackings.create(store, a.id(), a.given, a.space)
    where = f"{store.url}{ROOT}{a.space}/orders/{a.id()}/shipment-trackings/{made['tracking_id']}"
    return said(made, 201, {"Location": where})


ROUTES: tuple[tuple[str, str, Answering], ...] = (
    ("GET", "/orders", lambda s, a: listing.orders(s, a.query)),
    ("POST", "/orders", lambda s, a: said(orders.create(s, a.given), 201)),
    ("POST", "/orders/batch", lambda s, a: said(orders.batch(s, a.given))),
    ("GET", ORDER, lambda s, a: said(s.order(a.id()))),
    ("PUT", ORDER, lambda s, a: said(orders.update(s, a.id(), a.given))),
    ("DELETE", ORDER, lambda s, a: said(orders.delete(s, a.id(), force=a.is_forced))),
    ("GET", ORDER + "/refunds", _refunds),
    ("POST", ORDER + "/refunds", lambda s, a: said(refunds.create(s, a.id(), a.given), 201)),
    ("DELETE", ORDER + r"/refunds/(\d+)", lambda s, a: said(refunds.delete(s, a.id(), a.id(1), force=a.is_forced))),
    ("GET", "/refunds", _all_refunds),
    ("GET", ORDER + "/notes", _notes),
    ("POST", ORDER + "/notes", _note),
    ("GET", ORDER + "/fulfillments", lambda s, a: said(fulfillments.listed(s, a.id()))),
    ("POST", ORDER + "/fulfillments", lambda s, a: said(fulfillments.create(s, a.id(), a.given), 201)),
    ("PUT", ORDER + r"/fulfillments/(\d+)", lambda s, a: said(fulfillments.update(s, a.id(), a.id(1), a.given))),
    ("DELETE", ORDER + r"/fulfillments/(\d+)", lambda s, a: said(fulfillments.delete(s, a.id(), a.id(1)))),
    ("POST", "/products", _product),
    ("DELETE", r"/products/(\d+)", lambda s, a: said(s.products.pop(a.id(), {}))),
    ("GET", "/webhooks", _hooks),
    ("POST", "/webhooks", lambda s, a: said(hooks.create(s, a.given), 201)),
    ("GET", r"/webhooks/(\d+)", lambda s, a: said(hooks.shown(hooks.known(s, a.id())))),
    ("PUT", r"/webhooks/(\d+)", lambda s, a: said(hooks.update(s, a.id(), a.given))),
    ("DELETE", r"/webhooks/(\d+)", _no_hook),
    ("GET", "/settings/general", _settings),
)  # fmt: skip
OF_PLUGINS: tuple[tuple[str, str, Answering], ...] = (
    ("GET", TRACKINGS, lambda s, a: said(trackings.listed(s, a.id()))),
    ("POST", TRACKINGS, _tracked),
    ("GET", TRACKINGS + "/providers", lambda s, a: said(trackings.PROVIDERS)),
    ("GET", TRACKINGS + r"/(\w+)", lambda s, a: said(trackings.shown(trackings.one(s, a.id(), a.ids[1])))),
    ("DELETE", TRACKINGS + r"/(\w+)", lambda s, a: said(trackings.delete(s, a.id(), a.ids[1]))),
)  # fmt: skip


def answer(store: Store, request: Request, *, skew: float = 0.0) -> Answer:
    """The store's answer, refusals included."""
    try:
        if request.path == ROOT:
            return said(with_offsets(store))
        if request.path.startswith(granting.SPACE):
            return granting.answer(store, request)
        space, rest = _space(store, request.path)
        keys.check(store, request, skew=skew)
        return _found(store, request, space, rest)
    except Problem as problem:
        return refused(problem)


def _space(store: Store, path: str) -> tuple[str, str]:
    for space in ("wc/v3", SHIPMENT_TRACKING, ADVANCED):
        if path.startswith(f"{ROOT}{space}/") and space in store.namespaces:
            return space, path.removeprefix(ROOT + space).rstrip("/")
    raise no_route()


def _found(store: Store, request: Request, space: str, rest: str) -> Answer:
    for method, pattern, act in ROUTES if space == "wc/v3" else OF_PLUGINS:
        match = re.fullmatch(pattern, rest) if method == request.method else None
        if match is not None:
            return act(store, Asked(match.groups(), request.params, _given(request.body), space))
    raise no_route()


def _given(body: bytes) -> Json:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        raise Problem(400, "rest_invalid_json", "Invalid JSON body passed.") from None
    return found if isinstance(found, dict) else {}
