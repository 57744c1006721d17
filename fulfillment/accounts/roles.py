"""What each role may do. No Django here."""

from enum import StrEnum


class Role(StrEnum):
    OWNER = "owner"
    MANAGER = "manager"
    OPERATOR = "operator"
    INSPECTOR = "inspector"


class May(StrEnum):
    """A permission, named by what its holder may do."""

    SEE_ORDERS = "see_orders"
    ACT_ON_ORDERS = "act_on_orders"
    SEE_METRICS = "see_metrics"
    DECIDE = "decide"  # in the weekly meeting: actions, notes, the signature
    SEE_RULES = "see_rules"
    CHANGE_RULES = "change_rules"
    SEE_CHANNELS = "see_channels"
    RUN_CHANNELS = "run_channels"
    INSPECT = "inspect"
    SEE_WAREHOUSE = "see_warehouse"
    CHANGE_WAREHOUSE = "change_warehouse"
    BRAND = "brand"  # kits and their artwork, and which orders go without
    APPROVE = "approve"  # a product that was sought, into an offer
    MANAGE_TEAM = "manage_team"


_SEES = {May.SEE_ORDERS, May.SEE_METRICS, May.SEE_RULES, May.SEE_CHANNELS, May.SEE_WAREHOUSE}

PERMISSIONS: dict[Role, frozenset[May]] = {
    Role.OWNER: frozenset(May),
    Role.MANAGER: frozenset(
        _SEES
        | {May.ACT_ON_ORDERS, May.CHANGE_WAREHOUSE, May.CHANGE_RULES, May.INSPECT, May.DECIDE, May.BRAND}
        | {May.APPROVE}
    ),
    Role.OPERATOR: frozenset(_SEES | {May.ACT_ON_ORDERS, May.RUN_CHANNELS, May.INSPECT}),
    Role.INSPECTOR: frozenset({May.INSPECT, May.SEE_WAREHOUSE}),
}


def permits(role: str, permission: May) -> bool:
    return permission in PERMISSIONS[Role(role)]
