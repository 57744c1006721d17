"""The test database made empty again: rows are deleted where there are some.

Truncating makes new files for a table and each of its indexes, and for all tables that refer to it: a second and more,
where deleting the few rows of a test takes milliseconds.
"""

from __future__ import annotations

import time
from functools import cache

TRIES = 5
# Django's own rows, which migrations made and no test changes.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty() -> None:
    """Every table but KEPT has no row; connections stay as they are.

    A server that a browser has just left may still be writing: of two that wait for each other one is told to try again.
    """
    from django.db import OperationalError

    for _ in range(TRIES):
        try:
            return _empty()
        except OperationalError as error:
            failed = error
            time.sleep(0.2)
    raise failed


def _empty() -> None:
    from django.db import connection, transaction

    quoted = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_question())
        filled = [quoted(name) for (name,) in cursor.fetchall()]
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if filled and cursor.fetchone() == (True,):
            cursor.execute(
                "SET LOCAL session_replication_role = replica"
            )  # neither keys nor triggers are asked
            cursor.execute("; ".join(f"DELETE FROM {name}" for name in filled))
        elif filled:
            cursor.execute(f"TRUNCATE {', '.join(filled)} CASCADE")


@cache
def _question() -> str:
    """Which tables have a row, asked once for all of them."""
    from django.db import connection

    names = [name for name in connection.introspection.table_names() if name not in KEPT]
    quoted = connection.ops.quote_name
    asked = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM {quoted(name)})" for name in names)
    return " UNION ALL ".join(asked)
