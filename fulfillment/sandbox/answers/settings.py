"""What changes rarely: shops, warehouses, shipping providers and the catalogue."""

from fulfillment.sandbox.envelope import Json
from fulfillment.sandbox.world import carriers
from fulfillment.sandbox.world.model import Shop
from fulfillment.sandbox.world.products import PRODUCTS, product_id, sku_id
from fulfillment.sandbox.world.shops import TIKTOK
from fulfillment.sandbox.world.supply import SUPPLIERS


def shops() -> list[Json]:
    return [
        {
            "id": shop.id,
            "name": shop.name,
            "region": shop.market.region,
            "seller_type": "LOCAL",
            "cipher": shop.cipher,
            "code": shop.code,
        }
        for shop in TIKTOK
    ]


def providers(shop: Shop) -> list[Json]:
    return [{"id": c.provider_id, "name": c.name} for c in carriers.of_market(shop.market.region)]


def warehouses(shop: Shop) -> list[Json]:
    us = shop.market.region == "US"
    city, state, postcode = (
        ("Ontario", "California", "91761") if us else ("Daventry", "Northamptonshire", "NN11 8RY")
    )
    return [
        {
            "id": number,
            "name": name,
            "effect_status": "ENABLED",
            "type": "SALES_WAREHOUSE",
            "sub_type": "DOMESTIC_WAREHOUSE",
            "is_default": default,
            "address": {
                "region": shop.market.country,
                "state": state,
                "city": city,
                "postal_code": postcode,
                "region_code": shop.market.region,
            },
        }
        for number, name, default in (
            (shop.warehouse_id, f"{shop.name} main", True),
            (shop.fbt_warehouse_id, f"{shop.name} platform warehouse", False),
        )
    ]


def catalogue() -> list[Json]:
    """One row per SKU and market with its supplier, for loading a product list."""
    return [
        {
            "shop": shop.slug,
            "seller_sku": product.seller_sku(shop.market.region),
            "sku_id": sku_id(product, shop.market.region),
            "product_id": product_id(product),
            "title": product.title,
            "variant": product.variant,
            "supplier_code": product.supplier,
            "supplier_name": SUPPLIERS[product.supplier].name,
            "supplier_place": SUPPLIERS[product.supplier].place,
            "kind": product.kind,
            "handling_days": product.handling_days,
        }
        for shop in TIKTOK
        for product in PRODUCTS
    ]
