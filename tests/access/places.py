"""Every address of the product: who may do what there. An address without a row here fails the tests.

Left out are the pages of the entrance, which anybody may open (`tests/accounts/test_entrance.py`), and the channels'
webhooks, which their signature guards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from fulfillment.accounts.models import User
from fulfillment.accounts.roles import May, Role
from fulfillment.warehouse.departing import FORMAT
from metrics.weekly.weeks import last_whole
from tests.access.worlds import REQUEST, World

# Guarded by tokens and their scopes; tests/channels/api/test_doors.py has the table of who may what.
API = {
    "api:openapi-json", "api:openapi-view", "api:api-root", "api:shops", "api:changed_orders", "api:one_order",
    "api:bring_orders", "api:bring_packages", "api:bring_refunds", "api:bring_cancellations", "api:bring_tickets",
    "api:listed", "api:subscribe", "api:remove", "api-nothing",
}  # fmt: skip
PUBLIC = API | {
    "tracking:buyer",
    "supplier:page",  # tests/sourcing/test_portal.py
    "supplier:promise",
    "supplier:accept",
    "supplier:send",
    "supplier:close",
    "supplier:quote",  # tests/sourcing/seeking/test_pages.py
    "supplier:sample",
    "supplier:photo",
    "supplier:sheet",
    "supplier:upload",
    "supplier-reports:list",  # tests/sourcing/test_portal_reports.py
    "supplier-reports:paper",
    "supplier-reports:dispute",
    "channels:webhook",
    "channels:shopify-webhook",
    "channels:carriers-webhook",
    "channels:shopify-compliance",
    "channels:woocommerce-key",
    "captures:worker",
    "captures:manifest",
}


@dataclass(frozen=True)
class Place:
    """One address. `args` names the object from a team's world; what names one is not there for outsiders."""

    permission: May | None  # None: anybody who is signed in
    method: str = "GET"  # the only one it answers to; "both" for a page with its own form
    args: Callable[[World, User], list[Any]] = lambda world, user: []
    query: Callable[[World], dict[str, str]] = lambda world: {}
    is_of_one_team: bool = False
    allowed: int = 200  # the answer for who may
    denied: int = 403  # for a role that may not
    also: dict[str, str] = field(default_factory=dict)  # what the form sends

    def url(self, name: str, world: World, user: User) -> str:
        query = "&".join(f"{key}={value}" for key, value in self.query(world).items())
        return reverse(name, args=self.args(world, user)) + (f"?{query}" if query else "")


def _act(**more: str) -> Place:
    return Place(
        May.ACT_ON_ORDERS,
        "POST",
        lambda world, _: [world.order.pk],
        is_of_one_team=True,
        allowed=302,
        also=more,
    )


def _of_quarantine(permission: May, method: str) -> Place:
    allowed = 200 if method == "GET" else 302
    return Place(
        permission, method, lambda world, _: [world.quarantined.pk], is_of_one_team=True, allowed=allowed
    )


def _of_privacy(method: str) -> Place:
    allowed = 200 if method == "GET" else 302
    return Place(
        May.RUN_CHANNELS, method, lambda world, _: [world.privacy.pk], is_of_one_team=True, allowed=allowed
    )


def _of_connection() -> Place:
    return Place(
        May.RUN_CHANNELS, "POST", lambda world, _: [world.connection.pk], is_of_one_team=True, allowed=302
    )


def _of_alert() -> Place:
    return Place(
        May.SEE_CHANNELS, "POST", lambda world, _: [world.alert.pk], is_of_one_team=True, allowed=302
    )


def _of_discrepancy() -> Place:
    return Place(
        May.RUN_CHANNELS, "POST", lambda world, _: [world.discrepancy.pk], is_of_one_team=True, allowed=302
    )


def _of_routing(what: str, permission: May, method: str = "POST", **more: str) -> Place:
    allowed = 302 if method == "POST" else 200
    return Place(
        permission, method, lambda world, _: [getattr(world.routing, what).pk], is_of_one_team=True, allowed=allowed,
        also=more,
    )  # fmt: skip


def _of_dispute() -> Place:
    return Place(
        May.ACT_ON_ORDERS, "POST", lambda world, _: [world.dispute.pk], is_of_one_team=True, allowed=302
    )


def _of_auto_rule(method: str) -> Place:
    return Place(
        May.CHANGE_RULES, method, lambda world, _: [world.auto_rule.pk], is_of_one_team=True,
        allowed=302 if method == "POST" else 200,
    )  # fmt: skip


def _buying_by_itself() -> dict[str, Place]:
    return {
        "auto:index": Place(May.SEE_ORDERS),
        "auto:add": Place(May.CHANGE_RULES, "both"),
        "auto:change": _of_auto_rule("both"),
        "auto:switch": _of_auto_rule("POST"),
        "auto:remove": _of_auto_rule("POST"),
        "auto:pause": Place(May.ACT_ON_ORDERS, "POST", allowed=302),
        "auto:resume": Place(May.ACT_ON_ORDERS, "POST", allowed=302),
        "rates:index": Place(May.SEE_ORDERS, "both"),
        "rates:remove": Place(
            May.CHANGE_RULES, "POST", lambda world, _: [world.rate.pk], is_of_one_team=True, allowed=302
        ),
    }


