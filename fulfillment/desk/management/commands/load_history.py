"""`manage.py load_history --orders N --team T`: synthetic history for measuring."""

from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fulfillment.accounts.models import Team
from fulfillment.channels.sync import utc_now
from fulfillment.desk.history_loading import Size, load


class Command(BaseCommand):
    help = "Fill a new team with 24 months of orders, for measuring: about a minute per 500,000. Not for a team that works."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--orders", type=int, default=500_000)
        parser.add_argument("--open", type=int, default=10_000, help="how many of them are open")
        parser.add_argument("--team", required=True, help="its slug; created if there is none")

    def handle(self, **options: Any) -> None:
        if not 0 <= options["open"] <= options["orders"]:
            raise CommandError("--open must be between 0 and --orders.", returncode=2)
        slug = options["team"]
        team, _ = Team.objects.get_or_create(slug=slug, defaults={"name": slug.replace("-", " ").title()})
        if team.orders.exists():
            raise CommandError(f"Team {slug!r} has orders already: choose a new one.", returncode=2)
        began = perf_counter()

        def progress(step: str) -> None:
            self.stdout.write(f"{perf_counter() - began:6.1f} s  {step}")
            self.stdout.flush()

        load(
            team,
            Size(orders=options["orders"], open_orders=options["open"]),
            now=utc_now(),
            progress=progress,
        )
        progress("done")
