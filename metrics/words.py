"""Numbers of rates as sentences write them. Pure."""

from decimal import Decimal

GAP = "\N{NO-BREAK SPACE}"


def share(value: Decimal | None, *, places: int | None = None) -> str:
    """`4 %`, with as many decimals as it has; `96.2 %` to a number of `places`; blank of None."""
    if value is None:
        return ""
    percent = float(value) * 100
    return f"{round(percent, 2):g}{GAP}%" if places is None else f"{percent:.{places}f}{GAP}%"
