"""How a sold unit is listed: mostly as the product is; now and then a seller slips.

A new variant goes on sale before it has a code, or a variant with another country's plug is sold.
"""

import random
from dataclasses import dataclass

from fulfillment.sandbox.world.model import Order, Unit

WITHOUT_CODE, WRONG_PLUG = 0.006, 0.018
WITH_PLUG = ("BRT-GLOW-WW", "BRT-GLOW-RGB", "YWG-PRNT-MINI", "BRT-PROJ-GX")


@dataclass(frozen=True)
class Listed:
    variant: str
    seller_sku: str
    mark: str = ""  # ends the ids of listings that are not the product's own


def listed(order: Order, unit: Unit) -> Listed:
    """By a chance of its own, the same for all units of an order."""
    product, region = unit.product, order.shop.market.region
    code, roll = product.seller_sku(region), random.Random(f"{order.id}/listing").random()
    if roll < WITHOUT_CODE:
        return Listed(f"{product.variant}, gift box", "", "7")
    if WITHOUT_CODE <= roll < WRONG_PLUG and product.code in WITH_PLUG:
        plug = "US plug" if region == "GB" else "EU plug"
        return Listed(f"{product.variant}, {plug}", f"{code}-{plug[:2]}", "8")
    return Listed(product.variant, code)
