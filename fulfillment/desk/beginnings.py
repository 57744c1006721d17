"""Orders by the beginning of an id, for whoever types only some of it."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection

from fulfillment.accounts.models import Team
from fulfillment.tracking.numbers import normalise

SHORTEST = 4
MOST = 200

# Each by its own index, and no more than are shown.
BEGUN = """
(SELECT id FROM orders_order
 WHERE external_id LIKE %(like)s AND team_id = %(team)s ORDER BY external_id LIMIT %(most)s)
UNION
(SELECT id FROM orders_order
 WHERE team_id = %(team)s AND number <> '' AND number >= %(word)s AND number < %(word)s || chr(65535)
 ORDER BY number LIMIT %(most)s)
UNION
(SELECT po.order_id FROM tracking_package p JOIN tracking_packageorder po ON po.package_id = p.id
 WHERE p.tracking_number LIKE %(like_number)s AND p.team_id = %(team)s LIMIT %(most)s)
LIMIT %(most)s
"""


def begun_with(team: Team, text: str) -> frozenset[int]:
    """Orders whose id, number or tracking number begins so: at least four characters, a digit among them."""
    number = normalise(text)
    if len(text) < SHORTEST or not number or not any(sign.isdigit() for sign in text):
        return frozenset()
    literal = re.sub(r"([\\%_])", r"\\\1", text)
    values: dict[str, Any] = {
        "team": team.pk,
        "word": text,
        "like": f"{literal}%",
        "like_number": f"{number}%",
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(BEGUN, values)
        return frozenset(pk for (pk,) in cursor.fetchall())
