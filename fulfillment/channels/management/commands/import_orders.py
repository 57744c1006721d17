"""`manage.py import_orders FILE --team T --shop SLUG --map MAP.toml [--dry-run] [--report CSV]`"""

import csv
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.channels.generic import importing
from fulfillment.channels.generic.importing import Summary
from fulfillment.channels.generic.mapfile import BadMap, ImportMap, read_map
from fulfillment.channels.generic.orders import Note
from fulfillment.channels.models import ImportReject
from fulfillment.channels.sync import utc_now

SHIPPED_MAPS = Path(importing.__file__).parent / "maps"
REPORT = ("row", "order", "code", "sentence", "rejected")


class Command(BaseCommand):
    help = (
        "Import orders from CSV or JSONL, plain or .gz, by a mapping in TOML (a path, or the name of a shipped one: "
        "olist). Creates the shop if there is none. Exit 1 if rows were refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--team", required=True)
        parser.add_argument("--shop", required=True, metavar="SLUG")
        parser.add_argument("--map", required=True, metavar="MAP.toml")
        parser.add_argument("--dry-run", action="store_true", help="read and report, write nothing")
        parser.add_argument("--report", type=Path, metavar="CSV", help="every refused or odd row, with why")

    def handle(self, **options: Any) -> None:
        team = Team.objects.filter(slug=options["team"]).first()
        if team is None:
            raise CommandError(f"No team {options['team']!r}.", returncode=2)
        try:
            mapping = read_map(_map_path(options["map"]))
            summary, notes = self._import(team, mapping, options)
        except BadMap as error:
            raise CommandError(str(error), returncode=2) from error
        except OSError as error:
            raise CommandError(
                f"Cannot read {options['file']}: {error.strerror or error}.", returncode=2
            ) from error
        if options["report"]:
            write_report(options["report"], notes)
        self._say(summary, is_dry=options["dry_run"])
        if summary.rejected:
            sys.exit(1)

    def _import(
        self, team: Team, mapping: ImportMap, options: dict[str, Any]
    ) -> tuple[Summary, Iterable[Note | ImportReject]]:
        if options["dry_run"]:
            return importing.dry_run(options["file"], mapping, now=utc_now())
        shop = _shop(team, options["shop"], mapping)
        summary, run = importing.run(options["file"], shop, mapping, now=utc_now(), progress=self._progress)
        return summary, run.rejects.order_by("row", "code").iterator()

    def _progress(self, summary: Summary) -> None:
        self.stdout.write(f"{summary.rows} rows, {summary.taken} orders", ending="\r")

    def _say(self, summary: Summary, *, is_dry: bool) -> None:
        would = "would be taken" if is_dry else "taken"
        self.stdout.write(f"{summary.rows} rows: {summary.taken} orders {would}, {summary.rejected} refused.")
        for code, count in summary.notes.most_common():
            self.stdout.write(f"  {code}: {count}")


def write_report(path: Path, notes: Iterable[Any]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(REPORT)
        for note in notes:
            writer.writerow([note.row, note.external_id, note.code, note.sentence, note.is_rejected])


def _map_path(given: str) -> Path:
    shipped = SHIPPED_MAPS / f"{given}.toml"
    return shipped if not Path(given).exists() and shipped.exists() else Path(given)


def _shop(team: Team, slug: str, mapping: ImportMap) -> Shop:
    """The shop of that name, made as an independent store in the file's zone if there is none."""
    defaults = {
        "name": slug.replace("-", " ").title(),
        "channel": "own_store",
        "platform": "own_store",
        "market": mapping.file.country[:2],
        "time_zone": mapping.file.time_zone,
        "currency": mapping.file.currency,
    }
    return Shop.objects.get_or_create(team=team, slug=slug, defaults=defaults)[0]
