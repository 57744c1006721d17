"""A week's problems in sentences: what happened to the rate, and who or what did it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db.models import CharField, Value

from fulfillment.catalog.models import Shop, Sku, Supplier
from fulfillment.orders.states import Owner
from fulfillment.policies.terms import Better
from fulfillment.tracking.numbers import carrier_name
from metrics.counts import Counts
from metrics.decomposition import Part
from metrics.lanes import ARROW
from metrics.lanes import named as lane_named
from metrics.stages.reading import Way
from metrics.stages.way import Blame, blame, median
from metrics.stages.words import ABOUT, OWNERS, Step
from metrics.weekly.causes import Explained, Row
from metrics.weekly.judging import Standing
from metrics.weekly.sheet import Cause, Line
from metrics.words import GAP

Names = Mapping[tuple[str, str], str]  # by dimension and value
OWNER_OF = {"supplier": Owner.SUPPLIER, "carrier": Owner.CARRIER, "lane": Owner.US, "sku": Owner.US}
NOT_KNOWN = {
    "supplier": "no supplier known",
    "carrier": "no carrier yet",
    "lane": "no lane known",
    "sku": "no SKU",
}
WORDS = {
    "others": "All others",
    "mix": "More or fewer of the slow ones (mix)",
    "several": "Orders counted under several",
}
FEW = 3  # late orders that a sentence about a stage needs


def names_of(shops: Sequence[Shop], explained: Sequence[Explained]) -> Names:
    """What people call the values that are shown; one query."""
    shown: dict[str, set[str]] = {}
    for each in explained:
        shown.setdefault(each.dimension, set()).update(row.part.value for row in each.rows if row.part)
    ends = {end for lane in shown.get("lane", ()) for end in lane.split(ARROW)}
    suppliers, skus = shown.get("supplier", set()) | ends, shown.get("sku", set())
    teams = {shop.team_id for shop in shops}
    rows = Supplier.objects.filter(team__in=teams, code__in=suppliers)
    more = Sku.objects.filter(team__in=teams, code__in=skus)
    told = (
        rows.values_list(Value("supplier", output_field=CharField()), "code", "name").union(
            more.values_list(Value("sku", output_field=CharField()), "code", "title")
        )
        if suppliers or skus
        else []
    )
    found = {(dimension, code): name for dimension, code, name in told}
    by_code = {code: name for (dimension, code), name in found.items() if dimension == "supplier"}
    found |= {("lane", lane): lane_named(lane, by_code) for lane in shown.get("lane", ())}
    return found | {("carrier", code): carrier_name(code) or code for code in shown.get("carrier", ())}


def percent(counts: Counts) -> str:
    return "n/a" if counts.rate is None else f"{float(counts.rate) * 100:.1f}{GAP}%"


def headline(line: Line, moved: float | None) -> tuple[str, str, str]:
    """(`Late dispatch rose to 5.1 %`, `past the 4 % target`, tone)."""
    if moved is None or not line.before.denominator:
        did = "is"
    elif abs(moved) < 0.1:
        did = "stays at"
    else:
        did = "rose to" if moved > 0 else "fell to"
    words = f"{line.title} {did} {percent(line.now)}"
    if line.standing == Standing.ENFORCED:
        return words, f"past the {_limit(line.enforcement)} that is enforced", "breach"
    if line.standing == Standing.PAST:
        side = "above" if line.better == Better.LOWER else "below"
        return words, f"{side} the {_limit(line.target)} target", "breach"
    return words, "worse by more than chance", "risk"


def _limit(value: float | None) -> str:
    return "" if value is None else f"{round(value * 100, 2):g}{GAP}%"


def causes(
    line: Line, explained: Explained, late: Sequence[Way], usually: Mapping[Step, float], names: Names
) -> list[Cause]:
    return [_cause(line, row, explained.dimension, late, usually, names) for row in explained.rows]


def _cause(
    line: Line, row: Row, dimension: str, late: Sequence[Way], usually: Mapping[Step, float], names: Names
) -> Cause:
    harms = row.points > 0 if line.better == Better.LOWER else row.points < 0
    if row.part is None:
        return Cause(words=WORDS[row.kind], owner="", points=row.points, tone="plain")
    value = row.part.value
    name = names.get((dimension, value), value) or NOT_KNOWN[dimension]
    stage = _stage(value, dimension, late, usually) if harms else None
    against = _against(row.part.after, line)
    return Cause(
        words=f"{name}: {in_words(stage) if stage else rates(row.part)}",
        owner=OWNERS[_owner(stage, dimension)],
        points=row.points,
        tone="harm" if harms and row.points else "help" if row.points else "plain",
        units=against,
        dimension=dimension,
        value=value,
    )


def _owner(stage: Blame | None, dimension: str) -> str:
    """Of a supplier's goods the label is the last that the supplier does, where no packing table shows ours."""
    if stage is None or (stage.step == Step.LABEL and dimension == "supplier"):
        return OWNER_OF[dimension]
    return stage.owner


def rates(part: Part) -> str:
    """`9.2 % instead of 5.0 %`, `8.0 %, none the week before`."""
    if not part.after.denominator:
        return "none this week"
    if not part.before.denominator:
        return f"{percent(part.after)}, none the week before"
    return f"{percent(part.after)} instead of {percent(part.before)}"


def in_words(found: Blame) -> str:
    """`the first scan took 31 h, usually 22 h`."""
    took = f"{ABOUT[found.step].slow} took {found.hours:.0f}{GAP}h"
    return took if found.usual is None else f"{took}, usually {found.usual:.0f}{GAP}h"


def _stage(value: str, dimension: str, late: Sequence[Way], usually: Mapping[Step, float]) -> Blame | None:
    """The stage that used up the slack of most of this value's late orders, with its median hours."""
    mine = [way for way in late if (value in way.values[dimension] if value else not way.values[dimension])]
    blamed = [each for way in mine if (each := blame(way.hours, usually))]
    if len(blamed) < FEW:
        return None
    step, _ = Counter(each.step for each in blamed).most_common(1)[0]
    return Blame(step, median(each.hours for each in blamed if each.step == step), usually.get(step))


def _against(counts: Counts, line: Line) -> int:
    return counts.numerator if line.better == Better.LOWER else counts.denominator - counts.numerator
