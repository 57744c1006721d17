"""The words of stock on pages."""

from django import template

from fulfillment.warehouse.lot_states import (
    MOVE_LABELS,
    STATE_ICONS,
    STATE_LABELS,
    STATE_TONES,
    SUPPLY_LABELS,
    LotState,
    MoveKind,
    SupplyKind,
)

register = template.Library()
MINUS = "\N{MINUS SIGN}"


@register.filter
def state_label(state: str) -> str:
    return STATE_LABELS[LotState(state)]


@register.filter
def state_tone(state: str) -> str:
    return STATE_TONES[LotState(state)]


@register.filter
def state_icon(state: str) -> str:
    return STATE_ICONS[LotState(state)]


@register.filter
def supply_label(kind: str) -> str:
    return SUPPLY_LABELS[SupplyKind(kind)]


@register.filter
def move_label(kind: str) -> str:
    return MOVE_LABELS[MoveKind(kind)]


@register.filter
def signed(value: int) -> str:
    """`+12`, or `−3` with a real minus sign."""
    return f"+{value:,}" if value > 0 else f"{MINUS}{-value:,}"


@register.filter
def unsigned(value: int) -> str:
    return f"{abs(value):,}"
