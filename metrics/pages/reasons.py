"""The outcomes of a rate that are told apart: how many of each, and groups of them that are rates of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from metrics.counts import Counts
from metrics.definitions import Definition, in_words
from metrics.rates.buyers import NO_REASON, NOT_THE_BUYERS, REFUNDS
from metrics.rates.cancelling import BY_OTHERS, SELLERS
from metrics.rates.cancelling import SLUG as CANCELLATIONS

# Rates within a rate, that platforms show by themselves: their outcomes, of the same denominator.
WITHIN: dict[str, tuple[tuple[str, frozenset[str]], ...]] = {
    CANCELLATIONS: (
        ("Out of stock", frozenset({f"{SELLERS}out_of_stock"})),
        ("Nobody says whose fault", frozenset({"cancelled_unknown"})),
    ),
    REFUNDS: (("Not the buyer's fault", NOT_THE_BUYERS), ("No reason given", NO_REASON)),
}


def told_apart(
    definition: Definition, counts: Mapping[str, int], whole: Counts, url: Callable[..., str]
) -> dict[str, Any]:
    """`within`: each with its counts; `rows`: every outcome, most frequent first, with the address of its orders."""
    rows = [
        {
            "words": in_words(why),
            "count": count,
            "counts": Counts(count, whole.denominator),
            "harms": why in definition.counts_against,
            "url": url(why=why),
        }
        for why, count in sorted(counts.items(), key=lambda item: (item[0] in BY_OTHERS, -item[1], item[0]))
    ]
    within = [
        {"name": name, "counts": Counts(sum(counts.get(why, 0) for why in whys), whole.denominator)}
        for name, whys in WITHIN.get(definition.slug, ())
    ]
    return {"rows": rows, "within": within}
