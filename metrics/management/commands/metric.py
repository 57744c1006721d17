"""`manage.py metric SLUG --team T [--shop S] --from D --to D [--by …] [--json]`"""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.orders import watch
from fulfillment.tracking.judging import judge_due_packages
from metrics import changed_rules, facts, report
from metrics.clock import utc_now
from metrics.definitions import METRICS, in_words


def day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise ArgumentTypeError(f"{given!r} is no day: write it as 2026-11-27.") from None


class Command(BaseCommand):
    help = "One rate with its counts over a span of days; judges what is queued first, needs no worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", choices=sorted(METRICS))
        parser.add_argument("--team", required=True)
        parser.add_argument("--shop", default="")
        parser.add_argument("--from", dest="since", type=day, required=True)
        parser.add_argument("--to", dest="until", type=day, required=True)
        parser.add_argument("--by", choices=report.BY, default="day")
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        team = Team.objects.filter(slug=options["team"]).first()
        if team is None:
            raise CommandError(f"No team {options['team']!r}.", returncode=2)
        shops = list(Shop.objects.of(team).filter(**({"slug": options["shop"]} if options["shop"] else {})))
        if options["shop"] and not shops:
            raise CommandError(f"Team {team.slug} has no shop {options['shop']!r}.", returncode=2)
        if options["since"] > options["until"]:
            raise CommandError(f"--from {options['since']} is after --to {options['until']}.", returncode=2)
        judge_queued(team)
        found = report.report(
            shops, options["slug"], since_on=options["since"], until_on=options["until"], by=options["by"]
        )
        if options["json"]:
            self.stdout.write(json.dumps(found))
            return
        rate = "n/a" if found["rate"] is None else f"{100 * found['rate']:.2f} %"
        self.stdout.write(f"{found['slug']}: {rate} ({found['numerator']} of {found['denominator']})")
        for row in found["series"]:
            self.stdout.write(f"  {row['key']}: {row['numerator']} of {row['denominator']}")
        for why, count in found["left_out"].items():
            self.stdout.write(f"  left out, {in_words(why)}: {count}")


def judge_queued(team: Team) -> None:
    """What is due is judged: packages and orders of every team, then this team's facts."""
    changed_rules.queue_changed_rules(now=utc_now())
    while judge_due_packages(now=utc_now()):
        pass
    while watch.watch_due(now=utc_now()):
        pass
    while facts.judge_changed(team=team):
        pass
