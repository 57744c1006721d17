from fulfillment.orders.models.address import AddressAcknowledgement, AddressChange
from fulfillment.orders.models.aftersale import Cancellation, Refund
from fulfillment.orders.models.buyer import Buyer
from fulfillment.orders.models.copy import NotACopy, OrderCopy
from fulfillment.orders.models.event import OrderEvent
from fulfillment.orders.models.hold import Hold
from fulfillment.orders.models.lane import Lane, LanePace
from fulfillment.orders.models.order import Order, OrderLine, OrderQuerySet
from fulfillment.orders.models.queue import ChangedOrder
from fulfillment.orders.models.ticket import Ticket
from fulfillment.orders.models.truck import PlannedTruck
from fulfillment.orders.models.view import SavedView

__all__ = [
    "AddressAcknowledgement",
    "AddressChange",
    "Buyer",
    "Cancellation",
    "ChangedOrder",
    "Hold",
    "Lane",
    "LanePace",
    "NotACopy",
    "Order",
    "OrderCopy",
    "OrderEvent",
    "OrderLine",
    "OrderQuerySet",
    "PlannedTruck",
    "Refund",
    "SavedView",
    "Ticket",
]
