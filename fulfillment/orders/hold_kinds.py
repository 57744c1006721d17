"""The kinds of reasons that holds stand for: whoever can delay an order says so with one. Pure."""

from fulfillment.orders.kind import Kind
from fulfillment.orders.states import Owner

HOLD_KINDS = (
    Kind(
        "address_missing",
        16,
        "No address",
        "There is no address to ship to",
        "the channel gave neither street nor postal code",
        Owner.US,
        "complete_address",
    ),
    Kind(
        "address_changed",
        18,
        "Address changed",
        "The address changed {since_at:moment}: {evidence}",
        "tell whoever buys, labels and packs it, then acknowledge",
        Owner.US,
        "acknowledge_address",
    ),
    Kind(
        "by_hand",
        20,
        "Held by hand",
        "Held since {since_at:moment}: {evidence}",
        "until {until_at:moment}",
        Owner.US,
        "release_hold",
    ),
    Kind(
        "failed_inspection",
        19,
        "Failed inspection",
        "Failed inspection: {subject}: {evidence}",
        "",
        Owner.US,
        "see_inspection",
    ),
    Kind(
        "stock_short",
        21,
        "Goods are missing",
        "{evidence}",
        "",
        Owner.US,
        "see_goods",
    ),
    Kind(
        "no_live_promise",
        22,
        "Stock not confirmed",
        "{evidence}",
        "",
        Owner.US,
        "confirm_stock",
    ),
    Kind(
        "wrong_variant",
        22,
        "Variant looks wrong",
        "“{word}” goes to {country}: {says}",
        "{line}: look before it is bought",
        Owner.US,
        "check_variant",
    ),
    Kind(
        "no_sku",
        24,
        "Listing without a SKU",
        "Nobody has said which SKU this is: {line}",
        "say it once and it holds for every order of the listing",
        Owner.US,
        "map_listing",
    ),
)
