"""`manage.py connect CHANNEL --team T [--shop SLUG] [--market M] [--url U] [--option k=v …]`"""

import os
import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fulfillment.accounts.models import Team
from fulfillment.channels.errors import ChannelError
from fulfillment.channels.models import Connection
from fulfillment.channels.shopify import command as shopify
from fulfillment.channels.sync import utc_now
from fulfillment.channels.tiktok import connecting
from fulfillment.channels.woocommerce import command as woocommerce


class Command(BaseCommand):
    help = (
        "Connect the shops of a channel's consent. TikTok: secrets come from TIKTOK_APP_KEY, TIKTOK_APP_SECRET and "
        "TIKTOK_AUTH_CODE, or are asked for. Shopify: from SHOPIFY_ACCESS_TOKEN, or SHOPIFY_CLIENT_ID and "
        "SHOPIFY_CLIENT_SECRET (and SHOPIFY_AUTH_CODE), with --option domain=SHOP.myshopify.com. "
        "WooCommerce: from WOOCOMMERCE_CONSUMER_KEY and WOOCOMMERCE_CONSUMER_SECRET, with --url."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("channel", choices=["tiktok", "shopify", "woocommerce"])
        parser.add_argument("--team", required=True)
        parser.add_argument("--shop", default="", help="the shop's slug here; only with --market")
        parser.add_argument("--market", default="", help="connect only the shop of this market")
        parser.add_argument("--url", default="", help="another address of the channel, e.g. a sandbox")
        parser.add_argument(
            "--option", action="append", default=[], metavar="k=v", help="domain=…, auth_url=…, public_url=…"
        )

    def handle(self, **options: Any) -> None:
        team = Team.objects.filter(slug=options["team"]).first()
        if team is None:
            raise CommandError(f"No team {options['team']!r}; create it with create_team.", returncode=2)
        extra = dict(item.partition("=")[::2] for item in options["option"])
        open_shops = {"tiktok": _tiktok, "shopify": _shopify, "woocommerce": _woocommerce}[options["channel"]]
        try:
            connections = open_shops(team, options, extra)
        except ChannelError as error:
            raise CommandError(f"{error.sentence} {error.fix}") from error
        for connection in connections:
            self.stdout.write(f"{connection.shop.slug}: connected, its first pull is due ({connection.pk})")


def _tiktok(team: Team, options: dict[str, Any], extra: dict[str, str]) -> list[Connection]:
    app = connecting.App(
        key=_secret("TIKTOK_APP_KEY"),
        secret=_secret("TIKTOK_APP_SECRET"),
        base_url=options["url"],
        auth_url=extra.get("auth_url", options["url"]),
    )
    slugs = {options["market"]: options["shop"]} if options["shop"] else {}
    code = _secret("TIKTOK_AUTH_CODE")
    found = connecting.connect(team, app=app, code=code, now=utc_now(), slugs=slugs, market=options["market"])
    if extra.get("public_url"):
        connecting.listen(found, app=app, public_url=extra["public_url"])
    return found


def _shopify(team: Team, options: dict[str, Any], extra: dict[str, str]) -> list[Connection]:
    return [
        shopify.connect(
            team,
            secrets=os.environ,
            url=options["url"],
            options=extra,
            slug=options["shop"],
            market=options["market"],
            now=utc_now(),
        )
    ]


def _woocommerce(team: Team, options: dict[str, Any], extra: dict[str, str]) -> list[Connection]:
    return [
        woocommerce.connect(
            team,
            secrets=os.environ,
            url=options["url"],
            options=extra,
            slug=options["shop"],
            market=options["market"],
            now=utc_now(),
        )
    ]


def _secret(name: str) -> str:
    if given := os.environ.get(name):
        return given
    if not sys.stdin.isatty():
        raise CommandError(
            f"{name} is not set and there is no terminal to ask for it: set it in the environment.",
            returncode=2,
        )
    return getpass(f"{name}: ")
