"""What a channel's machine reason may mean: our normalised group, and whose fault we take it for. Pure."""

from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct


class Fault(StrEnum):
    SELLER = "seller"
    BUYER = "buyer"
    LOGISTICS = "logistics"
    PLATFORM = "platform"
    UNKNOWN = "unknown"


class Meaning(NamedTuple):
    """`group` is our normalised reason ("other" where the name is new to us)."""

    group: str
    fault: Fault


class Entry(Struct, forbid_unknown_fields=True):
    group: str
    fault: Fault
    names: list[str]
    why: str = ""


class Family(Struct, forbid_unknown_fields=True):
    prefix: str
    group: str
    fault: Fault


UNKNOWN = Meaning("other", Fault.UNKNOWN)
