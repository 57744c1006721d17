"""Numbers for people: counts, rates with their counts, money, likelihoods, and how long a bar is."""

from dataclasses import dataclass
from decimal import Decimal

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

register = template.Library()

GAP = "\N{NO-BREAK SPACE}"
NONE = "\N{EM DASH}"
SIGNS = {
    "USD": "$", "GBP": "£", "EUR": "€", "JPY": "¥", "CNY": "CN¥", "MYR": "RM", "PHP": "₱",
    "SGD": "S$", "THB": "฿", "VND": "₫", "IDR": "Rp", "MXN": "MX$", "BRL": "R$",
}  # fmt: skip
WITHOUT_CENTS = frozenset({"VND", "IDR", "JPY"})

Number = int | float | Decimal


@register.filter
def count(value: int | None) -> str:
    """`1,207`; a dash for None."""
    return NONE if value is None else f"{value:,}"


@register.filter
def words(code: object) -> str:
    """`partly_shipped` reads "partly shipped"."""
    return str(code).replace("_", " ")


@register.filter
def rate(value: Number | None) -> str:
    """A fraction as `3.4 %`; `n/a` for None. 0.0396 is 4.0 %, so say the counts beside it."""
    return "n/a" if value is None else f"{float(value) * 100:.1f}{GAP}%"


@register.filter
def limit(value: Number | None) -> str:
    """A threshold, a fraction, without needless decimals: `4 %`, `2.5 %`."""
    return NONE if value is None else f"{round(float(value) * 100, 2):g}{GAP}%"


@register.filter
def signed(points: Number | None) -> str:
    """A change in per cent points: `+1.2`, `−0.2`, `0.0`."""
    if points is None:
        return NONE
    rounded = round(float(points), 1)
    sign = "+" if rounded > 0 else "\N{MINUS SIGN}" if rounded < 0 else ""
    return f"{sign}{abs(rounded):.1f}"


@register.filter
def rate_of(numerator: int, denominator: int | None) -> str:
    """`3.4 %` of two counts; `n/a` when nothing was counted."""
    return rate(numerator / denominator) if denominator else "n/a"


@register.filter
def likelihood(value: Number | None) -> str:
    """A probability as whole per cent; certainty is never claimed by rounding. None: not known yet."""
    if value is None:
        return "not known yet"
    if 0 < value < 0.01:
        return f"<{GAP}1{GAP}%"
    if 0.99 < value < 1:
        return f">{GAP}99{GAP}%"
    return f"{float(value):.0%}".replace("%", f"{GAP}%")


@register.filter
def money(amount: Decimal | None, currency: str) -> str:
    """`$38.90`, `RM 12.00`, `CHF 12.00`, `₫125,000`; a dash for None."""
    if amount is None:
        return NONE
    digits = 0 if currency in WITHOUT_CENTS else 2
    sign = SIGNS.get(currency, currency)
    gap = GAP if sign.isalpha() else ""
    minus = "\N{MINUS SIGN}" if amount < 0 else ""
    return f"{minus}{sign}{gap}{abs(amount):,.{digits}f}"


@register.filter
def grouped(identifier: object) -> SafeString:
    """A long id of digits in groups of four for the eye; copying still gives the id without spaces."""
    text: str = escape(str(identifier))
    is_long = text.isdigit() and len(text) > 8
    parts = [text[at : at + 4] for at in range(0, len(text), 4)] if is_long else [text]
    if len(parts) > 1 and len(parts[-1]) < 3:
        parts[-2:] = [parts[-2] + parts[-1]]
    return SafeString(f'<span class="grouped"><span>{"</span><span>".join(parts)}</span></span>')


@register.filter
def css_number(value: Number | None) -> str:
    """A percentage for a style or an SVG attribute: 0 to 100, with a point in every language."""
    return f"{min(max(float(value or 0), 0.0), 100.0):.2f}"


@dataclass(frozen=True, slots=True)
class Gauge:
    """Where a dial's bar ends and its two ticks stand, in per cent of the bar's length."""

    fill: float
    target: float | None
    enforcement: float | None


@register.simple_tag
def gauge(
    rate: Number | None, target: Number | None, enforcement: Number | None = None, better: str = "low"
) -> Gauge:
    """A bar on which the limits can be read: from 0 to a little past the worst limit where low is better, and
    from a little below the worst limit to 100 % where high is."""
    value = float(rate or 0)
    limits = [float(each) for each in (target, enforcement) if each is not None]
    if better == "high":
        room = 1 - min([*limits, 1.0])
        start, end = max(0.0, 1 - (room or 0.1) * 1.6), 1.0
    else:
        start, end = 0.0, max([*limits, 0.0]) * (1.15 if enforcement else 2) or 1.0

    def place(each: Number | None) -> float | None:
        return None if each is None else min(max((float(each) - start) / (end - start), 0.0), 1.0) * 100

    return Gauge(fill=place(value) or 0.0, target=place(target), enforcement=place(enforcement))
