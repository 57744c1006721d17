"""Which version of which TikTok Shop endpoint we call. A retired version is changed here and nowhere else."""

from typing import NamedTuple


class Endpoint(NamedTuple):
    """`path` may hold `{id}`; `cipher`: `shop_cipher` must be sent, else it must be absent."""

    method: str
    path: str
    cipher: bool = True
    scope: str = ""


AUTHORIZED_SHOPS = Endpoint(
    "GET", "/authorization/202309/shops", cipher=False, scope="seller.authorization.info"
)
ORDER_SEARCH = Endpoint("POST", "/order/202309/orders/search", scope="seller.order.info")
ORDER_DETAIL = Endpoint("GET", "/order/202507/orders", scope="seller.order.info")
PACKAGE_SEARCH = Endpoint("POST", "/fulfillment/202309/packages/search", scope="seller.fulfillment.basic")
PACKAGE_DETAIL = Endpoint("GET", "/fulfillment/202309/packages/{id}", scope="seller.fulfillment.basic")
DOCUMENT = Endpoint(
    "GET", "/fulfillment/202309/packages/{id}/shipping_documents", scope="seller.fulfillment.basic"
)
TRACKING = Endpoint("GET", "/fulfillment/202309/orders/{id}/tracking", scope="seller.logistics")
SHIPPING_PROVIDERS = Endpoint(
    "GET", "/logistics/202309/delivery_options/{id}/shipping_providers", scope="seller.logistics"
)
# The newest first; an older one where the shop's region does not know it yet.
SHIP = (
    Endpoint("POST", "/fulfillment/202610/orders/{id}/packages", scope="seller.fulfillment.basic"),
    Endpoint("POST", "/fulfillment/202309/orders/{id}/packages", scope="seller.fulfillment.basic"),
)
CORRECT_ORDER = Endpoint(
    "POST", "/fulfillment/202309/orders/{id}/shipping_info/update", scope="seller.logistics"
)
CORRECT_PACKAGE = (
    Endpoint(
        "POST", "/fulfillment/202610/packages/{id}/shipping_info/update", scope="seller.fulfillment.basic"
    ),
    Endpoint(
        "POST", "/fulfillment/202309/packages/{id}/shipping_info/update", scope="seller.fulfillment.basic"
    ),
)
COMBINABLE = Endpoint(
    "GET", "/fulfillment/202309/combinable_packages/search", scope="seller.fulfillment.package.write"
)
COMBINE = Endpoint("POST", "/fulfillment/202309/packages/combine", scope="seller.fulfillment.package.write")
UNCOMBINE = Endpoint(
    "POST", "/fulfillment/202309/packages/{id}/uncombine", scope="seller.fulfillment.package.write"
)
SPLIT_ATTRIBUTES = Endpoint(
    "GET", "/fulfillment/202309/orders/split_attributes", scope="seller.fulfillment.package.write"
)
SPLIT = Endpoint("POST", "/fulfillment/202309/orders/{id}/split", scope="seller.fulfillment.package.write")
CANCELLATION_SEARCH = Endpoint(
    "POST", "/return_refund/202602/cancellations/search", scope="seller.return_refund.basic"
)
RETURN_SEARCH = Endpoint("POST", "/return_refund/202602/returns/search", scope="seller.return_refund.basic")
REJECT_REASONS = Endpoint("GET", "/return_refund/202309/reject_reasons", scope="seller.return_refund.basic")
# By (about a return, granting it).
ANSWER = {
    (is_return, grants): Endpoint(
        "POST",
        f"/return_refund/202309/{'returns' if is_return else 'cancellations'}/{{id}}/{'approve' if grants else 'reject'}",
        scope="seller.return_refund.basic",
    )
    for is_return in (False, True)
    for grants in (False, True)
}
# The Shop Performance Score, for shops in the United States; no source names the scope that it needs.
SPS_METRICS = Endpoint("GET", "/analytics/202606/shop_performances/metrics")
SPS_DIAGNOSIS = Endpoint("GET", "/analytics/202606/shop_performances/metrics/{id}/diagnosis")
SPS_PROBLEMS = Endpoint("GET", "/analytics/202606/shop_performances/metrics/{id}/problem_details")
WEBHOOKS = Endpoint("GET", "/event/202309/webhooks")
WEBHOOK_SET = Endpoint("PUT", "/event/202309/webhooks")
WEBHOOK_DELETE = Endpoint("DELETE", "/event/202309/webhooks")

TOKEN_EXCHANGE = "/api/v2/token/get"
TOKEN_REFRESH = "/api/v2/token/refresh"

BASE_URL = "https://open-api.tiktokglobalshop.com"
AUTH_URL = "https://auth.tiktok-shops.com"
CONSENT_URLS = {"US": "https://services.us.tiktokshop.com/open/authorize"}
CONSENT_URL = "https://services.tiktokshop.com/open/authorize"  # the rest of the world
