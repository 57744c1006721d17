"""What rows of one list say against each other. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fulfillment.channels.uploads.findings import Finding, told


class Meant(NamedTuple):
    """A row that names an order of ours; `number` as it would be sent, blank where there is none."""

    row: int
    order: int
    label: str
    buyer: str
    number: str
    content: tuple[str, str] = ("", "")  # SKU and units, as written
    may_part: bool = False  # the channel takes several parcels for it


def clashes(rows: Sequence[Meant]) -> dict[int, list[Finding]]:
    """By row. Of two that are the same, the first counts; of two that differ, nobody knows which is right."""
    found: dict[int, list[Finding]] = defaultdict(list)
    counted = dict[tuple[int, str], Meant]()
    contents = dict[tuple[int, str, tuple[str, str]], Meant]()
    for each in rows:
        first = counted.setdefault((each.order, each.number), each)
        same = contents.setdefault((each.order, each.number, each.content), each)
        if first is not each and each.number:
            code = "same_parcel" if each.content[0] and same is each else "repeated"
            found[each.row].append(told(code, row=str((first if code == "same_parcel" else same).row)))
    once = [each for each in counted.values() if each.number]
    for row, finding in (*_orders_twice(once), *_numbers_twice(once)):
        found[row].append(finding)
    return found


def _orders_twice(rows: Sequence[Meant]) -> Iterator[tuple[int, Finding]]:
    by_order = defaultdict[int, list[Meant]](list)
    for each in rows:
        by_order[each.order].append(each)
    for group in by_order.values():
        if len(group) > 1 and not all(each.may_part for each in group):
            named = ", ".join(str(each.row) for each in group[:-1]) + f" and {group[-1].row}"
            yield from ((each.row, told("order_twice", rows=named)) for each in group)


def _numbers_twice(rows: Sequence[Meant]) -> Iterator[tuple[int, Finding]]:
    """One number may be on several orders of one buyer, whose key is known. Each row names one other, not all."""
    by_number = defaultdict[str, list[Meant]](list)
    for each in rows:
        by_number[each.number].append(each)
    for number, group in by_number.items():
        buyers = {each.buyer for each in group}
        for each in group:
            stranger = next((one for one in group if one.order != each.order and _differ(one, each)), None)
            if stranger:
                yield each.row, told("number_twice", number=number, row=str(stranger.row))
            elif len(buyers) == 1 and (
                friend := next((one for one in group if one.order != each.order), None)
            ):
                yield each.row, told("together", order=friend.label)


def _differ(one: Meant, other: Meant) -> bool:
    return not one.buyer or one.buyer != other.buyer
