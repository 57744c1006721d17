"""Answers as a WordPress site gives them: JSON, and errors as a code with a sentence."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fulfillment.sandbox.envelope import Answer

Json = dict[str, Any]
JSON = "application/json; charset=UTF-8"


@dataclass
class Problem(Exception):
    """A refusal; ``code`` says what it is, the status often does not."""

    status: int
    code: str | int
    message: str = "no"


def said(data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(encoded(data), status, JSON, tuple((headers or {}).items()))


def encoded(data: Any) -> bytes:
    """As PHP writes JSON: slashes and letters beyond ASCII are escaped."""
    return json.dumps(data, separators=(",", ":")).replace("/", "\\/").encode()


def refused(problem: Problem) -> Answer:
    return said(shown(problem), problem.status)


def shown(problem: Problem) -> Json:
    return {"code": problem.code, "message": problem.message, "data": {"status": problem.status}}


def no_route() -> Problem:
    return Problem(404, "rest_no_route", "No route was found matching the URL and request method.")


def invalid(name: str) -> Problem:
    return Problem(400, "rest_invalid_param", f"Invalid parameter(s): {name}")


def unknown_order() -> Problem:
    return Problem(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
