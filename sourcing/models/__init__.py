from sourcing.models.auto import AutoPause, AutoPurchase, AutoRule
from sourcing.models.door import SupplierDoor
from sourcing.models.offer import Confirmation, Offer, PriceBreak
from sourcing.models.purchase import Purchase, PurchaseLetter, PurchaseLine
from sourcing.models.rate import BankRate, OwnRate
from sourcing.models.request import Quote, RequestStep, SourcingRequest
from sourcing.models.routing import Rehearsal, RouteDecision, RoutingRule, RoutingRuleSet, SkuTag
from sourcing.models.supplier import SupplierClosure, SupplierProfile

__all__ = [
    "AutoPause",
    "AutoPurchase",
    "AutoRule",
    "BankRate",
    "Confirmation",
    "Offer",
    "OwnRate",
    "PriceBreak",
    "Purchase",
    "PurchaseLetter",
    "PurchaseLine",
    "Quote",
    "Rehearsal",
    "RequestStep",
    "RouteDecision",
    "RoutingRule",
    "RoutingRuleSet",
    "SkuTag",
    "SourcingRequest",
    "SupplierClosure",
    "SupplierDoor",
    "SupplierProfile",
]
