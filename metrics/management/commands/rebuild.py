"""`manage.py rebuild [--team T]`"""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fulfillment.accounts.models import Team
from metrics.clock import utc_now
from metrics.rebuilding import rebuild


class Command(BaseCommand):
    help = "Derived columns, facts and daily sums from nothing: of one team, or of all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--team", default="", help="slug of the team; all teams without it")

    def handle(self, **options: Any) -> None:
        teams = Team.objects.filter(slug=options["team"]) if options["team"] else Team.objects.all()
        if options["team"] and not teams:
            raise CommandError(f"No team {options['team']!r}.", returncode=2)
        for team in teams.order_by("slug"):
            done: Counter[str] = Counter()

            def progress(step: str, count: int, done: Counter[str] = done) -> None:
                done[step] += count

            rebuild(team, now=utc_now(), progress=progress)
            said = ", ".join(f"{step} {count:,}" for step, count in done.items())
            self.stdout.write(f"{team.slug}: {said or 'nothing to rebuild'}")
