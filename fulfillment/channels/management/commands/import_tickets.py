"""`manage.py import_tickets FILE --team T --shop SLUG --map MAP.toml [--dry-run] [--report CSV]`"""

from django.core.management.base import CommandError

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.channels.generic.mapfile import BadMap, ImportMap
from fulfillment.channels.management.file_import import FileImport


class Command(FileImport):
    help = (
        "Import tickets, complaints and reviews from CSV or JSONL, plain or .gz, or XLSX, by a mapping in TOML whose "
        "[ticket] table names the columns. The shop is one that there is, of whatever channel: tickets are linked to its "
        "orders by id or number, now or when the order comes. A run that was stopped is taken up where it was. "
        "Exit 1 if rows were refused, 2 if the file or the map cannot be used (then nothing is written)."
    )
    noun = "ticket"

    def prepare(self, team: Team, slug: str) -> None:
        if not Shop.objects.filter(team=team, slug=slug).exists():
            known = ", ".join(Shop.objects.filter(team=team).order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"No shop {slug!r}; the team has {known or 'none yet'}.", returncode=2)

    def refuse_map(self, mapping: ImportMap) -> None:
        if not mapping.ticket:
            raise BadMap("This map is of orders, it has no [ticket] table: use import_orders.")

    def shop(self, team: Team, slug: str, mapping: ImportMap) -> Shop:
        return Shop.objects.get(team=team, slug=slug)
