"""The carriers of both markets: the platform's provider ids, their numbers, their speed and their scans."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from fulfillment.sandbox.world import numbers


@dataclass(frozen=True)
class Carrier:
    """``transit``: fewest and most days from first scan to delivery; ``late_scans``: a share of parcels."""

    provider_id: str
    name: str
    market: str
    number: Callable[[random.Random], str]
    transit: tuple[int, int]
    late_scans: float
    saturday: bool
    checkable: bool = True


USPS = Carrier("7117858858072016686", "USPS", "US", numbers.usps, (2, 5), 0.055, True)
UPS = Carrier("7117859084333745966", "UPS", "US", numbers.ups, (1, 4), 0.012, False)
FEDEX = Carrier("7129720299146184490", "FedEx", "US", numbers.fedex, (1, 4), 0.015, True)
ONTRAC = Carrier("7132708441131747118", "OnTrac", "US", numbers.ontrac, (1, 4), 0.030, True)
UNIUNI = Carrier("7260783226318849838", "UniUni", "US", numbers.uniuni, (2, 6), 0.045, True, False)
ROYAL_MAIL = Carrier("7117858934177564462", "Royal Mail", "GB", numbers.royal_mail, (1, 3), 0.03, True)
EVRI = Carrier("7117859129934792494", "Evri", "GB", numbers.evri, (1, 4), 0.05, True, False)
DPD = Carrier("7117859157755610926", "DPD UK", "GB", numbers.dpd, (1, 2), 0.01, False)

ALL = (USPS, UPS, FEDEX, ONTRAC, UNIUNI, ROYAL_MAIL, EVRI, DPD)


def of_market(region: str) -> list[Carrier]:
    return [carrier for carrier in ALL if carrier.market == region]


def another(rng: random.Random, carrier: Carrier) -> Carrier:
    """A carrier of the same market whose numbers cannot be this one's.

    USPS is left out, for others hand parcels to it for the last mile under its numbers; so are carriers whose
    numbers nobody can verify.
    """
    others = [
        other for other in of_market(carrier.market) if other not in (carrier, USPS) and other.checkable
    ]
    return rng.choice(others)
