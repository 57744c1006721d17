"""A shop's own values: checked like the file's, and shown beside what the rulebook says."""

from collections.abc import Mapping
from typing import Any

from fulfillment.policies.books import Source, Stated
from fulfillment.policies.names import NAMES
from fulfillment.policies.terms import SourceKind
from fulfillment.policies.wording import canonical

THIS_SHOP = Source(key="shop", title="This shop's own setting", kind=SourceKind.OWN)


class OverrideRefused(ValueError):
    """The sentence says which value was refused and what it must be."""


def override(stated: Mapping[str, Stated], own: Mapping[str, Any]) -> dict[str, Stated]:
    """`stated` with the shop's values in their places; those that say what the rulebook says change nothing.

    `own` is name -> raw value as in the TOML files: {"handling.regular": 2, "remorse.hours": 3}.
    A table may name only the parts that differ: {"dispatch.regular": {"cut_off": "14:00"}}.
    """
    result = dict(stated)
    for name, raw in own.items():
        if name not in stated:
            raise OverrideRefused(f"{name} is no value of this shop's rulebook, so it cannot be set.")
        try:
            value = NAMES[name].read(_merged(stated[name].value, raw))
        except ValueError as error:
            raise OverrideRefused(f"{name} {error}.") from None
        if value != stated[name].value:
            result[name] = _owned(stated[name], value)
    return result


def _merged(value: Any, raw: Any) -> Any:
    return canonical(value) | raw if isinstance(raw, dict) and isinstance(canonical(value), dict) else raw


def _owned(stated: Stated, value: Any) -> Stated:
    return Stated(
        name=stated.name,
        value=value,
        effective_from=stated.effective_from,
        effective_until=stated.effective_until,
        source=THIS_SHOP,
        verified_on=stated.verified_on,
        confirmed=True,
        why="Set by this shop's team.",
    )
