"""The benchmark's own database: made, migrated and filled once, used again until its open orders are stale."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

TEAM, WATCHED, EMAIL = "bench", "bench-watched", "bench@example.com"
OPEN_ORDERS, WATCHED_ORDERS = 10_000, 100_000
FRESH_FOR = timedelta(hours=24)
Say = Callable[[str], None]


def prepare(orders: int, say: Say, *, is_watched: bool = True) -> None:
    """Django is set up on a database with that history; call before anything imports a model."""
    os.environ["DATABASE_URL"] = _own(orders, say)
    set_up()
    _fill(orders, say, is_watched=is_watched)


def switch(orders: int, say: Say) -> None:
    """From now on Django works on the database of that size."""
    from django.db import connection

    url = _own(orders, say)
    connection.close()
    connection.settings_dict["NAME"] = urlsplit(url).path[1:]
    _fill(orders, say, is_watched=False)


def _own(orders: int, say: Say) -> str:
    """The address of the database of that size on the same server, which exists afterwards, perhaps empty."""
    server = urlsplit(os.environ["DATABASE_URL"])
    name = f"firstscan_bench_{orders}"
    url = urlunsplit(server._replace(path=f"/{name}"))
    if not _exists(server.geturl(), name):
        _create(server.geturl(), name)
    elif _is_stale(url):
        say("The open orders of the last run are stale: the database is made anew.")
        _drop(server.geturl(), name)
        _create(server.geturl(), name)
    return url


def set_up() -> None:
    """As in production, but over plain HTTP and with static files as they lie in the tree."""
    os.environ |= {
        "DEBUG": "0",
        "SECURE_SSL_REDIRECT": "0",
        "SECURE_COOKIES": "0",
        "ALLOWED_HOSTS": "testserver",
        "DJANGO_SETTINGS_MODULE": "fulfillment.settings",
        "LOG_LEVEL": "WARNING",
    }
    os.environ.setdefault("SECRET_KEY", "measured-only")
    import django
    from django.conf import settings

    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    django.setup()


def _fill(orders: int, say: Say, *, is_watched: bool) -> None:
    from django.core.management import call_command

    from fulfillment.accounts.models import Membership, Team, User
    from fulfillment.accounts.roles import Role

    call_command("migrate", verbosity=0)
    team, _ = Team.objects.get_or_create(slug=TEAM, defaults={"name": "Bench"})
    user = User.objects.filter(email=EMAIL).first() or User.objects.create_user(EMAIL, "measured-only")
    Membership.objects.get_or_create(team=team, user=user, defaults={"role": Role.OWNER})
    loads = [(TEAM, orders, min(OPEN_ORDERS, orders)), (WATCHED, WATCHED_ORDERS, WATCHED_ORDERS)]
    for slug, count, still_open in loads if is_watched else loads[:1]:
        if not Team.objects.filter(slug=slug, orders__isnull=False).exists():
            say(f"Loading {count:,} orders for team {slug}; this is done once.")
            call_command("load_history", team=slug, orders=count, open=still_open)


def _exists(server: str, name: str) -> bool:
    return bool(_execute(server, "SELECT 1 FROM pg_database WHERE datname = %s", [name]))


def _is_stale(url: str) -> bool:
    """A run that was broken off leaves no orders, one of another day leaves deadlines that have passed."""
    try:
        found = _execute(
            url, "SELECT max(placed_at) < now() - %s FROM orders_order WHERE is_open", [FRESH_FOR]
        )
    except psycopg.errors.UndefinedTable:
        return False
    return found[0][0] is not False


def _create(server: str, name: str) -> None:
    _execute(server, f"CREATE DATABASE {name}")


def _drop(server: str, name: str) -> None:
    _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(url: str, sql: str, values: Any = None) -> list[Any]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(sql, values)
        return cursor.fetchall() if cursor.description else []
