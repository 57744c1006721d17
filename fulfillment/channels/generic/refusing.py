"""Why a whole file, the mapping of one, or the shop it is for, cannot be used. Pure."""

from typing import Any

GZIP = b"\x1f\x8b"
NO_GZIP = "is not a gzip file, although its name says so. Pack it anew, or name it without .gz."


class BadFile(Exception):
    """The file cannot be imported; the sentence says what to change. Nothing of it was taken."""


class BadMap(Exception):
    """The mapping cannot be used; the sentence says what to change."""


def why_no_orders(shop: Any) -> str:
    """The sentence where orders do not come by file into that shop; blank where they may."""
    if shop.channel == "own_store":
        return ""
    return (
        f"{shop.name}'s orders are read from its channel: choose a store of your own, or add one under Channels, "
        "Connect a shop."
    )


def named_gzip_but_is_not(name: str, start: bytes) -> bool:
    return name.lower().endswith(".gz") and not start.startswith(GZIP)
