"""The house that parcels leave from: where it is, when trucks stop there, how soon what they took is scanned."""

from fulfillment.warehouse.models.learned import PlannedTeam, ScanLatency
from fulfillment.warehouse.models.site import Warehouse, WarehouseAlias, WarehouseClosure
from fulfillment.warehouse.models.window import PickupWindow

__all__ = [
    "PickupWindow",
    "PlannedTeam",
    "ScanLatency",
    "Warehouse",
    "WarehouseAlias",
    "WarehouseClosure",
]
