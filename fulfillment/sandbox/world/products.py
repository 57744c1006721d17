"""What the two shops sell: price, handling promise, and how often and why it comes back."""

from dataclasses import dataclass

DEFECTS = "ecom_order_delivered_refund_and_return_reason_defective"
DAMAGED = "ecom_order_delivered_refund_and_return_reason_damaged"
NOT_AS_DESCRIBED = "ecom_order_delivered_refund_and_return_reason_not_match_description"
WRONG = "ecom_order_delivered_refund_and_return_reason_wrong_product"
MISSING = "ecom_order_delivered_refund_and_return_reason_missing_product"
NO_NEED = "ecom_order_delivered_refund_and_return_reason_no_need"
TOO_LATE = "buyer_return_and_refund_item_arrived_too_late"
COLOUR = "buyer_return_and_refund_color_or_pattern_not_as_expected"
FABRIC = "buyer_return_and_refund_fabric,_material_or_style_not_as_expected"
FIT = "buyer_return_and_refund_item_doesn't_fit"


@dataclass(frozen=True)
class Product:
    """One SKU before its market is known. ``cents`` in the market's currency; weights are relative demand."""

    code: str
    title: str
    variant: str
    cents: int
    demand: float
    returns: float
    reasons: tuple[str, ...]
    kind: str = "NORMAL"
    handling_days: int = 0
    weight: str = "0.40"

    @property
    def supplier(self) -> str:
        return self.code.split("-", 1)[0]

    def seller_sku(self, region: str) -> str:
        return f"{self.code}-{'UK' if region == 'GB' else region}"


PRODUCTS = (
    Product("BRT-GLOW-WW", "Sunset Glow Lamp", "Warm white", 2499, 13, 0.030, (DAMAGED, DEFECTS, NO_NEED)),
    Product(
        "BRT-GLOW-RGB", "Sunset Glow Lamp", "16 colours", 2999, 9, 0.042, (DEFECTS, DEFECTS, COLOUR, DAMAGED)
    ),
    Product("KRV-PETH-BL", "Reusable Pet Hair Remover", "Blue", 1599, 12, 0.014, (NO_NEED, NOT_AS_DESCRIBED)),
    Product("KRV-PETH-PK", "Reusable Pet Hair Remover", "Pink", 1599, 7, 0.014, (NO_NEED, COLOUR)),
    Product(
        "KRV-TUMB-40",
        "40 oz Quencher Tumbler with Straw",
        "Cream",
        2799,
        8,
        0.024,
        (DAMAGED, COLOUR, NO_NEED),
    ),
    Product("NMB-LIPS-RS", "Peel-Off Lip Stain", "Rosewood", 1299, 8, 0.026, (COLOUR, NO_NEED, TOO_LATE)),
    Product("NMB-LIPS-BR", "Peel-Off Lip Stain", "Berry", 1299, 5, 0.028, (COLOUR, NO_NEED)),
    Product("NMB-SERM-30", "Snail Mucin Repair Serum", "30 ml", 1899, 7, 0.018, (DAMAGED, NO_NEED)),
    Product(
        "YWG-NECK-FAN",
        "Bladeless Neck Fan",
        "White",
        2199,
        6,
        0.068,
        (DEFECTS, DEFECTS, NOT_AS_DESCRIBED, TOO_LATE),
    ),
    Product("YWG-CLIP-SET", "Matte Claw Clip Set", "8 pieces", 1199, 8, 0.036, (MISSING, WRONG, DAMAGED)),
    Product(
        "YWG-PRNT-MINI",
        "Mini Thermal Label Printer",
        "Mint",
        3499,
        4,
        0.075,
        (DEFECTS, WRONG, NOT_AS_DESCRIBED),
    ),
    Product(
        "HLM-NAME-NK",
        "Custom Name Necklace",
        "Gold plated",
        3299,
        3,
        0.030,
        (WRONG, FABRIC),
        "MADE_TO_ORDER",
        5,
    ),
    Product(
        "HLM-BLKT-PH",
        "Photo Memory Blanket",
        "50 x 60 in",
        4499,
        2,
        0.040,
        (FABRIC, WRONG, FIT),
        "BACK_ORDER",
        4,
        "1.60",
    ),
    Product(
        "BRT-PROJ-GX",
        "Galaxy Projector 3.0",
        "Black",
        4999,
        2.2,
        0.035,
        (DEFECTS, NO_NEED),
        "PRE_ORDER",
        10,
        "1.10",
    ),
    Product("HLM-PRST-01", "Creator Preset Pack", "Digital download", 999, 1.2, 0.0, (), "VIRTUAL_ORDER"),
)

VIRAL = "NMB-LIPS-RS"
BY_CODE = {product.code: product for product in PRODUCTS}


def product_id(product: Product) -> str:
    titles = list(dict.fromkeys(p.title for p in PRODUCTS))
    return f"17295823184{titles.index(product.title) + 41:02d}380612"


def sku_id(product: Product, region: str) -> str:
    return f"27293824{'1' if region == 'US' else '2'}{PRODUCTS.index(product) + 31:02d}52921560"
