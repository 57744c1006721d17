"""What a changed address asks for: who must take note of it, and how it is said without saying the address. Pure."""

from collections.abc import Collection, Iterable
from enum import StrEnum

REASON = "address_changed"
ACTION = "acknowledge_address"
PARTS = {
    "name": "recipient",
    "line1": "street",
    "line2": "second line",
    "city": "city",
    "region": "state or region",
    "postal_code": "postal code",
    "country": "country",
}
ERASED = "address"  # what differs where the old one was erased meanwhile


class Receiver(StrEnum):
    """Who works from an address and must know that it changed."""

    TEAM = "team"
    SUPPLIER = "supplier"
    PACKER = "packer"


WORDS = {Receiver.TEAM: "the team", Receiver.SUPPLIER: "the supplier", Receiver.PACKER: "the packer"}


def parts_in_words(parts: Iterable[str]) -> str:
    return ", ".join(PARTS.get(part, part) for part in parts)


def evidence_of(parts: Iterable[str], *, is_labelled: bool) -> str:
    """What stands at the hold."""
    said = parts_in_words(parts)
    return f"{said}; a label exists and may carry the old address" if is_labelled else said


def outstanding(receivers: Iterable[str], acknowledged: Collection[str]) -> list[str]:
    """Who must still take note."""
    return [each for each in receivers if each not in acknowledged]
