"""Counts inside another query."""

from __future__ import annotations

from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery


class HowMany(Subquery):
    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def how_many(rows: QuerySet[Any]) -> HowMany:
    """Counts `rows` inside another query."""
    return HowMany(rows.order_by().values("pk"))
