"""Who buys: names and addresses that look right and belong to nobody."""

import random
from dataclasses import dataclass, replace

from fulfillment.sandbox.world.calendar import Market
from fulfillment.sandbox.world.names import FIRST, LAST, PLACES, STREETS


@dataclass(frozen=True, slots=True)
class Buyer:
    """One shopper with one address; the same number gives the same shopper."""

    user_id: str
    first: str
    last: str
    street: str
    unit: str
    city: str
    state: str
    postal_code: str
    phone: str
    email: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


def postal_code(rng: random.Random, market: Market, area: str) -> str:
    if market.region == "US":
        return area
    return f"{area} {rng.randrange(1, 10)}{''.join(rng.choices('ABDEFGHJLNPQRSTUWXYZ', k=2))}"


def phone(rng: random.Random, market: Market) -> str:
    """Numbers that the regulators keep for fiction."""
    if market.region == "US":
        return f"(+1){rng.choice((213, 512, 718, 206, 305, 773))}55501{rng.randrange(100):02d}"
    return f"(+44)7700900{rng.randrange(1000):03d}"


def buyer(seed: int, market: Market, number: int) -> Buyer:
    rng = random.Random(f"{seed}/buyer/{market.region}/{number}")
    city, state, area = rng.choice(PLACES[market.region]).split(",")
    highest, flat = (4800, "Apt") if market.region == "US" else (180, "Flat")
    street = f"{rng.randrange(2, highest)} {rng.choice(STREETS[market.region])}"
    unit = f"{flat} {rng.randrange(1, 40)}" if rng.random() < 0.3 else ""
    relay = "".join(rng.choices("abcdefghjkmnpqrstuvwxyz23456789", k=8))
    return Buyer(
        user_id=f"7494{1 if market.region == 'US' else 2}{number:06d}{rng.randrange(10**8):08d}",
        first=rng.choice(FIRST[market.region]),
        last=rng.choice(LAST[market.region]),
        street=street,
        unit=unit,
        city=city,
        state=state,
        postal_code=postal_code(rng, market, area),
        phone=phone(rng, market),
        email=f"{relay}@chat.seller.tiktok.com",
    )


def corrected(rng: random.Random, market: Market, buyer: Buyer) -> Buyer:
    """The same person with the flat that was forgotten, or at the neighbours' house; never another town."""
    if not buyer.unit and rng.random() < 0.5:
        return replace(buyer, unit=f"{'Apt' if market.region == 'US' else 'Flat'} {rng.randrange(40, 80)}")
    number, _, street = buyer.street.partition(" ")
    return replace(buyer, street=f"{int(number) + 2} {street}")


def elsewhere(rng: random.Random, market: Market, than: Buyer) -> tuple[str, str]:
    """City and postal code of a place that is not the buyer's."""
    while True:
        city, _, area = rng.choice(PLACES[market.region]).split(",")
        if city != than.city:
            return city, postal_code(rng, market, area)
