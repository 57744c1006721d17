"""`manage.py demo_setup --url SANDBOX --public-url US`: team `demo`, its people, catalogue and two shops.

Everything goes the way a real team's would: accounts, a catalogue file, a seller's consent, the first pull.
Prints a line per login: role, e-mail, password.
"""

import csv
import io
import os
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from django.core.management.base import BaseCommand

from fulfillment.accounts.models import Membership, Team, User
from fulfillment.accounts.roles import Role
from fulfillment.catalog.importing import COLUMNS, import_catalog
from fulfillment.channels.errors import NeedsAuthorisation
from fulfillment.channels.models import Connection
from fulfillment.channels.sync import utc_now
from fulfillment.channels.tiktok import connecting
from fulfillment.channels.tiktok.adapter import open_adapter

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
        _connect(team, options["url"], options["public_url"])
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


def _connect(team: Team, url: str, public_url: str) -> None:
    """Connected once; at each start the ports may be others: where the channel answers, and where it tells us."""
    app = connecting.App(
        key=os.environ.get("SANDBOX_APP_KEY", "demo-app-key"),
        secret=os.environ.get("SANDBOX_APP_SECRET", "demo-app-secret"),
        base_url=url,
        auth_url=url,
    )
    mine = Connection.objects.filter(team=team).select_related("shop", "credential")
    if not mine.update(base_url=url, auth_url=url):
        connecting.connect(team, app=app, code=_consent(url), now=utc_now())
    try:
        _listen(mine.all(), app, public_url)
    except NeedsAuthorisation:  # the pretend world was begun anew and knows no token of the old one
        connecting.connect(team, app=app, code=_consent(url), now=utc_now())
        _listen(mine.all(), app, public_url)


def _listen(connections: Iterable[Connection], app: connecting.App, public_url: str) -> None:
    for connection in connections:
        adapter = open_adapter(connection, now=utc_now())  # renews the token where its time is up
        adapter.close()
        connecting.subscribe(connection, app=app, access_token=adapter.access_token, public_url=public_url)


def _consent(url: str) -> str:
    """The code that the seller's browser brings back after agreeing."""
    query = {"service_id": "demo", "state": "demo", "redirect_uri": f"{url}/done"}
    answer = httpx.get(f"{url}/open/authorize/confirm", params=query, timeout=30, follow_redirects=False)
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]
