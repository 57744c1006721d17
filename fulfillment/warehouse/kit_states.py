"""The words of branding: for what a kit stands, what it is made of, how often it is used. Pure."""

from enum import StrEnum


class Scope(StrEnum):
    """For what a kit stands; the later in this list, the more it is meant, and wins."""

    TEAM = "team"
    SHOP = "shop"
    PRODUCT = "product"  # several SKUs that the team names together
    SKU = "sku"


class ItemKind(StrEnum):
    INSERT = "insert"
    PACKAGING = "packaging"
    LABEL = "label"


class Per(StrEnum):
    ORDER = "order"
    UNIT = "unit"


KIND_LABELS = {ItemKind.INSERT: "Insert", ItemKind.PACKAGING: "Packaging", ItemKind.LABEL: "Label"}
PER_LABELS = {Per.ORDER: "for each order", Per.UNIT: "for each unit sold"}
