from datetime import UTC, datetime
from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from psycopg.abc import Buffer
from psycopg.types.datetime import TimestamptzLoader


class OrdersConfig(AppConfig):
    name = "fulfillment.orders"
    label = "orders"

    def ready(self) -> None:
        connection_created.connect(read_moments_quickly)


class QuickMoments(TimestamptzLoader):
    """Django's loader, a regular expression in Python, takes ten times as long; a page reads a thousand moments."""

    timezone = UTC  # Django asks for it

    def load(self, data: Buffer) -> datetime:
        try:
            return datetime.fromisoformat(str(data, "ascii"))
        except ValueError:  # a year that Python does not know: psycopg says which
            return super().load(data)


def read_moments_quickly(connection: Any, **signal: Any) -> None:
    connection.connection.adapters.register_loader("timestamptz", QuickMoments)
