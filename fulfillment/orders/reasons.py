"""Why an order is where it is, as data: a kind with its values, how bad it is, whose turn, what to do next. Pure.

A reason's values are JSON types so that it can stand in a column; moments are ISO text and become
market-local words only when a page or a command says the sentence (see `sentences`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from fulfillment.orders.kinds import KINDS, REMARK_RANK, kind_of
from fulfillment.orders.sentences import say
from fulfillment.orders.states import SEVERITY, Level
from fulfillment.orders.tracking_words import TRACKING_PROBLEMS

__all__ = [
    "AFTER_ASKING",
    "KINDS",
    "TRACKING_PROBLEMS",
    "Reason",
    "asked_words",
    "is_remark",
    "kind_of",
    "reason",
    "sentence_of",
    "worst_first",
]

AFTER_ASKING = ("follow_up", "ask_again")  # what there is to do once the carrier was asked


class Reason(NamedTuple):
    code: str
    owner: str
    action: str
    level: Level  # how bad the order is for this reason alone
    rank: int
    values: dict[str, Any]

    def as_data(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "owner": self.owner,
            "action": self.action,
            "level": self.level,
            "values": self.values,
        }


def reason(code: str, level: Level, **values: Any) -> Reason:
    """A reason of a described kind; values that are not known are left out."""
    kind = KINDS[code]
    known = {name: value for name, value in values.items() if value is not None}
    return Reason(code, kind.owner, kind.action, level, kind.rank, known)


def worst_first(reasons: list[Reason]) -> list[Reason]:
    return sorted(reasons, key=lambda each: (-SEVERITY[each.level], each.rank))


def is_remark(data: Mapping[str, Any]) -> bool:
    """Whether it only says how such an order counts."""
    return kind_of(data["code"]).rank >= REMARK_RANK


def asked_words(data: Mapping[str, Any], *, by: str, now: datetime, zone: ZoneInfo) -> str:
    """`Carrier asked Tue 14:03 PST by Mia`; blank where nobody asked about what this reason waits for."""
    if data["action"] not in AFTER_ASKING:
        return ""
    said = say("Carrier asked {asked_at:moment}", data.get("values", {}), now=now, zone=zone)
    return f"{said} by {by}" if said and by else said


def sentence_of(data: Mapping[str, Any], *, now: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """(sentence, detail) of a stored reason, in the market's local time; the detail may be empty."""
    kind = kind_of(data["code"])
    values = data.get("values", {})
    sentence = say(kind.sentence, values, now=now, zone=zone) or kind.label
    return sentence, say(kind.detail, values, now=now, zone=zone)
