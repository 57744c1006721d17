"""Levels, owners and icons: every colour on a page comes with a sign and a word from here."""

from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fulfillment.orders.states import Level, Owner

register = template.Library()

# level: word, tone (a class in tokens.css), icon (a symbol in icons.svg), what it means for the order
LEVELS: dict[str, tuple[str, str, str, str]] = {
    Level.AUTO_CANCEL_NEAR: ("Cancels itself soon", "breach", "bomb", "the platform will cancel it"),
    Level.WILL_COUNT_LATE: ("Past the deadline", "breach", "past", "counts late once it is dispatched"),
    Level.AT_RISK: ("At risk", "risk", "risk", "will be late, or count as invalid, unless someone acts"),
    Level.DUE_SOON: ("Due soon", "soon", "soon", "on the usual path, little slack"),
    Level.ON_HOLD: ("On hold", "hold", "hold", "must not ship until the hold is released"),
    Level.ON_TRACK: ("On track", "ok", "ok", "nothing to do now"),
}
OWNERS: dict[str, str] = {
    Owner.US: "Us",
    Owner.SUPPLIER: "Supplier",
    Owner.INSPECTION: "Inspection",
    Owner.WAREHOUSE: "Warehouse",
    Owner.CARRIER: "Carrier",
    Owner.CHANNEL: "Channel",
    Owner.BUYER: "Buyer",
}
STATES = {"ok": ("ok", "ok"), "warning": ("risk", "warn"), "bad": ("breach", "past")}
MESSAGES = {"success": ("ok", "ok"), "warning": ("risk", "warn"), "error": ("breach", "warn")}
NO_LEVEL = ("Not judged yet", "plain", "clock", "its deadline is being worked out")


@register.filter
def level_label(level: str | None) -> str:
    return LEVELS.get(level or "", NO_LEVEL)[0]


@register.filter
def level_tone(level: str | None) -> str:
    return LEVELS.get(level or "", NO_LEVEL)[1]


@register.filter
def level_icon(level: str | None) -> str:
    return LEVELS.get(level or "", NO_LEVEL)[2]


@register.filter
def level_meaning(level: str | None) -> str:
    return LEVELS.get(level or "", NO_LEVEL)[3]


@register.filter
def owner_label(owner: str | None) -> str:
    return OWNERS.get(owner or "", "\N{EM DASH}")


@register.filter
def state_tone(state: str) -> str:
    """The tone of a connection's health: ok, warning or bad."""
    return STATES.get(state, ("plain", "info"))[0]


@register.filter
def state_icon(state: str) -> str:
    return STATES.get(state, ("plain", "info"))[1]


@register.filter
def message_tone(level_tag: str) -> str:
    return MESSAGES.get(level_tag, ("info", "info"))[0]


@register.filter
def message_icon(level_tag: str) -> str:
    return MESSAGES.get(level_tag, ("info", "info"))[1]


@register.filter
def likelihood_tone(value: float | None) -> str:
    """The tone of a probability of being late: from a half it is a risk, from nine in ten a breach."""
    if value is None or value < 0.25:
        return "plain"
    return "breach" if value >= 0.9 else "risk" if value >= 0.5 else "soon"


@register.simple_tag
@cache
def icon(name: str, css_class: str = "") -> SafeString:
    """A symbol of static/img/icons.svg, hidden from screen readers: the word beside it says the same."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" {css_class}" if css_class else "", static("img/icons.svg"), name,
    )  # fmt: skip
