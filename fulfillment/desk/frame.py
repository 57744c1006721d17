"""What stands around every page: navigation with counts, team, health of the shops."""

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    return {}
