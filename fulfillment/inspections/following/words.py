"""What is said of an inspection that failed. Pure."""

from __future__ import annotations

from collections.abc import Mapping


def found_in_words(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{n} {severity}" for severity, n in counts.items() if n) or "no defect"
