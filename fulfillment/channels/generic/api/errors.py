"""What is wrong with a request, as programs read it: `{"error": {"code", "message", "field"}}`."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse
from msgspec import Struct

JSON = "application/json"


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`code` is for programs and stays; `message` is for people and may change. `field`: a path like $.orders."""

    code: str
    message: str
    field: str = ""


class Wrong(Struct, frozen=True):
    error: Problem


class ApiError(Exception):
    def __init__(
        self, status: int, code: str, message: str, *, field: str = "", headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.headers = status, headers or {}
        self.problem = Problem(code=code, message=message, field=field)


def answer(data: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(data), status=status, content_type=JSON, headers=headers)


def refusal(error: ApiError) -> HttpResponse:
    return answer(Wrong(error.problem), status=error.status, headers=error.headers)


def path_and_words(error: msgspec.ValidationError) -> tuple[str, str]:
    """msgspec's `Expected int, got str - at `$.lines[0].quantity`` as (path, sentence)."""
    words, _, path = str(error).partition(" - at ")
    return path.strip("`"), f"{words.rstrip('.')}."
