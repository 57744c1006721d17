"""The postal code that stands in a carrier's message: "Out for delivery, Austin, TX 78704"."""

import re

from fulfillment.tracking.scans import EventKind, classify

# Only messages at the buyer's door name the destination: those before name the carrier's own depots, as does
# one that says so.
AT_THE_DOOR = frozenset({EventKind.OUT_FOR_DELIVERY, EventKind.DELIVERED})
ELSEWHERE = re.compile(
    r"\b(?:facility|depot|hub|carrier|agent|locker|pick-?up|sender|office)\b", re.IGNORECASE
)
ZIP = re.compile(r"\b[A-Z]{2}[ ,]+(\d{5})(?:-\d{4})?(?!\d)")
POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})\b")


def postal_code(description: str, code: str = "") -> str:
    """A US ZIP code behind its state, or a UK postcode, of an out-for-delivery or delivered message; else ""."""
    if ELSEWHERE.search(description) or classify(description, code) not in AT_THE_DOOR:
        return ""
    if found := ZIP.findall(description):
        return str(found[-1])
    whole = POSTCODE.findall(description)
    return " ".join(whole[-1]) if whole else ""
