"""`manage.py board --team T --json`: the at-risk board for other programs."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from fulfillment.accounts.models import Team
from fulfillment.orders import board, watch
from fulfillment.orders.reasons import AFTER_ASKING
from fulfillment.orders.sentences import moment


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
            self.stdout.write(_line(row, now))


def _line(row: dict[str, Any], now: datetime) -> str:
    """One order for people: moments in its market's time."""
    zone = ZoneInfo(row["time_zone"])

    def at(moment_at: str | None) -> str:
        return moment(datetime.fromisoformat(moment_at), now=now, zone=zone) if moment_at else ""

    due = f"due {at(row['due_at'])}" if row["due_at"] else "no deadline"
    said = [row["reasons"][0]["sentence"], row["reasons"][0]["detail"]] if row["reasons"] else []
    if row["next_action"] in AFTER_ASKING:
        by = f" by {row['carrier_asked_by']}" if row["carrier_asked_by"] else ""
        said.append(f"carrier asked {at(row['carrier_asked_at'])}{by}")
    why = "; ".join(part for part in said if part)
    return f"{row['level']:17} {due:26} {row['shop']} {row['number'] or row['order']}  {why}"
