"""One row's values by the names that the map gives them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from fulfillment.channels.generic import amounts, values
from fulfillment.channels.generic.mapfile import Column, FileSettings, column_of


class Fields:
    """Reads raise Unreadable with a sentence; a field that the map does not name is empty."""

    def __init__(
        self, row: Mapping[str, Any], stated: Mapping[str, str | Column], file: FileSettings
    ) -> None:
        self.row, self.stated, self.file = row, stated, file
        self.zone = ZoneInfo(file.time_zone)

    def raw(self, name: str) -> Any:
        stated = self.stated.get(name)
        return None if stated is None else self.row.get(column_of(stated).column)

    def text(self, name: str) -> str:
        return values.text(self.raw(name))

    def amount(self, name: str) -> Decimal | None:
        said = name.replace("_", " ")
        return amounts.amount(self.raw(name), name=said, decimal=self.file.decimal)

    def moment(self, name: str) -> datetime | None:
        stated = self.stated.get(name)
        if stated is None:
            return None
        return values.moment(
            self.raw(name),
            name=name,
            zone=self.zone,
            time_format=self.file.time_format,
            day_ends=column_of(stated).day_ends,
        )

    def are_empty(self) -> bool:
        return not any(self.text(name) for name in self.stated)

    def skipped(self) -> list[str]:
        """The readable moments whose local time never was: the clocks jumped over it."""
        written = [name for name in self.stated if name.endswith("_at") and self.text(name)]
        return [name for name in written if self._is_skipped(name)]

    def _is_skipped(self, name: str) -> bool:
        if column_of(self.stated[name]).day_ends:
            return False
        return values.is_skipped_hour(self.raw(name), zone=self.zone, time_format=self.file.time_format)
