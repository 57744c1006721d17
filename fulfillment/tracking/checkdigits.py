"""Check digits of parcel numbers: each rule answers the character that must follow a serial.

Serials hold digits and, where a rule says so, capital letters. Another character is the caller's mistake and
raises, for the format's pattern has already been matched.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle

CheckRule = Callable[[str], str]

S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# What a letter counts in a modulo 10 rule, as UPS defines it: A = 2, B = 3 … H = 9, I = 0 and so on round.
_VALUES = {character: ALPHANUMERIC.index(character) % 10 for character in "0123456789"} | {
    letter: (place + 2) % 10 for place, letter in enumerate(ALPHANUMERIC[10:])
}


def mod10(serial: str, *, even: int, odd: int) -> str:
    """Weights alternate from the left, `even` for the first character, whose index is 0."""
    total = sum(
        _VALUES[character] * weight for character, weight in zip(serial, cycle((even, odd)), strict=False)
    )
    return str(-total % 10)


def luhn(serial: str) -> str:
    """Every second digit from the right counts double, the digits of a product are added."""
    doubled = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
    digits = [int(digit) for digit in reversed(serial)]
    return str(-(sum(doubled[digit] for digit in digits[::2]) + sum(digits[1::2])) % 10)


def mod7(serial: str) -> str:
    """The remainder of the whole number, as on DHL's air waybills."""
    return str(int(serial) % 7)


def mod11_mod10(serial: str, *, weights: Sequence[int]) -> str:
    """Weights repeat from the left; a remainder of ten counts as zero."""
    total = sum(int(digit) * weight for digit, weight in zip(serial, cycle(weights), strict=False))
    return str(total % 11 % 10)


def s10(serial: str) -> str:
    """UPU S10: eleven minus the weighted remainder, where ten becomes 0 and eleven becomes 5."""
    total = sum(int(digit) * weight for digit, weight in zip(serial, S10_WEIGHTS, strict=True))
    left = 11 - total % 11
    return str({10: 0, 11: 5}.get(left, left))


def mod37_36(serial: str) -> str:
    """ISO 7064 MOD 37,36: one character out of digits and letters."""
    carried = 36
    for character in serial:
        carried = ((carried + ALPHANUMERIC.index(character)) % 36 or 36) * 2 % 37
    return ALPHANUMERIC[(37 - carried) % 36]


_RULES: dict[str, Callable[..., str]] = {
    "mod10": mod10,
    "luhn": luhn,
    "mod7": mod7,
    "mod11_mod10": mod11_mod10,
    "s10": s10,
    "mod37_36": mod37_36,
}


def rule(name: str, **settings: object) -> CheckRule:
    """The named rule with its settings filled in. An unknown name is a KeyError."""
    return partial(_RULES[name], **settings)
