"""The parcel numbers that a label's barcode may mean. Pure.

Carriers print more than the number: USPS puts `420` and the receiver's ZIP (5 or 9 digits) before it (Publication
199); FedEx ends 34 digits with its number (12, 15 or 20 of them, filled up with zeros).
"""

from __future__ import annotations

from fulfillment.tracking.numbers import normalise

LONGEST = 80


def numbers_in(text: str) -> list[str]:
    """The likeliest first: the whole of it, then what is left without the carrier's additions."""
    whole = normalise(text)
    found = [whole]
    if whole.isdecimal():
        if whole.startswith("420"):
            found += [whole[skip:] for skip in (8, 12) if 20 <= len(whole) - skip <= 26]
        if len(whole) == 34:
            found += [whole[-length:] for length in (20, 15, 12)]
        if len(whole) == 22 and whole.startswith("96"):
            found.append(whole[-15:])
    return list(dict.fromkeys(filter(None, found)))
