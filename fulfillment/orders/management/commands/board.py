"""`manage.py board --team T --json`: the at-risk board for other programs."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from fulfillment.accounts.models import Team
from fulfillment.orders import board, watch


class Command(BaseCommand):
    help = "Prints a team's open orders, worst first, with their reasons. Judges first what is due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--team", required=True, help="the team's slug")
        parser.add_argument("--json", action="store_true", help="one JSON document instead of lines")

    def handle(self, *, team: str, **options: Any) -> None:
        found = Team.objects.filter(slug=team).first()
        if found is None:
            raise CommandError(f"There is no team {team}.", returncode=2)
        now = timezone.now()
        while watch.watch_due(now=now):
            pass
        rows = board.rows(found, now=now)
        if options["json"]:
            document = {"as_of": now.isoformat(), "orders": list(rows)}
            self.stdout.write(json.dumps(document, ensure_ascii=False))
            return
        for row in rows:
            why = row["reasons"][0]["sentence"] if row["reasons"] else ""
            self.stdout.write(
                f"{row['level']:17} {row['due_at'] or '-':26} {row['shop']} {row['order']}  {why}"
            )
