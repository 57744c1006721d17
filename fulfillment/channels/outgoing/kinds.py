"""What others can be told of: kinds of events in orders' histories. Pure."""

KINDS = {
    "order.placed": "an order came in",
    "order.level_changed": "an open order got nearer to harm, or further away",
    "order.dispatched": "the last package of an order was scanned",
    "order.delivered": "an order was delivered",
    "order.cancelled": "an order was cancelled",
    "parcel.handed_over": "a carrier took a parcel of an order, by a closed manifest",
    "parcel.left_behind": "a truck left without a parcel that waited for it",
    "carrier.asked": "a carrier was asked about an order's parcels",
    "hold.placed": "an order was put on hold",
    "hold.released": "a hold was released",
    "package.verdict_changed": "a tracking number turned invalid, or no longer is",
    "cancellation.requested": "a buyer or the platform asked to cancel",
    "refund.requested": "a refund or return was asked for",
    "ticket.opened": "a buyer wrote",
    "complaint.opened": "a buyer complained",
}
TEST = "test"
