"""A package's states in our words. No Django here."""

from enum import StrEnum


class PackageStatus(StrEnum):
    TO_SHIP = "to_ship"
    READY = "ready"  # number given, not scanned
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
