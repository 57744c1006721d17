"""`manage.py import_catalog FILE --team T`: SKUs, titles and suppliers from a CSV file."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from fulfillment.accounts.models import Team
from fulfillment.catalog.importing import COLUMNS, Unusable, import_catalog
from fulfillment.orders.listings import find_in_catalogue


class Command(BaseCommand):
    help = f"Create or update SKUs and suppliers from a CSV file with the columns {', '.join(COLUMNS)}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--team", required=True)

    def handle(self, **options: Any) -> None:
        team = Team.objects.filter(slug=options["team"]).first()
        if team is None:
            raise CommandError(f"No team {options['team']!r}.", returncode=2)
        try:
            with options["file"].open(newline="", encoding="utf-8-sig") as lines:
                done = import_catalog(team, lines)
        except OSError as error:
            raise CommandError(f"Cannot read {options['file']}: {error.strerror}.", returncode=2) from error
        except Unusable as error:
            raise CommandError(str(error), returncode=2) from error
        find_in_catalogue(team, now=timezone.now())
        self.stdout.write(f"{done.skus} SKUs of {done.suppliers} suppliers.")
        for number, why in done.rejected:
            self.stderr.write(f"line {number}: {why}")
        if done.rejected:
            sys.exit(1)
