"""Who an order goes to, as far as TikTok Shop shows it: masked and missing addresses are normal."""

from fulfillment.channels.records import BuyerRecord
from fulfillment.channels.tiktok.mapping.values import country, identifier, text
from fulfillment.channels.tiktok.payloads import Address, OrderPayload

REGION_LEVELS = frozenset({"state", "province", "region"})
CITY_LEVELS = frozenset({"city", "town", "municipality", "post town"})


def buyer(payload: OrderPayload) -> BuyerRecord:
    address = payload.recipient_address
    if not isinstance(address, Address):
        return BuyerRecord(external_id=identifier(payload.user_id), email=text(payload.buyer_email))
    region, city = _places(address)
    return BuyerRecord(
        external_id=identifier(payload.user_id),
        name=text(address.name),
        email=text(payload.buyer_email),
        phone=text(address.phone_number, 40),
        line1=text(address.address_line1) or text(address.address_detail) or text(address.full_address),
        line2=text(address.address_line2),
        city=text(address.post_town) or city,
        region=region,
        postal_code=text(address.postal_code, 20),
        country=country(address.region_code),
    )


def _places(address: Address) -> tuple[str, str]:
    region = city = ""
    for district in address.district_info or ():
        level = text(district.address_level_name).lower()
        if level in REGION_LEVELS:
            region = text(district.address_name)
        elif level in CITY_LEVELS:
            city = text(district.address_name)
    return region, city
