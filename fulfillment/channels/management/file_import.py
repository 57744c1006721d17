"""What the commands that import a file have in common: the map, the dry run, the report, and how they end."""

from __future__ import annotations

import csv
import re
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.channels.generic import importing
from fulfillment.channels.generic.grouping import OrderFile, survey
from fulfillment.channels.generic.importing import Summary
from fulfillment.channels.generic.mapfile import BadMap, ImportMap, read_map
from fulfillment.channels.generic.orders import Note
from fulfillment.channels.generic.reading import BadFile
from fulfillment.channels.models import ImportReject
from fulfillment.channels.quarantine import storable
from fulfillment.channels.sync import utc_now

SHIPPED_MAPS = Path(importing.__file__).parent / "maps"
REPORT = ("row", "{}", "code", "sentence", "rejected")


class FileImport(BaseCommand):
    """`noun`: what one group of rows is. `prepare` refuses what cannot be imported, before anything is read."""

    noun = ""

    def prepare(self, team: Team, slug: str) -> None:
        raise NotImplementedError

    def refuse_map(self, mapping: ImportMap) -> None:
        """Raises BadMap for a map of something else."""
        raise NotImplementedError

    def shop(self, team: Team, slug: str, mapping: ImportMap) -> Shop:
        raise NotImplementedError

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
        self.prepare(team, options["shop"])
        try:
            mapping = read_map(_map_path(options["map"]))
            self.refuse_map(mapping)
            file = survey(options["file"], mapping)
        except (BadMap, BadFile) as error:
            raise CommandError(str(error), returncode=2) from error
        except OSError as error:
            said = error.strerror or str(error)
            raise CommandError(f"Cannot read {options['file']}: {said}.", returncode=2) from error
        summary = self._import(team, file, options)
        self._say(summary, is_dry=options["dry_run"])
        if summary.rejected:
            sys.exit(1)

    def _import(self, team: Team, file: OrderFile, options: dict[str, Any]) -> Summary:
        def find_shop() -> Shop:
            return self.shop(team, options["shop"], file.mapping)

        with _report(options["report"], self.noun) as report:
            if options["dry_run"]:
                return importing.dry_run(
                    file, find_shop, now=utc_now(), progress=self._progress, report=report
                )
            summary, run = importing.run(file, find_shop(), now=utc_now(), progress=self._progress)
            if options["report"]:
                report(run.rejects.order_by("row", "code").iterator())
            return summary

    def _progress(self, summary: Summary) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"{summary.rows} rows, {summary.taken} {self.noun}s", ending="\r")

    def _say(self, summary: Summary, *, is_dry: bool) -> None:
        if summary.taken_up_after:
            self.stdout.write(f"Taken up after row {summary.taken_up_after}, where an earlier run stopped.")
        would = "would be taken" if is_dry else "taken"
        self.stdout.write(
            f"{summary.rows} rows: {summary.taken} {self.noun}s {would}, {summary.rejected} refused."
        )
        for code, count in sorted(summary.notes.items(), key=lambda item: (-item[1], item[0])):
            self.stdout.write(f"  {code}: {count}")


@contextmanager
def _report(path: Path | None, noun: str) -> Iterator[Callable[[Iterable[Note | ImportReject]], None]]:
    """Writes notes into that CSV file, opened before anything is imported; nowhere if there is none."""
    if path is None:
        yield lambda notes: None
        return
    try:
        file = path.open("w", newline="", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"Cannot write the report {path}: {error.strerror}.", returncode=2) from error
    with file:
        writer = csv.writer(file)
        writer.writerow(name.format(noun) for name in REPORT)
        yield lambda notes: writer.writerows(
            [note.row, storable(note.external_id), note.code, storable(note.sentence), note.is_rejected]
            for note in notes
        )


def is_slug(given: str) -> bool:
    return re.fullmatch("[-a-zA-Z0-9_]{1,50}", given) is not None


def _map_path(given: str) -> Path:
    """A file of that name, else the shipped one."""
    shipped = SHIPPED_MAPS / f"{given}.toml"
    if Path(given).exists():
        return Path(given)
    if not shipped.exists():
        names = ", ".join(sorted(each.stem for each in SHIPPED_MAPS.glob("*.toml")))
        raise BadMap(
            f"Cannot read {given}: there is no such file, and no shipped map of that name ({names})."
        )
    return shipped
