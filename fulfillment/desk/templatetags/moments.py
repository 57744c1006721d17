"""Times for people: how long is left, and what the clock says in the market where it counts."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fulfillment.orders.sentences import MINUS, SECOND, date_words, is_near, span, zone_word

register = template.Library()

GAP = "\N{NO-BREAK SPACE}"


@register.filter
def duration(value: timedelta | float | None) -> str:
    """A span (timedelta or seconds) in the units of sentences, no number parted from its unit; "" for None."""
    if value is None:
        return ""
    length = value if isinstance(value, timedelta) else timedelta(seconds=value)
    words = span(abs(length)).split()
    text = " ".join(f"{number}{GAP}{unit}" for number, unit in zip(words[::2], words[1::2], strict=True))
    return f"{MINUS}{text}" if length <= -SECOND else text


@register.filter
def time_left(due_at: datetime | None, now: datetime) -> str:
    """What remains until `due_at`, with a minus sign once it is past."""
    return duration(due_at - now) if due_at else ""


@register.filter
def ago(moment_at: datetime | None, now: datetime) -> str:
    """Age in its largest unit: `just now`, `2 min ago`, `3 h ago`, `5 d ago`; `never` for None."""
    if moment_at is None:
        return "never"
    minutes = int((now - moment_at).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes}{GAP}min ago"
    if minutes < 48 * 60:
        return f"{minutes // 60}{GAP}h ago"
    return f"{minutes // (24 * 60)}{GAP}d ago"


def clock(moment_at: datetime, zone: str, now: datetime | None = None) -> str:
    """The market's wall clock, as short as `now` allows: `14:54`, `Wed 14:54`, `25 Nov 14:54`."""
    local = moment_at.astimezone(ZoneInfo(zone))
    if not now:  # a name that a template does not know comes as ""
        return f"{local:%a} {local.day} {local:%b %H:%M}"
    here = now.astimezone(ZoneInfo(zone))
    if local.date() == here.date():
        return f"{local:%H:%M}"
    if is_near(local, here):
        return f"{local:%a %H:%M}"
    return f"{date_words(local, here)} {local:%H:%M}"


def local_clock(moment_at: datetime, zone: str, now: datetime) -> str:
    """`clock` with the zone named: `14:54 PST`."""
    return f"{clock(moment_at, zone, now)} {zone_word(moment_at.astimezone(ZoneInfo(zone)))}"


@register.filter
def local_time(moment_at: datetime | None, zone: str) -> str:
    """`Wed 25 Nov 14:54 PST` in the market's zone; "" for None."""
    if moment_at is None:
        return ""
    local = moment_at.astimezone(ZoneInfo(zone))
    return f"{clock(moment_at, zone)} {zone_word(local)}"


@register.filter
def local_day(moment_at: datetime | None, zone: str) -> str:
    """`Wed 25 Nov` in the market's zone; "" for None."""
    if moment_at is None:
        return ""
    local = moment_at.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b}"


@register.simple_tag
def moment(moment_at: datetime | None, zone: str, now: datetime | None = None) -> SafeString | str:
    """A `<time>` in the market's zone, named; the machine's value and UTC stand in its attributes."""
    if moment_at is None:
        return ""
    local = moment_at.astimezone(ZoneInfo(zone))
    return format_html(
        '<time datetime="{}" title="{}">{} {}</time>',
        moment_at.isoformat(timespec="seconds"),
        f"{local_time(moment_at, zone)}, {moment_at.astimezone(ZoneInfo('UTC')):%Y-%m-%d %H:%M} UTC",
        clock(moment_at, zone, now),
        zone_word(local),
    )
