"""`manage.py sync_progress --json`: how far the first imports have come."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from fulfillment.channels.models import Connection


class Command(BaseCommand):
    help = "Per connected shop: orders taken, orders expected, state."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--team", default="")
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        rows = Connection.objects.select_related("shop").order_by("shop__slug")
        if options["team"]:
            rows = rows.filter(team__slug=options["team"])
        shops = [
            {
                "shop": row.shop.slug,
                "done": row.first_sync_done,
                "total": row.first_sync_total,
                "finished": row.first_sync_finished_at is not None,
                "state": row.state,
                "problem": row.problem,
            }
            for row in rows
        ]
        if options["json"]:
            self.stdout.write(json.dumps({"shops": shops}))
            return
        for shop in shops:
            self.stdout.write(f"{shop['shop']}: {shop['done']} of {shop['total'] or '?'} orders, {shop['state']}")
