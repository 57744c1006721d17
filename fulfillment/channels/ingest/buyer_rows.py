"""Who a record says an order goes to, and the digests that tell people apart. Pure: no database."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from typing import Any

from msgspec import Struct

from fulfillment.channels.records import BuyerRecord, OrderRecord
from fulfillment.orders.folding import fold

PERSON, PLACE, MASKED = b"person", b"place", b"masked"


class Told(Struct, frozen=True):
    """One telling. `person` tells buyers apart and survives erasure; `key` is person and address."""

    key: str
    person: str
    is_whole: bool  # neither masked nor without an address: a masked one never replaces it
    told_at: datetime

    def row(self, buyer: BuyerRecord) -> dict[str, Any]:
        return {
            "key": self.key,
            "name": buyer.name,
            "email": buyer.email,
            "phone": buyer.phone,
            "line1": buyer.line1,
            "line2": buyer.line2,
            "city": buyer.city,
            "region": buyer.region,
            "postal_code": buyer.postal_code,
            "country": buyer.country,
            "told_at": self.told_at,
            "folded": fold(buyer.name),
        }


def told_buyer(record: OrderRecord) -> Told | None:
    """None where the record says nothing of its buyer."""
    buyer = record.buyer
    address = (buyer.line1, buyer.line2, buyer.city, buyer.region, buyer.postal_code, buyer.country)
    is_whole = bool(buyer.name and buyer.line1) and "*" not in buyer.name + buyer.line1 + buyer.postal_code
    known_by = buyer.external_id or buyer.email
    if not known_by and not buyer.name:
        return None
    # Without an id or an address to write to, people are told apart by name and place.
    person = person_key(known_by) if known_by else _digest(PERSON, buyer.name, *address)
    key = _digest(PLACE, person, *address) if is_whole else _digest(MASKED, person, buyer.name, *address)
    return Told(key, person, is_whole, record.updated_at)


def person_key(known_by: str) -> str:
    """What stands on the orders of whom a channel knows by this id or e-mail address."""
    return _digest(PERSON, known_by)


def _digest(what: bytes, *parts: str) -> str:
    return blake2b("\x1f".join(parts).encode(), digest_size=16, person=what).hexdigest()
