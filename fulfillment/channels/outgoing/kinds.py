"""What others can be told of: kinds of events in orders' histories. Pure."""

KINDS = {
    "order.placed": "an order came in",
    "order.level_changed": "an open order got nearer to harm, or further away",
    "order.dispatched": "the last package of an order was scanned",
    "order.delivered": "an order was delivered",
    "order.cancelled": "an order was cancelled",
    "hold.placed": "an order was put on hold",
    "hold.released": "a hold was released",
    "package.verdict_changed": "a tracking number turned invalid, or no longer is",
    "cancellation.requested": "a buyer or the platform asked to cancel",
    "refund.requested": "a refund or return was asked for",
    "ticket.opened": "a buyer wrote",
    "complaint.opened": "a buyer complained",
}
TEST = "test"
