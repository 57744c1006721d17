"""`manage.py create_team SLUG --owner EMAIL`"""

import re
import secrets
from argparse import ArgumentParser
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from fulfillment.accounts.models import Membership, Team, User
from fulfillment.accounts.roles import Role


class Command(BaseCommand):
    help = "Create a team and its owner; prints the owner's first password if the account is new."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--owner", required=True, metavar="EMAIL")
        parser.add_argument("--name", default="")
        parser.add_argument("--time-zone", default="UTC")

    @transaction.atomic
    def handle(self, **options: Any) -> None:
        _check(options["slug"], options["owner"])
        if options["time_zone"] not in available_timezones():
            raise CommandError(
                f"{options['time_zone']!r} is not a time zone, e.g. America/Los_Angeles.", returncode=2
            )
        name = options["name"] or options["slug"].replace("-", " ").title()
        try:
            with transaction.atomic():
                team = Team.objects.create(slug=options["slug"], name=name, time_zone=options["time_zone"])
        except IntegrityError:
            raise CommandError(f"There is a team {options['slug']!r} already.", returncode=2) from None
        user = User.objects.filter(email=options["owner"].lower()).first()
        if user is None:
            password = secrets.token_urlsafe(12)
            user = User.objects.create_user(options["owner"], password)
            self.stdout.write(f"{user.email} signs in with {password}")
        Membership.objects.create(team=team, user=user, role=Role.OWNER)
        self.stdout.write(f"Team {team.slug} is owned by {user.email}.")


def _check(slug: str, email: str) -> None:
    if not re.fullmatch("[-a-zA-Z0-9_]{1,50}", slug):
        raise CommandError(
            f"{slug!r} cannot name a team: use at most 50 letters, digits and hyphens.", returncode=2
        )
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError(f"{email!r} is not an e-mail address.", returncode=2) from None
