"""What the worst rates will be at the next evaluation, beside the week that a meeting speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from fulfillment.catalog.models import Shop
from metrics.ahead import Ahead, tolerated
from metrics.looking_ahead import FORETOLD, look_ahead
from metrics.pages.asking import link
from metrics.weekly.judging import Standing
from metrics.weekly.sheet import Line
from metrics.weekly.weeks import Week, last_whole

MOST = 8


def is_near(week: Week, today: date) -> bool:
    """The running week and the last whole one: what comes next says nothing beside older ones."""
    return last_whole(today).monday <= week.monday <= today


def told_of(lines: Iterable[Line]) -> list[Line]:
    """The worst first: rates with a target that can be foretold, of which enough was counted."""
    return [
        line
        for line in lines
        if line.metric in FORETOLD and line.target is not None and line.standing != Standing.FEW
    ][:MOST]


def rows(shops: Sequence[Shop], lines: Iterable[Line], *, now: datetime) -> list[dict[str, Any]]:
    by_id = {shop.pk: shop for shop in shops}
    found = []
    for line in told_of(lines):
        shop = by_id.get(line.shop_id)
        if shop is None:
            continue
        ahead = look_ahead(shop, line.metric, now=now)
        if ahead.harm.of_all >= 1:
            found.append(_row(line, ahead))
    return found


def parted(found: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """All of them, those that may cross a limit, and those that are expected to keep it."""
    return {
        "coming": found,
        "pressing": [row for row in found if row["tone"] != "ok"],
        "kept_ahead": [row for row in found if row["tone"] == "ok"],
    }


def _row(line: Line, ahead: Ahead) -> dict[str, Any]:
    return {
        "line": line,
        "told": ahead.told,
        "evaluated_on": ahead.evaluated_on,
        "settles": ahead.settles_on is not None,
        "tone": standing(ahead),
        "url": link("ahead", line.metric, shop=line.shop),
    }


def standing(ahead: Ahead) -> str:
    """How the forecast stands to what is tolerated: breach, risk or ok."""
    limits = [
        tolerated(limit, ahead.rule.better)
        for limit in (ahead.rule.target, ahead.rule.enforcement)
        if limit is not None
    ]
    if not limits:
        return "ok"
    if ahead.harm.expected > min(limits):
        return "breach"
    return "risk" if ahead.harm.high > min(limits) else "ok"
