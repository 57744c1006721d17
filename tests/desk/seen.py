"""What a test sees of the desk: a client signed in for a role, and the rows of a list in their order."""

import re
from typing import Any

from django.test import Client

from fulfillment.accounts.models import Team
from fulfillment.accounts.roles import Role
from tests import factories


def signed_in(team: Team, role: Role = Role.OPERATOR) -> Client:
    client = Client()
    client.user = factories.create_member(team=team, role=role)  # type: ignore[attr-defined]
    client.force_login(client.user)  # type: ignore[attr-defined]
    return client


def rows_on(response: Any) -> list[int]:
    """Ids of the orders that the page lists."""
    assert response.status_code == 200, response.status_code
    return [int(pk) for pk in re.findall(r'<tr data-row="(\d+)"', response.content.decode())]


def listed(client: Client, query: str = "") -> list[int]:
    return rows_on(client.get(f"/orders/?{query}"))


def link(response: Any, label: str) -> str | None:
    """Where the pager's link of that label leads."""
    found = re.search(
        rf'<a class="button[^"]*"[^>]*href="([^"]+)">(?:<svg.*?</svg>)?{label}', response.content.decode()
    )
    return found[1].replace("&amp;", "&") if found else None
