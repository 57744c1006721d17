"""`manage.py sync_progress --json`: how far the first imports have come; `--follow` until all are done."""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import QuerySet

from fulfillment.channels.health import imported
from fulfillment.channels.models import Connection

EVERY_SECONDS = 2


class Command(BaseCommand):
    help = "Per connected shop: orders taken, orders expected, state."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--team", default="")
        parser.add_argument("--json", action="store_true")
        parser.add_argument(
            "--follow", action="store_true", help="a line whenever something changed, until all are done"
        )

    def handle(self, **options: Any) -> None:
        rows = Connection.objects.select_related("shop").order_by("shop__slug")
        if options["team"]:
            rows = rows.filter(team__slug=options["team"])
        if options["follow"]:
            self._follow(rows)
        elif options["json"]:
            self.stdout.write(json.dumps({"shops": [_progress(row) for row in rows]}))
        else:
            for row in rows:
                self.stdout.write(_sentence(row))

    def _follow(self, rows: QuerySet[Connection]) -> None:
        last = ""
        while rows.filter(first_sync_finished_at=None).exists():
            said = "History: " + "; ".join(map(_sentence, rows.all()))
            if said != last:
                self.stdout.write(said)
                self.stdout.flush()
            last = said
            time.sleep(EVERY_SECONDS)
        self.stdout.write("History is complete: " + "; ".join(map(_sentence, rows.all())))


def _progress(row: Connection) -> dict[str, Any]:
    return {
        "shop": row.shop.slug,
        "done": row.first_sync_done,
        "total": row.first_sync_total,
        "finished": row.first_sync_finished_at is not None,
        "state": row.state,
        "problem": row.problem,
    }


def _sentence(row: Connection) -> str:
    return f"{row.shop.slug}: {imported(row)}, {row.state}"
