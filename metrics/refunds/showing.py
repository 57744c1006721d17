"""Requests in the words of the page: each reason, each period, each value with the reasons under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fulfillment.catalog.models import Shop
from fulfillment.orders.request_reasons import GROUPS
from metrics.breakdown import names_of
from metrics.counts import Counts
from metrics.refunds import charts, reading, tables
from metrics.refunds.asking import TABS, Asked
from metrics.refunds.counting import WORDS, Request
from metrics.refunds.tables import Reason
from metrics.trend import name_of

COLUMNS = 6  # reasons that have a column; the others share one
SHOWN = 20
SMALL = 5  # fewer refunds than these say little: they are shown grey


def label(group: str) -> str:
    words = GROUPS.get(group, group.replace("_", " "))
    return words[:1].upper() + words[1:]


def overview(
    asked: Asked, requests: Sequence[Request], reasons: Sequence[Reason], left: Sequence[tuple[str, int]]
) -> dict[str, Any]:
    """Of counted requests: the headline, each reason, each period."""
    whole = Counts(len(requests), reading.dispatched(asked.shops, asked.span))
    labels = [label(each.group) for each in reasons]
    urls = [asked.rows_url(reason=each.group) for each in reasons]
    return {
        "whole": whole,
        "paid": tables.paid(requests),
        "reasons": [
            {"reason": each, "label": words, "url": url, "rate": Counts(each.count, whole.denominator).rate}
            for each, words, url in zip(reasons, labels, urls, strict=True)
        ],
        "chart": charts.pareto(reasons, labels, urls),
        "periods": _periods(asked, requests, reasons),
        "columns": columns(reasons),
        "has_others": len(reasons) > COLUMNS,
        "all_url": asked.rows_url(),
        "left_out": [
            {"words": WORDS[why], "count": count, "url": asked.rows_url(why=why)} for why, count in left
        ],
    }


def columns(reasons: Sequence[Reason]) -> list[dict[str, str]]:
    return [{"group": each.group, "label": label(each.group)} for each in reasons[:COLUMNS]]


def _periods(asked: Asked, requests: Sequence[Request], reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    """Newest first."""
    days = reading.dispatched_on(asked.shops, asked.span)
    found = []
    for period, groups in tables.by_period(requests, asked.span):
        of_days = {"from": period.since_on, "to": period.until_on}
        sent = sum(count for day, count in days.items() if period.since_on <= day <= period.until_on)
        found.append(
            {
                "name": name_of(period, asked.span.by),
                "counts": Counts(sum(groups.values()), sent),
                "url": asked.rows_url(**of_days),
                "cells": _cells(asked, groups, reasons, **of_days),
            }
        )
    return found[::-1]


def _cells(
    asked: Asked, groups: Mapping[str, int], reasons: Sequence[Reason], **more: object
) -> list[dict[str, Any]]:
    """A count for each column, then one for the reasons that have none."""
    cells: list[dict[str, Any]] = [
        {"count": groups.get(each.group, 0), "url": asked.rows_url(reason=each.group, **more)}
        for each in reasons[:COLUMNS]
    ]
    if len(reasons) > COLUMNS:
        others = sum(groups.get(each.group, 0) for each in reasons[COLUMNS:])
        cells.append({"count": others, "url": ""})
    return [cell | {"is_small": cell["count"] < SMALL} for cell in cells]


def breakdown(
    asked: Asked, requests: Sequence[Request], shops: Sequence[Shop], reasons: Sequence[Reason]
) -> dict[str, Any]:
    """The values with most refunds, each with its reasons; most of a value stands out."""
    sent = reading.dispatched_by(asked.shops, asked.tab, asked.span)
    found = tables.by_value(requests, asked.tab, sent)
    names = named(asked, [each.value for each in found[:SHOWN]], shops)
    return {
        "values": [
            {
                "name": names.get(each.value, each.value) or "not known",
                "counts": each.counts,
                "url": asked.rows_url(dimension=asked.tab, value=each.value),
                "cells": _cells(asked, each.by_group, reasons, dimension=asked.tab, value=each.value),
            }
            for each in found[:SHOWN]
        ],
        "has_more_values": len(found) > SHOWN,
        "counts_twice": sum(each.counts.numerator for each in found) > len(requests),
        "tab_label": TABS[asked.tab],
        "small": SMALL,
    }


def named(asked: Asked, values: Sequence[str], shops: Sequence[Shop]) -> Mapping[str, str]:
    if asked.tab == "shop" or asked.dimension == "shop":
        return {str(shop.pk): shop.name for shop in shops}
    return names_of(asked.team.pk, asked.dimension or asked.tab, values)
