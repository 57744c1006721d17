"""Which alerts a shop's line deserves: the words of the health bar, raised and resolved by the alerts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from fulfillment.alerts import raising
from fulfillment.alerts.raising import Wrong
from fulfillment.channels import health, lines
from fulfillment.channels.health import Said, State
from fulfillment.channels.models import Connection

PAGES = {"sides_differ": "channels:reconciliation", "quarantine": "channels:quarantine"}


def raise_alerts(*, now: datetime) -> tuple[int, int]:
    """Every line of every team is looked at; how many alerts were raised and resolved. A fixed number of queries."""
    every: list[Any] = list(lines.with_counts(Connection.objects.all()))
    wrong = [_wrong(line, said) for line in every for said in wrong_with(line, now=now)]
    return raising.settle([source(line) for line in every], wrong, now=now)


def wrong_with(line: Any, *, now: datetime) -> list[Said]:
    """`line` comes from `lines.with_counts`; what a person switched off alarms nobody."""
    if not line.is_active or line.state == State.DISCONNECTED:
        return []
    return health.troubles(line, now=now)


def source(line: Connection) -> str:
    return f"channel:{line.pk}"


def _wrong(line: Connection, said: Said) -> Wrong:
    return Wrong(
        team_id=line.team_id,
        source=source(line),
        kind_code=said.alarm,
        sentence=said.sentence.rstrip("."),
        fix=said.fix.rstrip("."),
        path=reverse(PAGES.get(said.alarm, "channels:list")),
        shop_id=line.shop_id,
    )
