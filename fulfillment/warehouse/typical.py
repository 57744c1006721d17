"""What carriers usually offer, as a first guess for the form: see typical.toml."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("typical.toml")


@lru_cache(maxsize=1)
def typical() -> dict[str, dict[str, Any]]:
    """By carrier; the form's own field names."""
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def of_country(country: str) -> list[str]:
    """Carriers that a warehouse there may want to begin with; all where no country is told."""
    return [code for code, row in typical().items() if not country or country in row["countries"]]


def start_of(carrier: str) -> dict[str, Any]:
    """What the form begins with; nothing for a carrier that we know nothing typical of."""
    row = typical().get(carrier)
    return {"carrier": carrier, **{key: row[key] for key in row if key != "countries"}} if row else {}
