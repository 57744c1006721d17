"""Our groups of reasons for cancellations and refunds, in words; the tables of the channels name nothing else. Pure."""

GROUPS = {
    "address": "the address",
    "buyer_changed_mind": "the buyer changed their mind",
    "damaged": "arrived damaged",
    "defective": "defective",
    "fit": "does not fit",
    "late_delivery": "delivered late",
    "late_dispatch": "dispatched late",
    "lost_or_damaged_in_transit": "lost or damaged on the way",
    "not_as_described": "not as described",
    "not_received": "not received",
    "other": "another reason",
    "out_of_stock": "out of stock",
    "platform_decision": "the platform decided it",
    "unpaid": "not paid",
    "untraceable": "could not be traced",
    "wrong_or_missing": "wrong or missing item",
    "wrong_price": "wrong price",
}
