"""Who an order goes to, as far as Shopify shows it: without its approval every part may be null."""

from fulfillment.channels.records import BuyerRecord
from fulfillment.channels.shopify.mapping.values import country, number_of, text
from fulfillment.channels.shopify.payloads import OrderPayload


def buyer(payload: OrderPayload) -> BuyerRecord:
    address = payload.shipping_address
    known = BuyerRecord(external_id=number_of(payload.customer), email=text(payload.email))
    if address is None:
        return known
    return BuyerRecord(
        external_id=known.external_id,
        email=known.email,
        name=text(address.name),
        phone=text(address.phone, 40),
        line1=text(address.address1),
        line2=text(address.address2),
        city=text(address.city),
        region=text(address.province_code),
        postal_code=text(address.zip, 20),
        country=country(address.country_code_v2),
    )
