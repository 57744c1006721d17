"""`manage.py demo_evening --team demo`: the pretend packers, loaders and drivers work until they are stopped."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from fulfillment.accounts.models import Team
from fulfillment.channels.sync import utc_now
from fulfillment.desk.demo.evening.living import TURN, live
from fulfillment.desk.demo.evening.people import inspectors_of
from fulfillment.desk.demo.quality.living import work


class Command(BaseCommand):
    help = "A turn of the demonstration's warehouse people, again and again; --once for one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--team", default="demo")
        parser.add_argument("--once", action="store_true")

    def handle(self, **options: Any) -> None:
        while True:
            team = Team.objects.get(slug=options["team"])
            did = live(team, now=utc_now())
            if did:
                work(team, inspectors_of(team), now=utc_now())
            if options["once"]:
                self.stdout.write("A turn was done." if did else "The orders are still coming in.")
                return
            close_old_connections()
            time.sleep(TURN.total_seconds())
