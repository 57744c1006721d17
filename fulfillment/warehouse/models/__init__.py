"""The house that parcels leave from: where it is, when trucks stop there, how soon what they took is scanned."""

from fulfillment.warehouse.models.allocation import Allocation, StockedTeam
from fulfillment.warehouse.models.change import TimetableChange
from fulfillment.warehouse.models.claim import Claim, ClaimPaper, ClaimStep
from fulfillment.warehouse.models.kit import BrandKit, KitArtwork, KitItem, KitSku
from fulfillment.warehouse.models.kit_use import KitUse, PackedKit, PlainOrder
from fulfillment.warehouse.models.learned import PlannedTeam, ScanLatency
from fulfillment.warehouse.models.lot import Barcode, Lot, LotRuling, Supply
from fulfillment.warehouse.models.manifest import (
    Manifest,
    ManifestClosing,
    ManifestLine,
    ManifestPhoto,
    PickupIncident,
)
from fulfillment.warehouse.models.movement import Count, StockMovement
from fulfillment.warehouse.models.packing import PackClaim, PackedItem, PackedOrder, PackedPhoto, Packing
from fulfillment.warehouse.models.question import CarrierContact, CarrierQuestion
from fulfillment.warehouse.models.receipt import (
    ExpectedDelivery,
    ExpectedLine,
    Receipt,
    ReceiptLine,
    ReceiptPhoto,
)
from fulfillment.warehouse.models.site import Warehouse, WarehouseAlias, WarehouseClosure
from fulfillment.warehouse.models.wave import PickWave, WaveOrder
from fulfillment.warehouse.models.window import PickupWindow

__all__ = [
    "Allocation",
    "Barcode",
    "BrandKit",
    "CarrierContact",
    "CarrierQuestion",
    "Claim",
    "ClaimPaper",
    "ClaimStep",
    "Count",
    "ExpectedDelivery",
    "ExpectedLine",
    "KitArtwork",
    "KitItem",
    "KitSku",
    "KitUse",
    "Lot",
    "LotRuling",
    "Manifest",
    "ManifestClosing",
    "ManifestLine",
    "ManifestPhoto",
    "PackClaim",
    "PackedItem",
    "PackedKit",
    "PackedOrder",
    "PackedPhoto",
    "Packing",
    "PickWave",
    "PickupIncident",
    "PickupWindow",
    "PlainOrder",
    "PlannedTeam",
    "Receipt",
    "ReceiptLine",
    "ReceiptPhoto",
    "ScanLatency",
    "StockMovement",
    "StockedTeam",
    "Supply",
    "TimetableChange",
    "Warehouse",
    "WarehouseAlias",
    "WarehouseClosure",
    "WaveOrder",
]