def _routing() -> dict[str, Place]:
    return {
        "routing:rules": Place(May.SEE_RULES),
        "routing:add": Place(May.CHANGE_RULES, "both"),
        "routing:change": _of_routing("rule", May.CHANGE_RULES, "both"),
        "routing:move": _of_routing("rule", May.CHANGE_RULES, way="up"),
        "routing:pause": _of_routing("rule", May.CHANGE_RULES),
        "routing:remove": _of_routing("rule", May.CHANGE_RULES),
        "routing:tag": Place(May.CHANGE_RULES, "POST", allowed=302),
        "routing:use": _of_routing("version", May.CHANGE_RULES),
        "routing:discard": _of_routing("version", May.CHANGE_RULES),
        "routing:rehearse": _of_routing("version", May.SEE_RULES),
        "routing:rehearsal": _of_routing("rehearsal", May.SEE_RULES, "GET"),
        "routing:apply": Place(May.ACT_ON_ORDERS, "both"),
        "routing:of-order": Place(
            May.SEE_ORDERS, "GET", lambda world, _: [world.order.pk], is_of_one_team=True
        ),
        "routing:lanes": Place(May.SEE_METRICS),
        "routing:lanes-export": Place(May.SEE_METRICS),
    }


def _of_member() -> Place:
    return Place(
        May.MANAGE_TEAM, "POST", lambda world, _: [world.memberships["operator"].pk], is_of_one_team=True,
        allowed=302, also={"role": "manager"},
    )  # fmt: skip


def _of_webhook(method: str = "POST") -> Place:
    allowed = 200 if method == "GET" else 302
    return Place(
        May.MANAGE_TEAM,
        method,
        lambda world, _: [world.subscription.pk],
        is_of_one_team=True,
        allowed=allowed,
    )


def _of_ticket(**more: str) -> Place:
    return Place(
        May.ACT_ON_ORDERS,
        "POST",
        lambda world, _: [world.ticket.pk],
        is_of_one_team=True,
        allowed=302,
        also=more,
    )


def _of_room(method: str = "POST") -> Place:
    allowed = 302 if method == "POST" else 200
    return Place(
        May.RUN_CHANNELS, method, lambda world, _: [world.room.pk], is_of_one_team=True, allowed=allowed
    )


def _of_checklist(
    permission: May = May.CHANGE_RULES, method: str = "POST", rest: tuple[object, ...] = (), **more: str
) -> Place:
    """A change that names no draft that somebody saw is refused on its own page."""
    return Place(
        permission,
        method,
        lambda world, _: [world.checklist.pk, *rest],
        is_of_one_team=True,
        allowed=302 if method == "POST" else 200,
        also=more,
    )


def _of_failed(permission: May = May.ACT_ON_ORDERS, method: str = "GET") -> Place:
    allowed = 302 if method == "POST" else 200
    return Place(
        permission,
        method,
        lambda world, _: [world.corrective.inspection_id],
        is_of_one_team=True,
        allowed=allowed,
    )


def _of_feed(permission: May = May.RUN_CHANNELS, method: str = "POST", allowed: int = 302) -> Place:
    return Place(permission, method, lambda world, _: [world.feed.pk], is_of_one_team=True, allowed=allowed)


def _of_carrier_message() -> Place:
    return Place(
        May.RUN_CHANNELS,
        "POST",
        lambda world, _: [world.carrier_message.pk],
        is_of_one_team=True,
        allowed=302,
    )


def _of_upload(method: str = "POST") -> Place:
    allowed = 302 if method == "POST" else 200
    return Place(
        May.RUN_CHANNELS, method, lambda world, _: [world.upload.pk], is_of_one_team=True, allowed=allowed
    )


def _of_list(method: str = "POST") -> Place:
    allowed = 302 if method == "POST" else 200
    return Place(
        May.ACT_ON_ORDERS, method, lambda world, _: [world.numbers.pk], is_of_one_team=True, allowed=allowed
    )


def _of_view() -> Place:
    """A view is its maker's: whoever asks made it, and an outsider asks for somebody else's."""
    return Place(
        May.SEE_ORDERS, "POST", lambda world, user: [world.view_of(user).pk], is_of_one_team=True, allowed=302
    )


def _of_rate(**query: str) -> Place:
    return Place(
        May.SEE_METRICS, "GET", lambda *_: ["late-dispatch-rate"], lambda world: {"shop": world.shop.slug} | query,
        is_of_one_team=True,
    )  # fmt: skip


def _of_action(*more: str, method: str = "POST") -> Place:
    return Place(
        May.DECIDE, method, lambda world, _: [world.action.pk, *more], is_of_one_team=True,
        allowed=302 if method == "POST" else 200,
    )  # fmt: skip


def _of_published(permission: May, method: str) -> Place:
    allowed = 302 if method == "POST" else 200
    return Place(
        permission, method, lambda world, _: [world.published.pk], is_of_one_team=True, allowed=allowed
    )


def _of_violation(permission: May, method: str) -> Place:
    allowed = 302 if method == "POST" else 200
    return Place(
        permission, method, lambda world, _: [world.violation.pk], is_of_one_team=True, allowed=allowed
    )


def _of_write() -> Place:
    return Place(
        May.ACT_ON_ORDERS, "POST", lambda world, _: [world.write.pk], is_of_one_team=True, allowed=302
    )


