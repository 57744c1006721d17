"""Who an order goes to: its shipping address, else the one that was billed."""

from fulfillment.channels.records import BuyerRecord
from fulfillment.channels.values import identifier
from fulfillment.channels.woocommerce.mapping.values import country, text, title
from fulfillment.channels.woocommerce.payloads import Address, OrderPayload


def buyer(payload: OrderPayload) -> BuyerRecord:
    """Guests have no id of their own: their e-mail address tells them apart."""
    billing = payload.billing if isinstance(payload.billing, Address) else Address()
    shipping = payload.shipping if isinstance(payload.shipping, Address) else Address()
    address = shipping if _is_somewhere(shipping) else billing
    return BuyerRecord(
        external_id=identifier(payload.customer_id),
        name=_name(address) or _name(billing),
        email=text(billing.email),
        phone=text(address.phone, 40) or text(billing.phone, 40),
        line1=title(address.address_1),
        line2=title(address.address_2),
        city=title(address.city),
        region=text(address.state),
        postal_code=text(address.postcode, 20),
        country=country(address.country),
    )


def _is_somewhere(address: Address) -> bool:
    """A country alone stands there by the store's default."""
    return bool(text(address.address_1) or text(address.city) or text(address.postcode))


def _name(address: Address) -> str:
    person = f"{title(address.first_name)} {title(address.last_name)}".strip()
    return person or title(address.company)
