"""A parcel's way after the label: hand-over, scans, what the platform sees, and what can be wrong."""

import random

from fulfillment.sandbox.world import carriers, numbers, shoppers
from fulfillment.sandbox.world.calendar import Market
from fulfillment.sandbox.world.carriers import Carrier
from fulfillment.sandbox.world.hours import in_daytime, next_pickup, not_on_sunday
from fulfillment.sandbox.world.model import NEVER, Parcel, Scan
from fulfillment.sandbox.world.shoppers import Buyer

HOUR, DAY = 3600, 86400

# Shares of parcels of an averagely careless supplier. A checkable carrier is needed for a wrong check digit.
FLAWS = (
    ("typo_corrected", 0.007),
    ("check_digit", 0.005),
    ("wrong_carrier", 0.007),
    ("reused", 0.005),
    ("event_before_order", 0.003),
    ("zip_mismatch", 0.005),
    ("never_scanned", 0.005),
    ("unknown_format", 0.002),
    ("carrier_not_accepted", 0.002),
)


def choose_flaw(rng: random.Random, *, careless: float, carrier: Carrier, has_earlier: bool) -> str:
    roll = rng.random()
    for flaw, share in FLAWS:
        roll -= share * careless
        if roll < 0:
            if flaw in ("typo_corrected", "check_digit") and not carrier.checkable:
                return "never_scanned"
            return "" if flaw == "reused" and not has_earlier else flaw
    return ""


def travel(
    rng: random.Random, *, parcel: Parcel, market: Market, buyer: Buyer, origin: str, label_early: int
) -> None:
    """Fills hand-over, scans and the platform's view of a parcel that is really on its way."""
    carrier = parcel.carrier
    parcel.handed_over_at = next_pickup(market, parcel.arranged_at, saturday=carrier.saturday)
    late = rng.random() < carrier.late_scans * 1.6
    wait = rng.uniform(12, 30) if late else rng.uniform(0.8, 4.5)
    first = not_on_sunday(market, parcel.handed_over_at + int(wait * HOUR))
    days = rng.randint(*carrier.transit) + (rng.randint(3, 7) if rng.random() < 0.04 else 0)
    arrives = in_daytime(market, not_on_sunday(market, first + days * DAY), rng.random())
    arrives = max(arrives, first + 14 * HOUR)
    parcel.scans = _scans(
        rng,
        carrier=carrier,
        label=parcel.arranged_at - label_early,
        first=first,
        arrives=arrives,
        origin=origin,
        to=f"{buyer.city}, {buyer.state} {buyer.postal_code}".replace(", ,", ","),
    )
    lag = rng.uniform(20, 30) * HOUR if rng.random() < 0.006 else rng.uniform(5, 75) * 60
    parcel.collected_at = first + int(lag)
    parcel.delivered_at = max(arrives + rng.randint(300, 3600), parcel.collected_at + 60)


def _scans(
    rng: random.Random, *, carrier: Carrier, label: int, first: int, arrives: int, origin: str, to: str
) -> list[Scan]:
    span = arrives - first
    return [
        Scan(label, "LABEL", f"Shipping label created, {carrier.name} awaiting item"),
        Scan(first, "PICKED_UP", f"Accepted at {carrier.name} facility, {origin}"),
        Scan(first + int(span * 0.12), "IN_TRANSIT", f"Departed {carrier.name} regional facility, {origin}"),
        Scan(
            first + int(span * rng.uniform(0.5, 0.7)),
            "IN_TRANSIT",
            f"Arrived at {carrier.name} facility near {to}",
        ),
        Scan(arrives - rng.randint(2 * HOUR, 6 * HOUR), "OUT_FOR_DELIVERY", f"Out for delivery, {to}"),
        Scan(arrives, "DELIVERED", f"Your package was delivered! {to}"),
    ]


def spoil(
    rng: random.Random, *, parcel: Parcel, market: Market, buyer: Buyer, earlier: Parcel | None
) -> None:
    """Turns a good parcel into one with the flaw it was given; the goods themselves still travel."""
    right = parcel.number
    match parcel.flaw:
        case "check_digit" | "typo_corrected":
            parcel.number = numbers.mistype(rng, right)
            _correct(rng, parcel, right) if parcel.flaw == "typo_corrected" else _unseen(parcel)
        case "wrong_carrier":
            parcel.number = carriers.another(rng, parcel.carrier).number(rng)
        case "carrier_not_accepted":
            parcel.number = numbers.yunexpress(rng)
            parcel.scans = [
                Scan(s.at, s.code, s.text.replace(parcel.carrier.name, "YunExpress")) for s in parcel.scans
            ]
        case "unknown_format":
            parcel.number = f"BOX-{rng.randrange(10**4):04d}"
            _unseen(parcel)
        case "never_scanned":
            _unseen(parcel)
            parcel.scans = [
                Scan(
                    parcel.arranged_at,
                    "LABEL",
                    f"Shipping label created, {parcel.carrier.name} awaiting item",
                )
            ]
        case "zip_mismatch":
            city, code = shoppers.elsewhere(rng, market, buyer)
            to = f"{buyer.city}, {buyer.state} {buyer.postal_code}".replace(", ,", ",")
            parcel.scans = [Scan(s.at, s.code, s.text.replace(to, f"{city}, {code}")) for s in parcel.scans]
        case "event_before_order":
            shift = rng.randint(4, 30) * DAY
            parcel.scans = [Scan(s.at - shift - DAY, s.code, s.text) for s in parcel.scans]
        case "reused" if earlier is not None:
            parcel.number, parcel.carrier = earlier.number, earlier.carrier
            parcel.scans = list(earlier.scans)
        case _:
            pass


def _correct(rng: random.Random, parcel: Parcel, right: str) -> None:
    """The seller mends the number within the platform's 72 hours; its scans are seen from then on."""
    parcel.corrected_at = parcel.arranged_at + rng.randint(2 * HOUR, 40 * HOUR)
    parcel.corrected_number = right
    parcel.collected_at = max(parcel.collected_at, parcel.corrected_at + rng.randint(600, 5400))
    parcel.delivered_at = max(parcel.delivered_at, parcel.collected_at + HOUR)


def _unseen(parcel: Parcel) -> None:
    """The platform's tracking never finds the number."""
    parcel.scans = []
    parcel.collected_at = parcel.delivered_at = NEVER
