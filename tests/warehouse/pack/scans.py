"""The table of what each scan does, which the server's decision and the tablet's both keep."""

import json
from pathlib import Path
from typing import Any

from fulfillment.warehouse.pack.deciding import Box, Line, Parcel

TABLE: dict[str, Any] = json.loads(Path(__file__).with_name("scans.json").read_text())


def parcels() -> list[Parcel]:
    return [
        Parcel(
            each["id"],
            each["buyer"],
            frozenset(each["codes"]),
            frozenset(each["labels"]),
            tuple(
                Line(line["id"], line["need"], frozenset(line["codes"]), line.get("grams", 0))
                for line in each["lines"]
            ),
            each["stop"],
        )
        for each in TABLE["orders"]
    ]


def box(name: str) -> Box | None:
    told = TABLE["boxes"][name]
    if told is None:
        return None
    return Box(tuple(told["orders"]), {int(line): n for line, n in told["inside"].items()}, told["armed"])
