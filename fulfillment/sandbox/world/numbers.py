"""Parcel numbers as the carriers print them, with right check digits, and a way to get them wrong."""

import random
from itertools import cycle
from string import ascii_uppercase, digits

ALPHANUMERIC = digits + ascii_uppercase


def _digits(rng: random.Random, count: int) -> str:
    return str(rng.randrange(10**count)).zfill(count)


def mod10_check(text: str, *, first: int, second: int) -> str:
    """Weights alternate from the left; a letter counts as (its place in ASCII - 63) mod 10, as UPS does."""
    values = [int(c) if c.isdigit() else (ord(c) - 63) % 10 for c in text]
    total = sum(value * weight for value, weight in zip(values, cycle((first, second)), strict=False))
    return str(-total % 10)


def fedex_check(text: str) -> str:
    total = sum(int(c) * weight for c, weight in zip(text, cycle((3, 1, 7)), strict=False))
    return str(total % 11 % 10)


def s10_check(text: str) -> str:
    total = sum(int(c) * weight for c, weight in zip(text, (8, 6, 4, 2, 3, 5, 9, 7), strict=True))
    return str({10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11))


def mod37_36_check(text: str) -> str:
    """ISO 7064 MOD 37,36, as DPD prints it."""
    product = 36
    for c in text:
        product = ((product + ALPHANUMERIC.index(c)) % 36 or 36) * 2 % 37
    return ALPHANUMERIC[(37 - product) % 36]


def usps(rng: random.Random) -> str:
    body = "94001" + "9" + _digits(rng, 8) + _digits(rng, 7)
    return body + mod10_check(body, first=3, second=1)


def ups(rng: random.Random) -> str:
    shipper = "".join(rng.choices(ALPHANUMERIC, k=6))
    body = shipper + rng.choice(("03", "YW", "02", "12")) + _digits(rng, 7)
    return "1Z" + body + mod10_check(body, first=1, second=2)


def fedex(rng: random.Random) -> str:
    body = rng.choice("78") + _digits(rng, 10)
    return body + fedex_check(body)


def ontrac(rng: random.Random) -> str:
    body = "100" + _digits(rng, 10)
    return "D" + body + mod10_check("5" + body, first=1, second=2)


def uniuni(rng: random.Random) -> str:
    """No public check digit."""
    return "UUS" + rng.choice(("36Q5", "5B07", "61C2")) + _digits(rng, 12)


def royal_mail(rng: random.Random) -> str:
    body = _digits(rng, 8)
    return rng.choice(("TT", "TS", "MZ")) + body + s10_check(body) + "GB"


def evri(rng: random.Random) -> str:
    """No public check digit."""
    return "H0" + "".join(rng.choices(ALPHANUMERIC, k=3)) + "A00" + _digits(rng, 8)


def dpd(rng: random.Random) -> str:
    body = "155" + _digits(rng, 11)
    return body + mod37_36_check(body)


def yunexpress(rng: random.Random) -> str:
    return "YT" + _digits(rng, 16)


def mistype(rng: random.Random, number: str) -> str:
    """The same number with one digit typed wrongly, so that its check digit no longer fits."""
    places = [i for i, c in enumerate(number) if c.isdigit() and i > 6]
    place = rng.choice(places)
    wrong = str((int(number[place]) + rng.choice((1, 2, 3))) % 10)
    return number[:place] + wrong + number[place + 1 :]
