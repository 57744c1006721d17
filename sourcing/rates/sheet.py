"""The European Central Bank's sheet of reference rates, as it is published on its working days at about 16:00 CET.

Source: https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree

from sourcing.rates.book import EURO, Rate

CUBE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"
CODE = re.compile(r"[A-Z]{3}")
MOST_PER_EURO = Decimal(1_000_000)  # no currency is near it; beyond it the sheet is not what it should be


class NoSheet(Exception):
    """In words: what came instead."""


def read(text: bytes) -> list[Rate]:
    """Raises NoSheet where it is none, or where any of its numbers is absurd: half a sheet is not trusted."""
    if b"<!" in text.split(b"<gesmes:Envelope", 1)[0]:  # no document type: nothing to expand
        raise NoSheet("It is no sheet of rates.")
    try:
        days = ElementTree.fromstring(text).iter(CUBE)
    except ElementTree.ParseError as error:
        raise NoSheet("It is no XML.") from error
    found = [_rate(row, day) for day in days if "time" in day.attrib for row in day.findall(CUBE)]
    if not found:
        raise NoSheet("It has no rates.")
    return found


def _rate(row: ElementTree.Element, day: ElementTree.Element) -> Rate:
    code, told, when = row.get("currency", ""), row.get("rate", ""), day.get("time", "")
    try:
        rate, day_on = Decimal(told), date.fromisoformat(when)
    except (InvalidOperation, ValueError) as error:
        raise NoSheet(f"It has a rate of {told[:20]!r} on {when[:20]!r}.") from error
    if not CODE.fullmatch(code) or code == EURO or not 0 < rate < MOST_PER_EURO:
        raise NoSheet(f"It says that one euro is {told[:20]} {code[:10]!r}.")
    return Rate(base=EURO, quote=code, rate=rate, day_on=day_on)
