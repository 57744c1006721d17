"""`manage.py import_orders FILE --team T --shop SLUG --map MAP.toml [--dry-run] [--report CSV]`"""

from django.core.management.base import CommandError

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.channels.generic.mapfile import BadMap, ImportMap
from fulfillment.channels.generic.refusing import why_no_orders
from fulfillment.channels.management.file_import import FileImport, is_slug


class Command(FileImport):
    help = (
        "Import orders from CSV or JSONL, plain or .gz, or XLSX, by a mapping in TOML (a path, or the name of a shipped "
        "one: olist). Creates the shop if there is none. A run that was stopped is taken up where it was. "
        "Exit 1 if rows were refused, 2 if the file or the map cannot be used (then nothing is written)."
    )
    noun = "order"

    def prepare(self, team: Team, slug: str) -> None:
        if not is_slug(slug):
            raise CommandError(
                f"{slug!r} cannot name a shop: use at most 50 letters, digits and hyphens.", returncode=2
            )
        shop = Shop.objects.filter(team=team, slug=slug).first()
        if shop and (problem := why_no_orders(shop)):
            raise CommandError(problem, returncode=2)

    def refuse_map(self, mapping: ImportMap) -> None:
        if mapping.ticket:
            raise BadMap("This map is of tickets: use import_tickets.")

    def shop(self, team: Team, slug: str, mapping: ImportMap) -> Shop:
        """The shop of that name, made as an independent store in the file's zone if there is none."""
        defaults = {
            "name": slug.replace("-", " ").title(),
            "channel": "own_store",
            "platform": "own_store",
            "market": mapping.file.country,
            "time_zone": mapping.file.time_zone,
            "currency": mapping.file.currency,
        }
        return Shop.objects.get_or_create(team=team, slug=slug, defaults=defaults)[0]
