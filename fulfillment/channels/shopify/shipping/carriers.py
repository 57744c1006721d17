"""What Shopify calls our carriers. It builds the link itself for names in its own spelling; capitals count.

Source: `FulfillmentTrackingInfo.company` of the Admin schema 2026-10, read 2026-11-26.
"""

from __future__ import annotations

from fulfillment.channels.shipments import Shipment
from fulfillment.tracking.numbers import carrier_name

NAMES = {
    "amazon": "Amazon",
    "an_post": "An Post",
    "aramex": "Aramex Australia",
    "asendia": "Asendia USA",
    "australia_post": "Australia Post",
    "bpost": "BPost",
    "brt": "BRT",
    "canada_post": "Canada Post",
    "canpar": "Canpar",
    "cdl": "CDL Last Mile",
    "china_post": "China Post",
    "chronopost": "Chronopost",
    "colissimo": "Colissimo",
    "correios": "Correios",
    "correos": "Correos",
    "ctt": "CTT",
    "deutsche_post": "Deutsche Post",
    "dhl_ecommerce": "DHL eCommerce",
    "dpd": "DPD",
    "dx": "DX",
    "evri": "Evri",
    "fastway": "Fastway",
    "fedex": "FedEx",
    "fourpx": "4PX",
    "gls": "GLS",
    "hermes_de": "Hermes",
    "india_post": "India Post",
    "inpost": "Inpost",
    "lasership": "Lasership",
    "lso": "Lone Star Overnight",
    "mondial_relay": "Mondial Relay",
    "ninja_van": "NinjaVan",
    "nz_post": "New Zealand Post",
    "old_dominion": "Old Dominion",
    "ontrac": "OnTrac",
    "parcelforce": "Parcelforce",
    "pitney_bowes": "Pitney Bowes",
    "poste_italiane": "Poste Italiane",
    "postnl": "PostNL",
    "purolator": "Purolator",
    "qxpress": "Qxpress",
    "royal_mail": "Royal Mail",
    "seur": "SEUR",
    "sf": "SF Express",
    "singpost": "Singapore Post",
    "swiss_post": "Swiss Post",
    "tforce": "TForce Final Mile",
    "tnt": "TNT",
    "tuffnells": "Tuffnells",
    "ups": "UPS",
    "usps": "USPS",
    "wizmo": "Wizmo",
    "yodel": "Yodel",
    "yunexpress": "YunExpress",
}
# Names that Shopify has for one country only, before those for every country.
IN_MARKET = {("dhl", "DE"): "DHL", ("dpd", "GB"): "DPD UK", ("dpd", "IE"): "DPD Ireland"}


def tracking(shipment: Shipment, numbers: list[str], *, market: str) -> dict[str, object]:
    """What a fulfillment is told of its parcels; our own link only where Shopify cannot build one."""
    code = shipment.carrier
    known = IN_MARKET.get((code, market)) or NAMES.get(code)
    told: dict[str, object] = {"number": numbers[0]} if len(numbers) == 1 else {"numbers": numbers}
    if company := known or shipment.carrier_name or carrier_name(code):
        told["company"] = company
    if shipment.tracking_url and not known and len(numbers) == 1:
        told["url"] = shipment.tracking_url
    return told