LAST_WEEK = last_whole(timezone.now().date()).label
WINDOW = {
    "carrier": "ups", "kind": "pickup", "weekdays": "2", "local_time": "16:00", "scans_after_hours": "4",
    "confirmed": "1",
}  # fmt: skip


def _of_house(**more: str) -> Place:
    return Place(
        May.CHANGE_WAREHOUSE,
        "both",
        lambda world, _: [world.window.warehouse_id],
        is_of_one_team=True,
        also=more,
    )


def _of_window(method: str) -> Place:
    return Place(
        May.CHANGE_WAREHOUSE, method, lambda world, _: [world.window.pk], is_of_one_team=True,
        also=WINDOW if method == "both" else {},
    )  # fmt: skip


def _of_papers(what: str, method: str = "GET", allowed: int = 200) -> Place:
    return Place(
        May.ACT_ON_ORDERS, method, lambda world, _: [getattr(world.papers, what).pk], is_of_one_team=True,
        allowed=allowed,
    )  # fmt: skip


def _of_stock(
    what: str, permission: May = May.INSPECT, method: str = "GET", *, part: str = "pk", **more: str
) -> Place:
    """`what` of the team's stock; `part` of it is named in the address."""
    return Place(
        permission,
        method,
        lambda world, _: [getattr(getattr(world.stock, what), part)],
        is_of_one_team=True,
        allowed=302 if method == "POST" else 200,
        also=more,
    )


def _of_sourcing(what: str, permission: May = May.ACT_ON_ORDERS, method: str = "POST", **more: str) -> Place:
    """`what` leads from the team's world to the row, such as `promise.offer`."""
    return Place(
        permission,
        method,
        lambda world, _: [attrgetter(what)(world).pk],
        is_of_one_team=True,
        allowed=302 if method == "POST" else 200,
        also=more,
    )


def _of_photo() -> Place:
    return Place(May.INSPECT, "GET", lambda world, _: [world.photo.pk], is_of_one_team=True)


def _of_wave(method: str) -> Place:
    return Place(
        May.INSPECT, method, lambda world, _: [world.wave.pk], is_of_one_team=True,
        allowed=302 if method == "POST" else 200,
    )  # fmt: skip


def _of_departure(permission: May, method: str, allowed: int = 200, **more: str) -> Place:
    def args(world: World, _: User) -> list[Any]:
        return [world.window.pk, world.line.manifest.departs_at.strftime(FORMAT)]

    return Place(permission, method, args, is_of_one_team=True, allowed=allowed, also=more)


def _of_manifest(permission: May, method: str) -> Place:
    allowed = 302 if method == "POST" else 200
    return Place(
        permission, method, lambda world, _: [world.line.manifest_id], is_of_one_team=True, allowed=allowed
    )


def _of_carrier(permission: May, **more: str) -> Place:
    """The form names a warehouse, here none."""
    return Place(
        permission,
        "POST",
        allowed=404,
        is_of_one_team=True,
        also={"carrier": "ups", "warehouse": "0", **more},
    )


