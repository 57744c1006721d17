"""The suppliers: how fast they get goods out, how much they take in a day, and how carefully they ship."""

from dataclasses import dataclass
from datetime import date

from fulfillment.sandbox.world import carriers as c
from fulfillment.sandbox.world.calendar import Market, is_business_day

Mix = tuple[tuple[c.Carrier, float], ...]


@dataclass(frozen=True)
class Supplier:
    """``hours``: median working hours from order to label. ``slack``: daily capacity over usual daily demand.

    ``careless`` scales the share of parcels with something wrong about their tracking number.
    """

    code: str
    name: str
    place: str
    hours: float
    spread: float
    slack: float
    stockouts: float
    careless: float
    saturday: bool
    us: Mix
    uk: Mix

    def carriers(self, market: Market) -> Mix:
        return self.us if market.region == "US" else self.uk


SUPPLIERS = {
    supplier.code: supplier
    for supplier in (
        Supplier(
            "BRT",
            "Brightline Supply",
            "Ontario, CA",
            4.0,
            0.45,
            2.4,
            0.003,
            0.35,
            True,
            ((c.USPS, 5), (c.UPS, 3), (c.FEDEX, 2)),
            ((c.ROYAL_MAIL, 5), (c.DPD, 4)),
        ),
        Supplier(
            "KRV",
            "Kestrel & Vale",
            "Dallas, TX",
            4.6,
            0.45,
            2.4,
            0.004,
            0.5,
            True,
            ((c.USPS, 4), (c.FEDEX, 3), (c.UPS, 3)),
            ((c.ROYAL_MAIL, 3), (c.EVRI, 4)),
        ),
        Supplier(
            "NMB",
            "Nimbus Direct",
            "Edison, NJ",
            5.2,
            0.5,
            1.8,
            0.008,
            0.9,
            False,
            ((c.USPS, 5), (c.ONTRAC, 3), (c.UNIUNI, 2)),
            ((c.EVRI, 5), (c.ROYAL_MAIL, 3)),
        ),
        Supplier(
            "YWG",
            "Yiwu Gate Trading (agent)",
            "Los Angeles, CA",
            7.4,
            0.5,
            1.9,
            0.020,
            3.2,
            False,
            ((c.USPS, 4), (c.UNIUNI, 5), (c.ONTRAC, 2)),
            ((c.EVRI, 6), (c.ROYAL_MAIL, 2)),
        ),
        Supplier(
            "HLM",
            "Halden Mills",
            "Asheville, NC",
            7.0,
            0.4,
            2.2,
            0.006,
            0.5,
            False,
            ((c.UPS, 5), (c.USPS, 4)),
            ((c.DPD, 4), (c.ROYAL_MAIL, 3)),
        ),
    )
}


@dataclass
class Queue:
    """Units waiting at one supplier for one shop; days pass through it in order."""

    capacity: float
    waiting: float = 0.0

    def hours_ahead(self) -> float:
        """Working hours until a unit arriving now would be reached."""
        return 8.0 * self.waiting / self.capacity

    def pass_day(self, market: Market, day: date, units: float) -> None:
        """Weekend demand weighs less: suppliers staff up on Mondays."""
        if is_business_day(market, day):
            self.waiting = max(0.0, self.waiting + units - self.capacity)
        else:
            self.waiting += units * 0.35
