"""One line of the rulebook page: a value in words, with where it was read, when and why."""

from dataclasses import dataclass
from datetime import date, datetime

from fulfillment.policies.books import HolidayChange, Stated
from fulfillment.policies.names import NAMES
from fulfillment.policies.reading import NONE
from fulfillment.policies.terms import SourceKind
from fulfillment.policies.wording import UNKNOWN

VERIFY_EVERY_DAYS = 90


@dataclass(frozen=True, kw_only=True)
class Value:
    name: str
    label: str
    rendered: str
    unit: str
    source: str
    source_kind: SourceKind
    url: str
    effective_from: date
    verified_on: date
    why: str
    confirmed: bool
    is_override: bool = False  # this shop's own; `rulebook_says` is what it replaces
    rulebook_says: str = ""

    def needs_verifying(self, now: datetime) -> bool:
        """Nobody has read the source again for 90 days. A shop's own value needs no reading."""
        return not self.is_override and (now.date() - self.verified_on).days >= VERIFY_EVERY_DAYS


def value_of(stated: Stated, *, replaced: Stated | None = None) -> Value:
    name, rendered = NAMES[stated.name], _in_words(stated)
    return Value(
        name=stated.name,
        label=name.label,
        rendered=rendered,
        unit=name.unit.removesuffix("s") if rendered == "1" else name.unit,
        source=stated.source.title,
        source_kind=stated.source.kind,
        url=stated.source.url,
        effective_from=stated.effective_from,
        verified_on=stated.verified_on,
        why=stated.why,
        confirmed=stated.confirmed,
        is_override=replaced is not None,
        rulebook_says=_in_words(replaced) if replaced else "",
    )


def _in_words(stated: Stated) -> str:
    """What a source denies is "none"; what no source tells is "not known"."""
    text = NAMES[stated.name].show(stated.value)
    return NONE if text == UNKNOWN and stated.confirmed else text


def value_of_holiday(change: HolidayChange) -> Value:
    return Value(
        name=f"holiday_change.{change.on}",
        label=f"{change.name}, {change.on:%A}",
        rendered=f"{change.on}: a business day" if change.open else f"{change.on}: no business day",
        unit="",
        source=change.source.title,
        source_kind=change.source.kind,
        url=change.source.url,
        effective_from=change.on,
        verified_on=change.verified_on,
        why=change.why,
        confirmed=change.source.kind != SourceKind.INFERENCE,
    )
