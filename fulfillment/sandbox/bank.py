"""A central bank's daily sheet of reference rates, in the European Central Bank's shape; its numbers are its own."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zlib import crc32
from zoneinfo import ZoneInfo

from fulfillment.sandbox.envelope import Answer
from fulfillment.sandbox.request import Request
from fulfillment.sandbox.world.world import Change

if TYPE_CHECKING:
    from fulfillment.sandbox.box import SandboxServer

SHEET = "/stats/eurofxref/eurofxref-daily.xml"
FRANKFURT, TOLD_AT = ZoneInfo("Europe/Berlin"), time(16)
PER_EURO = {
    "CNY": 8.21, "GBP": 0.872, "IDR": 19_310.0, "JPY": 178.4, "MXN": 21.3, "MYR": 4.83, "PHP": 68.2, "SGD": 1.502,
    "THB": 37.5, "USD": 1.156,
}  # fmt: skip


class BankFront:
    """Tells nobody anything, and needs no key."""

    def __init__(self, box: SandboxServer) -> None:
        self.box = box

    def takes(self, path: str) -> bool:
        return path == SHEET

    def answer(self, request: Request) -> Answer:
        return Answer(
            sheet(last_told(datetime.fromtimestamp(self.box.clock.now(), UTC))), content_type="text/xml"
        )

    def failing(self, fault: str) -> Answer:
        return Answer(b"<html><body>Maintenance</body></html>", 503, "text/html")

    def tell(self, change: Change) -> None:
        """What shops do is nothing to it."""

    def fault(self, action: str) -> None:
        """It knows no tokens."""

    def dump(self) -> dict[str, Any]:
        return {}


def last_told(now: datetime) -> date:
    """The working day whose sheet is the newest."""
    here = now.astimezone(FRANKFURT)
    day = here.date() if here.time() >= TOLD_AT else here.date() - timedelta(days=1)
    return day - timedelta(days=max(day.weekday() - 4, 0))


def sheet(day: date) -> bytes:
    rows = "".join(
        f'<Cube currency="{code}" rate="{rate * _wobble(code, day):.4f}"/>' for code, rate in PER_EURO.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" '
        'xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><gesmes:subject>Reference rates</gesmes:subject>'
        f'<Cube><Cube time="{day}">{rows}</Cube></Cube></gesmes:Envelope>'
    ).encode()


def _wobble(code: str, day: date) -> float:
    """Up to half a percent from day to day."""
    return 1 + (crc32(f"{code} {day}".encode()) % 1001 - 500) / 100_000
