"""Which function answers which path, and whether it takes a shop cipher."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fulfillment.sandbox.answers import documents, settings
from fulfillment.sandbox.endpoints import (
    aftersales,
    answering,
    bundling,
    orders,
    packages,
    performance,
    shipping,
    subscriptions,
)
from fulfillment.sandbox.envelope import Refused
from fulfillment.sandbox.request import Request

if TYPE_CHECKING:
    from fulfillment.sandbox.box import SandboxServer

Answerer = Callable[["SandboxServer", Request], Any]


@dataclass(frozen=True)
class Route:
    """``versions`` that are still served; another one of the same path is retired."""

    method: str
    area: str
    versions: tuple[str, ...]
    rest: str
    answer: Answerer
    cipher: bool = True
    writes: bool = False  # what must outlive a restart

    def captured(self, area: str, rest: str) -> dict[str, str] | None:
        if area != self.area:
            return None
        match = re.fullmatch(self.rest.replace("{id}", r"(?P<id>[^/]+)"), rest)
        return match.groupdict() if match else None


def _shipping_providers(box: "SandboxServer", request: Request) -> Any:
    if request.captured["id"] != request.of.delivery_option_id:
        raise Refused(21008117, "This delivery option is fulfilled by TikTok; it has no shipping providers.")
    return {"shipping_providers": settings.providers(request.of)}


RETURNS = ("202309", "202602")
ROUTES = (
    Route(
        "GET", "authorization", ("202309",), "shops", lambda b, r: {"shops": settings.shops()}, cipher=False
    ),
    Route(
        "POST",
        "order",
        ("202309",),
        "orders/search",
        lambda b, r: orders.search_orders(r, b.world, b.faults, b.mishaps),
    ),
    Route(
        "GET",
        "order",
        ("202309", "202507"),
        "orders",
        lambda b, r: orders.order_detail(r, b.world, b.faults, b.mishaps),
    ),
    Route(
        "POST",
        "fulfillment",
        ("202309",),
        "packages/search",
        lambda b, r: packages.search_packages(r, b.world),
    ),
    Route(
        "GET", "fulfillment", ("202309",), "packages/{id}", lambda b, r: packages.package_detail(r, b.world)
    ),
    Route(
        "GET",
        "fulfillment",
        ("202309",),
        "packages/{id}/shipping_documents",
        lambda b, r: documents.shipping_documents(r, b.world),
    ),
    Route(
        "GET",
        "fulfillment",
        ("202309",),
        "orders/{id}/tracking",
        lambda b, r: packages.order_tracking(r, b.world),
    ),
    Route(
        "POST",
        "return_refund",
        RETURNS,
        "cancellations/search",
        lambda b, r: aftersales.search_cancellations(r, b.world),
    ),
    Route(
        "POST", "return_refund", RETURNS, "returns/search", lambda b, r: aftersales.search_returns(r, b.world)
    ),
    Route(
        "GET",
        "return_refund",
        ("202309",),
        "reject_reasons",
        lambda b, r: answering.reject_reasons(r, b.world),
    ),
    *(
        Route(
            "POST",
            "return_refund",
            ("202309",),
            f"{kind}/{{id}}/{word}",
            lambda b, r, act=act, grants=grants: act(r, b.world, grants=grants),  # type: ignore[misc]
            writes=True,
        )
        for kind, act in (
            ("cancellations", answering.answer_cancellation),
            ("returns", answering.answer_return),
        )
        for word, grants in (("approve", True), ("reject", False))
    ),
    Route(
        "GET", "event", ("202309",), "webhooks", lambda b, r: subscriptions.list_webhooks(r, b.subscriptions)
    ),
    Route(
        "PUT",
        "event",
        ("202309",),
        "webhooks",
        lambda b, r: subscriptions.set_webhook(r, b.subscriptions),
        writes=True,
    ),
    Route(
        "DELETE",
        "event",
        ("202309",),
        "webhooks",
        lambda b, r: subscriptions.delete_webhook(r, b.subscriptions),
        writes=True,
    ),
    Route(
        "POST",
        "fulfillment",
        ("202309", "202610"),
        "orders/{id}/packages",
        lambda b, r: shipping.mark_shipped(r, b.world),
        writes=True,
    ),
    Route(
        "POST",
        "fulfillment",
        ("202309",),
        "orders/{id}/shipping_info/update",
        lambda b, r: shipping.correct_order(r, b.world),
        writes=True,
    ),
    Route(
        "POST",
        "fulfillment",
        ("202309", "202610"),
        "packages/{id}/shipping_info/update",
        lambda b, r: shipping.correct_package(r, b.world),
        writes=True,
    ),
    Route(
        "GET",
        "fulfillment",
        ("202309",),
        "combinable_packages/search",
        lambda b, r: bundling.combinable(r, b.world),
    ),
    Route(
        "POST",
        "fulfillment",
        ("202309",),
        "packages/combine",
        lambda b, r: bundling.combine(r, b.world),
        writes=True,
    ),
    Route(
        "POST",
        "fulfillment",
        ("202309",),
        "packages/{id}/uncombine",
        lambda b, r: bundling.uncombine(r, b.world),
        writes=True,
    ),
    Route(
        "GET",
        "fulfillment",
        ("202309",),
        "orders/split_attributes",
        lambda b, r: bundling.split_attributes(r, b.world),
    ),
    Route(
        "POST",
        "fulfillment",
        ("202309",),
        "orders/{id}/split",
        lambda b, r: bundling.split(r, b.world),
        writes=True,
    ),
    *(
        Route("GET", "analytics", ("202606",), f"shop_performances/metrics{rest}", answer)
        for rest, answer in (
            ("", lambda b, r: performance.metrics(r, b.world)),
            ("/{id}/diagnosis", lambda b, r: performance.diagnosis(r, b.world)),
            ("/{id}/problem_details", lambda b, r: performance.problem_details(r, b.world)),
        )
    ),
    Route("GET", "logistics", ("202309",), "delivery_options/{id}/shipping_providers", _shipping_providers),
    Route(
        "GET", "logistics", ("202309",), "warehouses", lambda b, r: {"warehouses": settings.warehouses(r.of)}
    ),
)


def find(method: str, path: str) -> tuple[Route, dict[str, str]]:
    """The route and what its path holds, or the platform's error for an unknown path, method or version."""
    area, _, tail = path.lstrip("/").partition("/")
    version, _, rest = tail.partition("/")
    found = [(route, names) for route in ROUTES if (names := route.captured(area, rest)) is not None]
    if not found:
        raise Refused(36009009, "Invalid path. The requested path does not exist.", 404)
    found = [(route, names) for route, names in found if version in route.versions]
    if not found:
        raise Refused(36009014, "The version name is invalid, please check and retry.", null_data=True)
    for route, names in found:
        if route.method == method:
            return route, names
    raise Refused(36009010, "Invalid HTTP method for this path.", 405)
