"""What a person can do next about an order, as data: pages make the buttons, the owning app acts. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """How a button works."""

    LINK = "link"  # opens a page of ours: `url_name`
    ACT = "act"  # posts to `url_name`, records an event and can be undone
    DIALOG = "dialog"  # opens a page of ours over the list: `url_name`
    NUMBER = "number"  # `url_name` where the channel takes numbers from us, else as CHANNEL
    ANSWER = "answer"  # `url_name` where the channel takes answers from us, else as CHANNEL
    CHANNEL = "channel"  # opens the order on its channel: `channel_page`


class Needs(StrEnum):
    """What the URL or the form takes besides the order."""

    NOTHING = ""
    HOLD = "hold"  # the reason's values carry `hold`, the id of the hold
    REASON = "reason"
    UNTIL = "until"
    MEMBER = "member"


@dataclass(frozen=True)
class Action:
    code: str
    label: str
    way: Way
    url_name: str = ""
    needs: Needs = Needs.NOTHING


_ALL = (
    Action("open_order", "Open", Way.LINK, "orders:detail"),
    Action("check_packages", "See the packages", Way.LINK, "tracking:list"),
    Action("place_hold", "Hold", Way.ACT, "orders:hold", Needs.REASON),
    Action("release_hold", "Release the hold", Way.ACT, "orders:release-hold", Needs.HOLD),
    Action("acknowledge_address", "Acknowledge", Way.ACT, "orders:acknowledge-address", Needs.HOLD),
    Action("check_variant", "Check the variant", Way.LINK, "orders:detail"),
    Action("map_listing", "Say which SKU", Way.LINK, "orders:listings"),
    Action("snooze", "Snooze", Way.ACT, "orders:snooze", Needs.UNTIL),
    Action("assign", "Assign", Way.ACT, "orders:assign", Needs.MEMBER),
    Action("ask_carrier", "Ask the carrier", Way.DIALOG, "orders:carrier"),
    Action("follow_up", "Follow up", Way.DIALOG, "orders:carrier"),
    Action("ask_again", "Ask again", Way.DIALOG, "orders:carrier"),
    Action("upload_number", "Upload tracking", Way.NUMBER, "uploads:order"),
    Action("correct_number", "Correct the number", Way.NUMBER, "uploads:order"),
    Action("print_label", "Print the label", Way.LINK, "orders:detail"),
    Action("arrange_shipment", "Arrange the shipment", Way.CHANNEL),
    Action("answer_cancellation", "Answer the request", Way.ANSWER, "requests:answer"),
    Action("answer_buyer", "Answer the buyer", Way.LINK, "orders:detail"),
    Action("see_truck", "See the truck", Way.LINK, "truck:board"),
    Action("see_inspection", "See the choices", Way.LINK, "following:of-order"),
    Action("see_goods", "See the goods", Way.LINK, "orders:detail"),
    Action("see_kit", "See the kit", Way.LINK, "kits:of-order"),
    Action("ship_plain", "Ship it plain", Way.LINK, "kits:of-order"),
    Action("confirm_stock", "Confirm the stock", Way.LINK, "sourcing:offers"),
    Action("complete_address", "Find the address", Way.CHANNEL),
)
ACTIONS = {action.code: action for action in _ALL}

_SELLER_CENTRES = {"GB": "uk"}


def channel_page(*, channel: str, market: str, external_id: str) -> str:
    """The order's page on its channel; blank where we know of none."""
    if channel != "tiktok" or not market:
        return ""
    region = _SELLER_CENTRES.get(market, market).lower()
    return f"https://seller-{region}.tiktok.com/order/detail?order_no={external_id}"
