"""`manage.py demo_setup --url SANDBOX --public-url US`: team `demo`, its people, catalogue and shops.

Everything goes the way a real team's would: accounts, a catalogue file, a seller's consent or keys, the first pull.
Prints a line per login: role, e-mail, password.
"""

import csv
import io
from argparse import ArgumentParser
from typing import Any

import httpx
from django.core.management.base import BaseCommand

from fulfillment.accounts.models import Membership, Team, User
from fulfillment.accounts.roles import Role
from fulfillment.catalog.importing import COLUMNS, import_catalog
from fulfillment.desk.demo import (
    carriers,
    goods,
    helpdesk,
    own_store,
    promises,
    routes,
    shopify,
    tiktok,
    warehouses,
    woocommerce,
)

PASSWORD = "first-scan-demo"


class Command(BaseCommand):
    help = "Create the demonstration team; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--url", required=True, help="where the sandbox answers")
        parser.add_argument("--public-url", required=True, help="where it reaches us with webhooks")

    def handle(self, **options: Any) -> None:
        team, _ = Team.objects.get_or_create(
            slug="demo", defaults={"name": "Glow Traders", "time_zone": "America/Los_Angeles"}
        )
        for role in Role:
            _ensure_member(team, role)
        import_catalog(team, _catalogue(options["url"]))
        for room in (
            tiktok,
            shopify,
            woocommerce,
            own_store,
            carriers,
            helpdesk,
            warehouses,
            goods,
            promises,
            routes,
        ):
            room.connect(team, options["url"], options["public_url"])
        for role in Role:
            self.stdout.write(f"  {role:<10} {_email(role):<26} {PASSWORD}")


def _email(role: Role) -> str:
    return f"{role}@demo.example"


def _catalogue(url: str) -> list[str]:
    """The file that a seller would bring: SKU, title, supplier."""
    products = httpx.get(f"{url}/_sandbox/catalog", timeout=30).raise_for_status().json()["products"]
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(COLUMNS)
    for each in products:
        title = f"{each['title']}, {each['variant']}"
        writer.writerow([each["seller_sku"], title, each["supplier_code"], each["supplier_name"]])
    return lines.getvalue().splitlines()


def _ensure_member(team: Team, role: Role) -> None:
    email = _email(role)
    user = User.objects.filter(email=email).first() or User.objects.create_user(
        email, PASSWORD, first_name=role.title()
    )
    Membership.objects.get_or_create(team=team, user=user, defaults={"role": role})
