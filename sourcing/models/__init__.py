from sourcing.models.offer import Confirmation, Offer, PriceBreak
from sourcing.models.supplier import SupplierClosure, SupplierProfile

__all__ = ["Confirmation", "Offer", "PriceBreak", "SupplierClosure", "SupplierProfile"]