PLACES: dict[str, Place] = {
    "checklists:list": Place(May.INSPECT, "both"),
    "checklists:edit": _of_checklist(method="GET"),
    "checklists:goods": _of_checklist(name="Lamps"),
    "checklists:sampling": _of_checklist(level="II"),
    "checklists:undo": _of_checklist(),
    "checklists:put-away": _of_checklist(),
    "checklists:preview": _of_checklist(May.INSPECT, "GET"),
    "checklists:add-check": _of_checklist(method="both"),
    "checklists:change-check": _of_checklist(method="both", rest=("plug",)),
    "checklists:move-check": _of_checklist(rest=("plug",)),
    "checklists:take-out-check": _of_checklist(rest=("plug",)),
    "checklists:publish": _of_checklist(),
    "checklists:version": _of_checklist(May.INSPECT, "GET", rest=(1,)),
    "checklists:again": _of_checklist(rest=(1,)),
    "following:follows": _of_failed(method="both"),
    "following:report": _of_failed(May.INSPECT),
    "following:of-lot": Place(
        May.ACT_ON_ORDERS, "GET", lambda world, _: [world.stock.lot.pk], is_of_one_team=True, allowed=302
    ),
    "following:sort": _of_stock("lot", May.ACT_ON_ORDERS, "POST", bad="0"),
    "following:unsort": Place(
        May.ACT_ON_ORDERS, "POST", lambda world, _: [world.stock.lot.pk, world.stock.movement.pk],
        is_of_one_team=True, allowed=302,
    ),
    "following:done": Place(
        May.ACT_ON_ORDERS, "POST", lambda world, _: [world.corrective.pk], is_of_one_team=True, allowed=302
    ),
    "following:rule": _of_dispute(),
    "following:unrule": _of_dispute(),
    "following:of-order": Place(
        May.ACT_ON_ORDERS, "GET", lambda world, _: [world.order.pk], is_of_one_team=True, allowed=302
    ),
    "stock:receive": Place(May.INSPECT),
    "stock:start": Place(May.INSPECT, "POST", allowed=302),
    "stock:start-return": Place(May.INSPECT, "POST", allowed=302),
    "stock:expect": Place(May.ACT_ON_ORDERS, "both"),
    "stock:start-expected": _of_stock("delivery", method="POST"),
    "stock:receipt": _of_stock("receipt", method="both"),
    "stock:receipt-photo": _of_stock("receipt", method="POST"),
    "stock:close": _of_stock("receipt", method="POST"),
    "stock:reopen": _of_stock("receipt", method="POST"),
    "sourcing:offers": Place(May.SEE_ORDERS),
    "sourcing:export": Place(May.SEE_ORDERS),
    "sourcing:add": Place(May.ACT_ON_ORDERS, "both"),
    "sourcing:offer": _of_sourcing("promise.offer", May.SEE_ORDERS, "both"),
    "sourcing:end": _of_sourcing("promise.offer"),
    "sourcing:take-back": _of_sourcing("promise"),
    "sourcing:buy": Place(May.ACT_ON_ORDERS, query=lambda world: {"order": str(world.order.pk)}),
    "sourcing:place": Place(May.ACT_ON_ORDERS, "POST", allowed=302),
    "sourcing:purchases": Place(May.SEE_ORDERS),
    "sourcing:purchase": _of_sourcing("purchase", May.SEE_ORDERS, "both"),
    "sourcing:recall": _of_sourcing("purchase"),
    "sourcing:purchase-paper": _of_sourcing("purchase", May.SEE_ORDERS, "GET"),
    "sourcing:purchase-sheet": _of_sourcing("purchase", May.SEE_ORDERS, "GET"),
    "sourcing:open-door": _of_sourcing("days_off.supplier"),
    "sourcing:shut-door": _of_sourcing("days_off.supplier"),
    "seeking:board": Place(May.SEE_ORDERS),
    "seeking:over": Place(May.SEE_ORDERS),
    "seeking:export": Place(May.SEE_ORDERS),
    "seeking:add": Place(May.ACT_ON_ORDERS, "both"),
    "seeking:request": _of_sourcing("quote.request", May.SEE_ORDERS, "GET"),
    "seeking:change": _of_sourcing("quote.request", method="both"),
    "seeking:ask": _of_sourcing("quote.request"),
    "seeking:close": _of_sourcing("quote.request"),
    "seeking:undo": _of_sourcing("quote.request"),
    "seeking:take": _of_sourcing("quote.request"),
    "seeking:quote": _of_sourcing("quote", method="both"),
    "seeking:decline": _of_sourcing("quote"),
    "seeking:ask-sample": _of_sourcing("quote"),
    "seeking:look": _of_sourcing("quote", method="both"),
    "seeking:approve": _of_sourcing("quote", May.APPROVE, "both"),
    "sourcing:suppliers": Place(May.SEE_ORDERS),
    "sourcing:supplier": _of_sourcing("days_off.supplier", May.SEE_ORDERS, "GET"),
    "sourcing:change-supplier": _of_sourcing("days_off.supplier", method="both"),
    "sourcing:close": _of_sourcing("days_off.supplier", from_on="2027-01-01", until_on="2027-01-02"),
    "sourcing:remove-closure": _of_sourcing("days_off"),
    "kits:list": Place(May.SEE_ORDERS),
    "kits:add": Place(May.BRAND, "both"),
    "kits:kit": _of_sourcing("artwork.item.kit", May.SEE_ORDERS, "GET"),
    "kits:change": _of_sourcing("artwork.item.kit", May.BRAND, "both"),
    "kits:end": _of_sourcing("artwork.item.kit", May.BRAND),
    "kits:add-item": _of_sourcing("artwork.item.kit", May.BRAND, name="Bag", code="BAG-1"),
    "kits:end-item": _of_sourcing("artwork.item", May.BRAND),
    "kits:came-in": _of_sourcing("artwork.item", units="4"),
    "kits:bring-artwork": _of_sourcing("artwork.item", May.BRAND),
    "kits:approve": _of_sourcing("artwork", May.BRAND),
    "kits:retire": _of_sourcing("artwork", May.BRAND),
    "kits:of-order": Place(May.SEE_ORDERS, "GET", lambda world, _: [world.order.pk], is_of_one_team=True),
    "kits:allow-plain": Place(May.BRAND, "POST", allowed=302),
    "kits:take-back-plain": _of_sourcing("plain", May.BRAND),
    "stock:list": Place(May.INSPECT),
    "stock:export": Place(May.INSPECT),
    "stock:sku": _of_stock("lot", part="sku_id"),
    "stock:set-supply": _of_stock("supply", May.ACT_ON_ORDERS, "POST", kind="shelf"),
    "stock:take-back": _of_stock("movement", method="POST"),
    "stock:of-order": Place(May.SEE_ORDERS, "GET", lambda world, _: [world.order.pk], is_of_one_team=True),
    "stock:lot": _of_stock("lot"),
    "stock:label": _of_stock("lot"),
    "stock:reject-preview": _of_stock("lot", May.ACT_ON_ORDERS),
    "stock:rule": _of_stock("lot", May.ACT_ON_ORDERS, "POST", state="rejected"),
    "stock:count": _of_stock("lot", method="POST", counted="3"),
    "stock:take-out": _of_stock("lot", May.ACT_ON_ORDERS, "POST", quantity="1", reason="lost"),
    "stock:keep-for": _of_stock("lot", May.ACT_ON_ORDERS, "POST"),
    "photos:take": Place(May.INSPECT, "POST", allowed=400),  # the form brings no picture
    "photos:photo": _of_photo(),
    "photos:small": _of_photo(),
    "captures:session": Place(May.INSPECT),
    "people": Place(May.INSPECT, "both"),
    "people-switch": Place(
        May.INSPECT, "POST", lambda world, _: [world.memberships[Role.INSPECTOR].pk], is_of_one_team=True, allowed=302
    ),
    "captures:parts": Place(May.INSPECT, "both", lambda world, _: [world.inspection.client_uuid]),
    "inspections:behind": Place(May.SEE_ORDERS, "GET", lambda world, _: [world.order.pk], is_of_one_team=True),
    "inspections:of-lot": _of_stock("lot"),
    "inspections:language": Place(May.INSPECT, "POST", allowed=302),
    "inspections:tablet": Place(May.INSPECT),
    "inspections:queue": Place(May.INSPECT),
    "inspections:find": Place(May.INSPECT, query=lambda world: {"code": world.order.external_id}),
    "inspections:items": Place(May.INSPECT, "POST", allowed=400),  # a form is no item
    "inspections:finished": Place(May.INSPECT),
    "inspections:look": _of_stock("lot", part="sku_id"),
    "inspections:keep-look": _of_stock("lot", May.CHANGE_RULES, "POST", part="sku_id"),
    "inspections:detail": Place(
        May.INSPECT, "both", lambda world, _: [world.inspection.pk], is_of_one_team=True
    ),
    "pack:table": Place(May.INSPECT),
    "pack:tonight": Place(May.INSPECT),
    "pack:orders": Place(May.INSPECT, query=lambda world: {"ids": str(world.order.pk)}),
    "pack:items": Place(May.INSPECT, "POST", allowed=400),  # a form is no item
    "pack:waves": Place(May.INSPECT, "both"),
    "pack:wave": _of_wave("both"),
    "pack:give-back": _of_wave("POST"),
    "pack:boxes": Place(May.INSPECT),
    "pack:answer": Place(
        May.INSPECT, "POST", lambda world, _: [world.packing.pk], is_of_one_team=True, allowed=302,
        also={"answer": "unpacked"},
    ),
    "pack:take-over": Place(May.INSPECT, "both", lambda world, _: [world.order.pk], is_of_one_team=True),
    "truck:board": Place(May.SEE_WAREHOUSE),
    "truck:load": _of_departure(May.SEE_WAREHOUSE, "GET"),
    "truck:scan": _of_departure(May.INSPECT, "POST", code="x"),
    "truck:close": _of_departure(May.INSPECT, "POST"),  # the form says nothing
    "truck:incident": _of_departure(May.INSPECT, "POST", 302, kind="full", at="15:00"),
    "truck:evidence": _of_departure(May.INSPECT, "POST", 302, shows="ready"),
    "truck:take-off": Place(
        May.INSPECT, "POST", lambda world, _: [world.line.pk], is_of_one_team=True, allowed=302
    ),
    "truck:unscanned": Place(May.SEE_WAREHOUSE),
    "truck:ask": _of_carrier(May.ACT_ON_ORDERS),
    "truck:contact": _of_carrier(May.CHANGE_WAREHOUSE, address="pickups@ups.example"),
    "truck:open-claim": Place(
        May.ACT_ON_ORDERS, "POST", lambda world, _: [world.line.pk], is_of_one_team=True, allowed=302
    ),
    "truck:claim-lost": _of_carrier(May.ACT_ON_ORDERS),
    "truck:claim-papers": Place(
        May.ACT_ON_ORDERS, "POST", lambda world, _: [world.claim.pk], is_of_one_team=True, allowed=302
    ),
    "truck:claim-paper": Place(
        May.ACT_ON_ORDERS, "GET", lambda world, _: [world.claim.papers.get().pk], is_of_one_team=True
    ),
    "truck:claims": Place(May.SEE_WAREHOUSE),
    "truck:claim": Place(
        May.ACT_ON_ORDERS, "both", lambda world, _: [world.claim.pk], is_of_one_team=True
    ),
    "truck:scans": Place(May.SEE_WAREHOUSE),
    "truck:manifests": Place(May.SEE_WAREHOUSE),
    "truck:reopen": _of_manifest(May.ACT_ON_ORDERS, "POST"),
    "truck:paper": _of_manifest(May.SEE_WAREHOUSE, "GET"),
    "truck:list": _of_manifest(May.SEE_WAREHOUSE, "GET"),
    "truck:windows": Place(May.SEE_WAREHOUSE),
    "truck:undo": Place(May.CHANGE_WAREHOUSE, "POST", allowed=302),
    "truck:change-window": _of_window("both"),
    "truck:remove-window": _of_window("POST"),
    "truck:add-window": _of_house(**WINDOW),
    "truck:close-day": _of_house(),
    "truck:change-warehouse": _of_house(),
    "truck:add-warehouse": Place(May.CHANGE_WAREHOUSE, "both"),
    "truck:open-day": Place(
        May.CHANGE_WAREHOUSE, "POST", lambda world, _: [world.closure.pk], is_of_one_team=True
    ),
    "truck:name-warehouse": Place(May.CHANGE_WAREHOUSE, "POST"),
    "today": Place(May.SEE_ORDERS, denied=302),  # leads to the first page that is theirs
    "orders:list": Place(May.SEE_ORDERS),
    "orders:export": Place(May.SEE_ORDERS),
    "orders:save-view": Place(May.SEE_ORDERS, "POST", allowed=302, also={"name": "Mine", "query": "open=on"}),
    "orders:share-view": _of_view(),
    "orders:delete-view": _of_view(),
    "orders:bulk": Place(May.ACT_ON_ORDERS, "POST", lambda *_: ["snooze"], allowed=302),
    "orders:bulk-preview": Place(
        May.ACT_ON_ORDERS, "POST", lambda *_: ["snooze"], also={"all": "1", "query": ""}
    ),
    "labels:batches": Place(May.ACT_ON_ORDERS, "both"),
    "labels:batch": _of_papers("batch"),
    "labels:paper": _of_papers("batch"),
    "labels:file": _of_papers("file"),
    "labels:remove-file": _of_papers("file", "POST", allowed=302),
    "labels:attach": Place(
        May.ACT_ON_ORDERS, "POST", lambda world, _: [world.order.pk], is_of_one_team=True, allowed=302
    ),
    "labels:print": Place(
        May.ACT_ON_ORDERS,
        "POST",
        lambda world, _: [world.order.pk, world.package.pk, "label"],
        is_of_one_team=True,
        allowed=404,  # the seller ships it
    ),
    "orders:link-copy": Place(
        May.ACT_ON_ORDERS,
        "POST",
        lambda world, _: [world.order.pk],
        is_of_one_team=True,
        allowed=404,  # the form names no original
    ),
    "orders:dismiss-copy": Place(
        May.ACT_ON_ORDERS,
        "POST",
        lambda world, _: [world.order.pk],
        is_of_one_team=True,
        allowed=404,  # the form names no other
    ),
    "orders:unlink-copy": _act(),
    "orders:listings": Place(May.SEE_ORDERS),
    "orders:map-listing": Place(
        May.ACT_ON_ORDERS, "POST", is_of_one_team=True, allowed=302,
        also={"shop": "glowing-abrixa", "listing": "x", "code": "glowing abrixa SKU"},
    ),
    "orders:variant-fits": Place(
        May.ACT_ON_ORDERS,
        "POST",
        lambda world, _: [world.order.pk, world.order.lines.first().pk],
        is_of_one_team=True,
        allowed=302,
    ),
    "orders:numbers": Place(May.ACT_ON_ORDERS, "POST", also={"all": "1", "query": ""}),
    "orders:bulk-result": Place(
        May.ACT_ON_ORDERS, "GET", lambda world, _: [world.event.pk], is_of_one_team=True, allowed=302
    ),
    "orders:undo": Place(
        May.ACT_ON_ORDERS, "POST", lambda world, _: [world.event.pk], is_of_one_team=True, allowed=302
    ),
    "orders:detail": Place(May.SEE_ORDERS, "GET", lambda world, _: [world.order.pk], is_of_one_team=True),
    "orders:hold": _act(evidence="the buyer asked to wait"),
    "orders:release-hold": Place(
        May.ACT_ON_ORDERS, "POST", lambda world, _: [world.order.pk, world.hold.pk], is_of_one_team=True, allowed=302
    ),
    "orders:acknowledge-address": Place(
        May.ACT_ON_ORDERS, "POST", lambda world, _: [world.order.pk, world.hold.pk], is_of_one_team=True, allowed=302
    ),
    "orders:snooze": _act(hours="4"),
    "orders:wake": _act(),
    "orders:assign": _act(user=""),
    "orders:carrier": Place(May.SEE_ORDERS, "GET", lambda world, _: [world.order.pk], is_of_one_team=True),
    "orders:ask-carrier": _act(),
    "tracking:list": Place(May.SEE_ORDERS),
    "tracking:export": Place(May.SEE_ORDERS),
    "tracking:behind": Place(May.SEE_ORDERS),
    "uploads:order": Place(May.ACT_ON_ORDERS, "GET", lambda world, _: [world.order.pk], is_of_one_team=True),
    "uploads:panel": Place(May.SEE_ORDERS, "GET", lambda world, _: [world.sent.pk], is_of_one_team=True),
    "uploads:send": _act(number="1Z999AA10123456784", carrier="ups"),
    "requests:waiting": Place(May.SEE_ORDERS),
    "requests:answer": Place(May.ACT_ON_ORDERS, "GET", lambda world, _: [world.sent.pk], is_of_one_team=True),
    "requests:send": Place(
        May.ACT_ON_ORDERS, "POST", lambda world, _: [world.sent.pk], is_of_one_team=True, allowed=302,
        also={"request": REQUEST, "decision": "yes"},
    ),
    "bundles:combinable": Place(May.ACT_ON_ORDERS),
    "bundles:combine": Place(May.ACT_ON_ORDERS, "GET", lambda world, _: [world.order.pk], is_of_one_team=True),
    "bundles:send-combined": _act(),
    "bundles:split": Place(May.ACT_ON_ORDERS, "GET", lambda world, _: [world.order.pk], is_of_one_team=True),
    "bundles:send-split": _act(),
    "bundles:take-apart": Place(May.ACT_ON_ORDERS, "GET", lambda world, _: [world.order.pk], is_of_one_team=True),
    "bundles:send-apart": _act(),
    "uploads:withdraw": _of_write(),
    "uploads:retry": _of_write(),
    "uploads:lists": Place(May.ACT_ON_ORDERS, "both"),
    "supplier-numbers:waiting": Place(May.SEE_ORDERS),
    "supplier-numbers:bring": Place(May.ACT_ON_ORDERS, "POST", allowed=302),
    "uploads:list": _of_list("GET"),
    "uploads:list-mend": _of_list("GET"),
    "uploads:list-report": _of_list("GET"),
    "uploads:list-send": _of_list(),
    "uploads:list-undo": _of_list(),
    "uploads:list-forget": _of_list(),
    "tracking:of-order": Place(May.SEE_ORDERS, "GET", lambda world, _: [world.order.pk], is_of_one_team=True),
    "metrics:index": Place(May.SEE_METRICS),
    "stages:index": Place(May.SEE_METRICS, query=lambda world: {"shop": world.shop.slug}, is_of_one_team=True),
    "stages:stage": Place(
        May.SEE_METRICS, "GET", lambda *_: ["first_scan"], lambda world: {"shop": world.shop.slug}, is_of_one_team=True
    ),
    "weekly:last": Place(May.SEE_METRICS),
    "weekly:week": Place(May.SEE_METRICS, "GET", lambda *_: [LAST_WEEK]),
    "weekly:coming": Place(May.SEE_METRICS, "GET", lambda *_: [LAST_WEEK]),
    "weekly:export": Place(May.SEE_METRICS, "GET", lambda *_: [LAST_WEEK, "csv"]),
    "weekly:act": Place(May.DECIDE, "both", lambda *_: [LAST_WEEK]),
    "weekly:note": Place(May.DECIDE, "POST", lambda *_: [LAST_WEEK], allowed=302),
    "weekly:sign": Place(May.DECIDE, "POST", lambda *_: [LAST_WEEK], allowed=302),
    "weekly:reopen": Place(May.DECIDE, "POST", lambda *_: [LAST_WEEK], allowed=302),
    "weekly:change": _of_action(method="both"),
    "weekly:set-action": _of_action("done"),
    "weekly:set-note": Place(
        May.DECIDE, "POST", lambda world, _: [world.note.pk, "removed"], is_of_one_team=True, allowed=302
    ),
    "metrics:detail": _of_rate(),
    "metrics:units": _of_rate(),
    "metrics:export": _of_rate(),
    "metrics:crossed": _of_rate(),
    "metrics:crossed-export": _of_rate(),
    "metrics:versions": _of_rate(),
    "metrics:ahead": _of_rate(),
    "published:index": _of_rate(),
    "published:add": Place(
        May.CHANGE_RULES, "POST", lambda *_: ["late-dispatch-rate"], lambda world: {"shop": world.shop.slug},
        is_of_one_team=True, allowed=302,
    ),
    "published:explained": _of_published(May.SEE_METRICS, "GET"),
    "published:remove": _of_published(May.CHANGE_RULES, "POST"),
    "violations:index": Place(May.SEE_METRICS),
    "violations:add": Place(May.CHANGE_RULES, "POST", allowed=400),  # an empty form
    "violations:violation": _of_violation(May.SEE_METRICS, "GET"),
    "violations:step": _of_violation(May.CHANGE_RULES, "POST"),
    "violations:paper": _of_violation(May.SEE_METRICS, "GET"),
    "violations:pack": _of_violation(May.SEE_METRICS, "GET"),
    "violations:of-order": Place(
        May.SEE_METRICS, "GET", lambda world, _: [world.order.pk], is_of_one_team=True
    ),
    **_routing(),
    **_buying_by_itself(),
    "readiness:index": Place(May.SEE_METRICS),
    "readiness:product": Place(
        May.SEE_METRICS, "GET", lambda world, _: [world.stock.lot.sku_id], is_of_one_team=True
    ),
    "refunds:index": Place(May.SEE_METRICS),
    "refunds:rows": Place(May.SEE_METRICS),
    "refunds:export": Place(May.SEE_METRICS),
    "refunds:defects": Place(May.SEE_METRICS),
    "refunds:defects-export": Place(May.SEE_METRICS),
    "refunds:defect-orders": Place(May.SEE_METRICS),
    "refunds:defect-orders-export": Place(May.SEE_METRICS),
    "refunds:request": Place(
        May.SEE_METRICS, "GET", lambda world, _: [world.sent.refunds.get().pk], is_of_one_team=True
    ),
    "channels:list": Place(May.SEE_CHANNELS),
    "channels:pull": _of_connection(),
    "channels:pause": _of_connection(),
    "channels:resume": _of_connection(),
    "tracking:make-link": _act(),
    "tracking:revoke-link": _act(),
    "tracking:front": Place(
        May.CHANGE_RULES, "both", lambda world, _: [world.shop.slug], is_of_one_team=True, also={"name": "x"}
    ),
    "alerts": Place(May.SEE_CHANNELS),
    "alerts-mail": Place(May.SEE_CHANNELS, "POST", allowed=302),
    "alerts-quiet": Place(May.CHANGE_RULES, "POST", allowed=302),
    "alert-seen": _of_alert(),
    "alert-unseen": _of_alert(),
    "channels:compare": _of_connection(),
    "channels:fetch": _of_connection(),
    "channels:reconciliation": Place(May.SEE_CHANNELS),
    "channels:accept": _of_discrepancy(),
    "channels:unaccept": _of_discrepancy(),
    "channels:quarantine": Place(May.SEE_CHANNELS),
    "channels:quarantined-item": _of_quarantine(May.SEE_CHANNELS, "GET"),
    "channels:retry": _of_quarantine(May.RUN_CHANNELS, "POST"),
    "channels:dismiss": _of_quarantine(May.RUN_CHANNELS, "POST"),
    "channels:reopen": _of_quarantine(May.RUN_CHANNELS, "POST"),
    "channels:connect": Place(May.RUN_CHANNELS),
    "channels:connect-channel": Place(May.RUN_CHANNELS, "both", lambda *_: ["shopify"]),
    "channels:first-import": Place(
        May.SEE_CHANNELS, "GET", lambda world, _: [world.connection.pk], is_of_one_team=True
    ),
    "channels:disconnect": Place(
        May.RUN_CHANNELS, "both", lambda world, _: [world.connection.pk], is_of_one_team=True, allowed=200
    ),
    "channels:own-store": Place(May.SEE_CHANNELS, "GET", lambda world, _: [world.shop.pk], is_of_one_team=True),
    "channels:tiktok-callback": Place(May.RUN_CHANNELS, allowed=400),  # no consent was begun
    "channels:shopify-callback": Place(May.RUN_CHANNELS, allowed=400),  # nor here
    "channels:woocommerce-callback": Place(May.RUN_CHANNELS, allowed=400),  # nor here
    "channels:privacy": Place(May.RUN_CHANNELS),
    "channels:privacy-download": _of_privacy("GET"),
    "channels:privacy-done": _of_privacy("POST"),
    "channels:privacy-undo": _of_privacy("POST"),
    "rulebook-index": Place(May.SEE_RULES, allowed=302),
    "rulebook": Place(May.SEE_RULES, args=lambda *_: ["tiktok-us"]),
    "team": Place(May.MANAGE_TEAM, "both"),
    "team-role": _of_member(),
    "team-remove": _of_member(),
    "team-invite-again": _of_member(),
    "tokens": Place(May.MANAGE_TEAM, "both"),
    "token-revoke": Place(
        May.MANAGE_TEAM, "POST", lambda world, _: [world.token.pk], is_of_one_team=True, allowed=302
    ),
    "channels:imports": Place(May.RUN_CHANNELS, "both"),
    "channels:import": _of_upload("GET"),
    "channels:import-map": _of_upload("both"),
    "channels:import-report": _of_upload("GET"),
    "channels:import-run": _of_upload(),
    "channels:import-undo": _of_upload(),
    "channels:import-forget": _of_upload(),
    "channels:carriers": Place(May.RUN_CHANNELS, "both"),
    "channels:carrier-feed": _of_feed(May.SEE_CHANNELS, "GET", 200),
    "channels:carrier-secret": _of_feed(allowed=200),
    "channels:carrier-run": _of_feed(),
    "channels:carrier-pause": _of_feed(),
    "channels:carrier-resume": _of_feed(),
    "channels:carrier-disconnect": _of_feed(),
    "channels:carrier-retry": _of_carrier_message(),
    "channels:carrier-dismiss": _of_carrier_message(),
    "channels:carrier-reopen": _of_carrier_message(),
    "tickets:list": Place(May.SEE_ORDERS),
    "tickets:export": Place(May.SEE_ORDERS),
    "tickets:detail": Place(May.SEE_ORDERS, "GET", lambda world, _: [world.ticket.pk], is_of_one_team=True),
    "tickets:topic": _of_ticket(topic="damaged"),
    "tickets:answer": _of_ticket(),
    "tickets:reopen": _of_ticket(),
    "tickets:link": _of_ticket(order="1"),
    "tickets:unlink": _of_ticket(),
    "channels:chats": Place(May.RUN_CHANNELS, "both"),
    "channels:chat": _of_room("both"),
    "channels:chat-test": _of_room(),
    "channels:chat-pause": _of_room(),
    "channels:chat-resume": _of_room(),
    "channels:chat-remove": _of_room(),
    "channels:chat-again": Place(
        May.RUN_CHANNELS, "POST", lambda world, _: [world.post.pk], is_of_one_team=True, allowed=302
    ),
    "channels:webhooks": Place(May.MANAGE_TEAM, "both"),
    "channels:webhook-log": _of_webhook("GET"),
    "channels:webhook-test": _of_webhook(),
    "channels:webhook-pause": _of_webhook(),
    "channels:webhook-resume": _of_webhook(),
    "channels:webhook-remove": _of_webhook(),
    "channels:webhook-again": Place(
        May.MANAGE_TEAM, "POST", lambda world, _: [world.delivery.pk], is_of_one_team=True, allowed=302
    ),
    "switch-team": Place(
        None, "POST", is_of_one_team=True, allowed=302, also={"team": "glow"}
    ),
}  # fmt: skip


def addresses() -> list[tuple[str, Callable[..., Any]]]:
    """(name with its namespace, view) of every address but the entrance's."""
    return list(_under(get_resolver(), ""))


def _under(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield f"{namespace}{each.name}", each.callback
        elif getattr(each.urlconf_name, "__name__", "") != "fulfillment.accounts.entrance":
            yield from _under(each, f"{namespace}{each.namespace}:" if each.namespace else namespace)
