"""Why a number cannot be given, and what WooCommerce's codes mean for the person who gave it. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from fulfillment.channels.errors import Refused
from fulfillment.channels.woocommerce.mapping.statuses import Meaning
from fulfillment.channels.woocommerce.shipping.checking import numbers
from fulfillment.channels.woocommerce.shipping.looking import Look

GONE = "The store does not know this order any more: it was deleted for good. Nothing was written."
BY_CODE = {
    "woocommerce_rest_shipment_tracking_invalid_provider": (
        "The store's tracking plugin does not know this carrier. Choose one that it offers, or add it in the plugin."
    ),
    "woocommerce_rest_order_invalid_id": GONE,
    "woocommerce_rest_shop_order_invalid_id": GONE,
    "woocommerce_rest_order_shipment_tracking_invalid_id": (
        "The store does not show this number any more: somebody removed it there. Give the right number as a new one."
    ),
    "rest_missing_callback_param": "The store misses something that its plugin demands. Look for an update of the plugin.",
    "rest_invalid_param": "The store does not take one of the values. Check number and carrier.",
}


def of(refusal: Refused) -> tuple[str, str]:
    """(the store's code, our sentence)."""
    if not refusal.code:  # it is we who say no
        return "", f"{refusal.sentence} {refusal.fix}"
    code, _, message = refusal.message.partition(": ")
    if code in BY_CODE:
        return code, BY_CODE[code]
    return code, f"The store refused it: {(message or code).rstrip('.')}."


def why_not(seen: Look, units: Mapping[str, int], *, is_all: bool) -> str:
    """Blank where the parcel may be written."""
    if seen.meaning in (Meaning.CANCELLED, Meaning.REFUNDED):
        return (
            f"The store says that this order is “{seen.slug}”. Keep the parcel back; if it must go, "
            "set the order to “processing” in WooCommerce first."
        )
    if seen.meaning is Meaning.UNPAID:
        return (
            f"The store says that this order is not paid (“{seen.slug}”), and a number would complete it. "
            "Wait for the money."
        )
    if is_all and (not units or (seen.is_sent and seen.parcels)):
        return (
            f"The store says that everything of this order is shipped already ({numbers(seen)}). "
            "Correct that number instead."
        )
    left = seen.left
    for line, wanted in units.items():
        if line not in seen.units or (left is not None and wanted > left[line]):
            have = left[line] if left is not None else 0
            return f"Only {have} of line {line} are left to ship, {wanted} were given. Change what the parcel holds."
    return ""
