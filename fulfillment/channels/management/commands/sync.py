"""`manage.py sync SHOP --team T [--since ISO] [--full]`: one pull now, in the foreground."""

import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fulfillment.channels.health import imported
from fulfillment.channels.models import Connection, QuarantinedItem, SyncCursor
from fulfillment.channels.sync import sync_connection, utc_now


class Command(BaseCommand):
    help = "Pull one shop now, in the foreground, with progress. Exit 1 if anything is quarantined."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("shop")
        parser.add_argument("--team", required=True)
        parser.add_argument(
            "--since", type=datetime.fromisoformat, help="read again everything updated since then"
        )
        parser.add_argument("--full", action="store_true", help="do the first import again")

    def handle(self, **options: Any) -> None:
        connection = Connection.objects.filter(
            shop__slug=options["shop"], shop__team__slug=options["team"]
        ).first()
        if connection is None:
            raise CommandError(
                f"{options['shop']!r} is not a connected shop of {options['team']!r}.", returncode=2
            )
        if not connection.is_active:
            raise CommandError("This shop is paused: resume it on the channels page first.", returncode=2)
        rewind(connection, since=options["since"], full=options["full"])
        while True:
            is_done = sync_connection(connection.pk)
            connection.refresh_from_db()
            if not is_done:
                raise CommandError(_why_not(connection))
            self.stdout.write(f"{connection.shop.slug}: {imported(connection)}")
            if connection.next_sync_at and connection.next_sync_at > utc_now():
                break
        if count := QuarantinedItem.objects.filter(shop=connection.shop, resolved_at=None).count():
            self.stderr.write(f"{count} payloads are in quarantine; see /channels/.")
            sys.exit(1)


def _why_not(connection: Connection) -> str:
    if connection.failures:
        return f"{connection.problem} {connection.fix}"
    return "Another worker is pulling this shop right now; it says how far it is with sync_progress."


def rewind(connection: Connection, *, since: datetime | None, full: bool) -> None:
    """The next pull starts at `since`, or does the first import again."""
    if full:
        SyncCursor.objects.filter(connection=connection).delete()
        Connection.objects.filter(pk=connection.pk).update(
            first_sync_finished_at=None, first_sync_done=0, first_sync_total=None
        )
    elif since is not None:
        start = since if since.tzinfo else since.replace(tzinfo=UTC)
        forward = SyncCursor.objects.filter(connection=connection).exclude(stream__endswith=".history")
        forward.update(position_at=start, window_until_at=None, page_token="")
