#!/usr/bin/env python
"""Firstscan's commands; each attaches to the running services or starts the embedded ones for its own duration."""

import os
import select
import sys

from fulfillment.embedded import services

READER_GONE = 141  # what shells call a program that SIGPIPE ended


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fulfillment.settings")
    with services.for_command(sys.argv):
        from django.core.management import execute_from_command_line
        from django.db.utils import ProgrammingError

        import fulfillment.celery  # noqa: F401  # commands wake workers too, at the broker that settings name

        try:
            execute_from_command_line(sys.argv)
            sys.stdout.flush()
        except BrokenPipeError:
            if not reader_is_gone():
                raise
            sys.exit(READER_GONE)
        except ProgrammingError as error:
            if not lacks_tables(error):
                raise
            sys.exit("The database has not the tables of this version: run manage.py migrate first.")


def lacks_tables(error: Exception) -> bool:
    """Whether it is a database that nobody migrated, or not to this version."""
    from psycopg.errors import UndefinedColumn, UndefinedTable

    return isinstance(error.__cause__, UndefinedColumn | UndefinedTable)


def reader_is_gone() -> bool:
    """Whether it was our own output that nobody reads any more, as in `| head -1`; nothing is written to it then."""
    output = select.poll()
    output.register(sys.stdout.fileno(), 0)
    if not any(event & (select.POLLERR | select.POLLHUP) for _, event in output.poll(0)):
        return False
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return True


if __name__ == "__main__":
    main()
