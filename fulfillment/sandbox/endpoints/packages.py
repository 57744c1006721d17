"""Package list, package detail and an order's tracking events."""

from fulfillment.sandbox.answers import packages as answers
from fulfillment.sandbox.endpoints.searching import search
from fulfillment.sandbox.envelope import Json, Refused
from fulfillment.sandbox.request import Request
from fulfillment.sandbox.world.model import Parcel
from fulfillment.sandbox.world.world import World


def search_packages(request: Request, world: World) -> Json:
    status = request.json.get("package_status")

    def keep(parcel: Parcel) -> bool:
        return parcel.status(request.now) == status

    return search(
        request,
        world,
        kind="package",
        list_name="packages",
        show=answers.brief,
        sizes=(1, 50, None),
        default_order="ASC",
        keep=keep if status else None,
    )


def package_detail(request: Request, world: World) -> Json:
    parcel = world.index[request.of.slug, "package"].items.get(request.captured["id"])
    if parcel is None:
        raise Refused(21011001, "The package does not exist.")
    return answers.detail(parcel, request.now)


def order_tracking(request: Request, world: World) -> Json:
    order = world.orders.get(request.captured["id"])
    if order is None or order.shop is not request.of:
        raise Refused(21008111, "The order does not belong to this seller.")
    return {"tracking": answers.events(order, request.now)}
