"""A delivery that is announced: its lines as pasted or as a CSV file, read and kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction

from fulfillment.accounts.models import Team, User
from fulfillment.catalog.models import Sku, Supplier
from fulfillment.warehouse.models import ExpectedDelivery, ExpectedLine, Warehouse
from fulfillment.warehouse.refusing import NotDone, constraint_of

MOST_LINES = 2000
MOST_UNITS = 1_000_000
LINE = re.compile(r"^(?P<code>.+?)[\t,; ]+(?P<quantity>-?[\d.]+)\s*$")


@dataclass
class Read:
    lines: dict[str, int] = field(default_factory=dict)  # quantity by SKU code
    problems: list[str] = field(default_factory=list)


def read_lines(text: str) -> Read:
    """One SKU and its quantity a line, by comma, semicolon, tab or space; a heading is left out."""
    found = Read()
    rows = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    for place, (number, line) in enumerate(rows[: MOST_LINES + 1]):
        parts = LINE.match(line)
        if parts is None:
            if place:
                found.problems.append(f"Line {number}, {line[:60]!r}: it needs a SKU and a quantity.")
            continue
        code, quantity = parts["code"].strip(" \t,;\"'"), parts["quantity"]
        if not quantity.isdecimal() or not 0 < int(quantity) <= MOST_UNITS:
            found.problems.append(
                f"Line {number}, {code[:60]!r}: {quantity} is no quantity; write a whole number."
            )
        else:
            found.lines[code] = found.lines.get(code, 0) + int(quantity)
    if len(rows) > MOST_LINES:
        found.problems.append(f"More than {MOST_LINES:,} lines: enter them as several deliveries.")
    if not found.lines and not found.problems:
        found.problems.append("There is no line with a SKU and a quantity.")
    return found


def skus_of(team: Team, lines: Mapping[str, int]) -> tuple[dict[str, Sku], list[str]]:
    """(SKU by code as written, the codes that are no SKU of the team)."""
    by_code = {sku.code: sku for sku in Sku.objects.filter(team=team, code__in=list(lines))}
    return by_code, [code for code in lines if code not in by_code]


def expect(
    warehouse: Warehouse,
    lines: Mapping[Sku, int],
    *,
    reference: str,
    supplier: Supplier | None,
    expected_on: date | None,
    by: User | None,
    now: datetime,
) -> ExpectedDelivery:
    """The delivery with its lines; raises NotDone where its reference is taken."""
    team_id = warehouse.team_id
    try:
        with transaction.atomic():
            row = ExpectedDelivery.objects.create(
                team_id=team_id, warehouse=warehouse, supplier=supplier, reference=reference, expected_on=expected_on,
                entered_at=now, entered_by=by,
            )  # fmt: skip
            ExpectedLine.objects.bulk_create(
                ExpectedLine(team_id=team_id, delivery=row, sku=sku, quantity=quantity)
                for sku, quantity in lines.items()
            )
    except IntegrityError as error:
        if constraint_of(error) != "delivery_once":
            raise
        raise NotDone(
            f"A delivery {reference} is entered already: receive that one, or write another reference."
        ) from None
    return row
