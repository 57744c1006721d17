"""A team's day behind a real server: orders that came from the sandbox by the normal sync, judged and counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from fulfillment.accounts import access
from fulfillment.accounts.models import Membership, Team, User
from fulfillment.accounts.roles import Role
from fulfillment.channels.models import Connection
from fulfillment.channels.sync import sync_connection
from fulfillment.channels.tiktok import connecting
from fulfillment.orders.watch import watch_due
from fulfillment.sandbox.box import SandboxServer
from fulfillment.tracking import judging
from metrics import facts
from tests import factories

PASSWORD = "first-scan-2026"


@dataclass
class Floor:
    """The team, where its pages answer, and the world its orders come from."""

    team: Team
    url: str
    box: SandboxServer
    people: dict[Role, User]

    def sign_in(self, page: Any, role: Role = Role.OWNER) -> Any:
        """The page's browser holds a session of that member, without the form."""
        user = self.people[role]
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session[access.SESSION_KEY] = self.team.slug
        session.save()
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": self.url}]
        )
        return page

    def open(self, page: Any, path: str = "/") -> Any:
        """The answer to the page's request, once the page has loaded."""
        return page.goto(self.url + path, wait_until="load")

    def work(self, *, pull: bool = True) -> None:
        """What worker and scheduler do in a few minutes, now."""
        if pull:
            for connection in Connection.objects.filter(team=self.team, is_active=True):
                sync_connection(connection.pk)
        while judging.judge_due_packages(now=timezone.now()):
            pass
        while watch_due(now=timezone.now()):
            pass
        while facts.judge_changed():
            pass


def build(*, url: str, box: SandboxServer) -> Floor:
    team = factories.create_team(slug="glow")
    people = {
        role: factories.create_member(team=team, role=role, email=f"{role}@glow.example") for role in Role
    }
    app = connecting.App(key=box.app_key, secret=box.app_secret, base_url=box.url, auth_url=box.url)
    for connection in connecting.connect(team, app=app, code=box.authorise(), now=timezone.now()):
        Connection.objects.filter(pk=connection.pk).update(options=connection.options | {"history_days": 12})
    floor = Floor(team=team, url=url, box=box, people=people)
    while Connection.objects.filter(team=team, first_sync_finished_at=None).exists():
        floor.work()
    assert Membership.objects.filter(team=team).count() == len(Role)
    return floor
