"""Combining orders into one package, taking them apart and splitting one, with the platform's checks in its order."""

from collections import defaultdict
from typing import Any

from fulfillment.sandbox.answers.orders import asks_to_cancel
from fulfillment.sandbox.envelope import Json, Refused, invalid
from fulfillment.sandbox.paging import page_size
from fulfillment.sandbox.request import Request
from fulfillment.sandbox.world.model import Order, Parcel, Shop
from fulfillment.sandbox.world.world import World

MOST = 20
NOT_ALLOWED = 10007014


def combinable(request: Request, world: World) -> Json:
    """Drafts of packages; their ids hold as long as their first order waits."""
    size = page_size(request.params, least=1, most=50, default=None)
    start = int(request.params.get("page_token") or 0)
    drafts = sorted(_drafts(world, request.of, request.now).items())
    shown = [
        {"id": draft, "order_ids": [order.id for order in orders]}
        for draft, orders in drafts[start : start + size]
    ]
    more = str(start + size) if start + size < len(drafts) else ""
    return {"combinable_packages": shown, "next_page_token": more, "total_count": len(drafts)}


def combine(request: Request, world: World) -> Json:
    """What cannot be combined is told as an error beside what was."""
    wanted = request.json.get("combinable_packages")
    if not isinstance(wanted, list) or not wanted:
        raise invalid("Invalid `combinable_packages`: a list is required.")
    drafts = _drafts(world, request.of, request.now)
    packages, errors = [], []
    for each in wanted:
        chosen = _chosen(each, drafts)
        if not 2 <= len(chosen) <= MOST:
            told = {"package_id": each["id"]}
            errors.append(
                {"code": NOT_ALLOWED, "message": "fulfillment not allow combine package", "detail": told}
            )
            continue
        parcel = world.combine(chosen, _new_id(world, chosen[0]), at=request.now)
        packages.append(_told(parcel))
    return {"packages": packages, "errors": errors}


def uncombine(request: Request, world: World) -> Json:
    parcel: Parcel | None = world.index[request.of.slug, "package"].items.get(request.captured["id"])
    if parcel is None:
        raise Refused(21011028, "The package does not belong to the current shop.")
    named = request.json.get("order_ids")
    if not isinstance(named, list) or not named:
        raise Refused(21011005, "An invalid request parameter was passed.")
    known = {order.id for order in parcel.orders}
    if not set(named) <= known:
        raise Refused(21011029, "order does not belong to fulfill unit")
    if parcel.arranged_at <= request.now:
        raise Refused(10007002, "The package status does not allow this.")
    first = world.orders[parcel.orders[0].id]
    leaving = [(_new_id(world, first, n), one) for n, one in enumerate(dict.fromkeys(named))]
    if len(leaving) == len(known):
        leaving = leaving[1:]  # the last one keeps the package
    made = world.uncombine(parcel, leaving, at=request.now)
    return {"packages": [_told(each) for each in [*made, parcel]]}


def split_attributes(request: Request, world: World) -> Json:
    ids = [each for each in request.params.get("order_ids", "").split(",") if each]
    found = [(one, world.orders.get(one)) for one in ids]
    return {
        "split_attributes": [
            _attributes(order, request.now)
            for _, order in found
            if order is not None and order.shop is request.of
        ]
    }


def split(request: Request, world: World) -> Json:
    order = world.orders.get(request.captured["id"])
    if order is None or order.shop is not request.of:
        raise Refused(21008111, "The order does not belong to this seller.")
    groups = _groups(request, order)
    if reason := _why_whole(order, request.now):
        raise Refused(21011035, f"split order not allowed: {reason}")
    named = [(_new_id(world, order, n), units) for n, (_, units) in enumerate(groups)]
    parcels = world.split(order, named, at=request.now)
    return {
        "packages": [
            {"splittable_group_id": group, "id": parcel.id}
            for (group, _), parcel in zip(groups, parcels, strict=True)
        ]
    }


def _drafts(world: World, shop: Shop, now: int) -> dict[str, list[Order]]:
    """Orders of one buyer to one address, in the order they were placed."""
    found: dict[Any, list[Order]] = defaultdict(list)
    for order in world.orders.values():
        if order.shop is shop and order.status == "AWAITING_SHIPMENT" and not _why_alone(order, now):
            to = order.recipient(now)
            where = (to.user_id, to.street, to.unit, to.postal_code)
            found[*where, order.shipping_type, order.fulfillment_type].append(order)
    groups = (sorted(group, key=lambda one: (one.created_at, one.id)) for group in found.values())
    return {f"1156{group[0].id[3:]}0": group for group in groups if len(group) > 1}


def _chosen(each: Any, drafts: dict[str, list[Order]]) -> list[Order]:
    if not isinstance(each, dict) or each.get("id") not in drafts:
        raise Refused(21011028, "The package does not belong to the current shop.")
    group = {order.id: order for order in drafts[each["id"]]}
    named = each.get("order_ids") or list(group)
    if not set(named) <= set(group):
        raise Refused(21011031, "Order does not belong to pre_pkg.")
    return [group[one] for one in dict.fromkeys(named)]


def _groups(request: Request, order: Order) -> list[tuple[str, list[str]]]:
    given = request.json.get("splittable_groups")
    if not isinstance(given, list) or len(given) < 2 or not all(isinstance(each, dict) for each in given):
        raise Refused(21011005, "Invalid parameters.")
    groups = [(str(each.get("id")), list(each.get("order_line_item_ids") or ())) for each in given]
    named = sorted(one for _, units in groups for one in units)
    if named != sorted(unit.id for unit in order.units) or not all(units for _, units in groups):
        raise Refused(21011005, "Invalid parameters.")
    return groups


def _attributes(order: Order, now: int) -> Json:
    reason = _why_whole(order, now)
    told: Json = {
        "order_id": order.id,
        "can_split": not reason,
        "must_split": False,
        "must_split_reasons": [],
    }
    return told | ({"reason": reason} if reason else {})


def _why_whole(order: Order, now: int) -> str:
    if order.status == "CANCELLED":
        return "Order has been canceled"
    if order.status != "AWAITING_SHIPMENT" or order.fulfillment_type != "FULFILLMENT_BY_SELLER":
        return "order status not allow split"
    if len(order.units) < 2:
        return "order only has one item"
    if asks_to_cancel(order, now):
        return "order has reverse order in progress"
    return "order has been split or combined" if _is_drafted(order, now) else ""


def _why_alone(order: Order, now: int) -> bool:
    ours = order.fulfillment_type == "FULFILLMENT_BY_SELLER" and order.kind != "VIRTUAL_ORDER"
    return not ours or asks_to_cancel(order, now) or _is_drafted(order, now)


def _is_drafted(order: Order, now: int) -> bool:
    return any(parcel.drafted_at <= now and (len(parcel.orders) > 1 or order.tag) for parcel in order.parcels)


def _new_id(world: World, order: Order, n: int = 0) -> str:
    return f"1155{order.id[3:]}{len(world.written) % 100:02d}{n}"


def _told(parcel: Parcel) -> Json:
    return {"id": parcel.id, "order_ids": [order.id for order in parcel.orders]}
