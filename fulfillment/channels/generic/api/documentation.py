"""The OpenAPI description: msgspec's own schemas of what is read and answered, and a page of ours that shows it."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from fulfillment.channels.generic.api.errors import Wrong

REF = "#/components/schemas/{name}"
REFUSALS = {
    400: "The body is not JSON, or broke off",
    401: "No token, or one that does not live",
    403: "The token's scopes do not allow it",
    404: "Your team has nothing of that name",
    409: "The same request is being worked on, or the shop is read from a channel",
    413: "The body is too large",
    422: "The request cannot be used: code, message and field say why",
    429: "Too often within a minute: Retry-After says when to ask again",
}
_shapes: list[type] = [Wrong]


def described(
    summary: str,
    *,
    answers: type | None = None,
    takes: type | None = None,
    key: str = "",
    tag: str = "",
    status: int = 200,
) -> dict[str, Any]:
    """What a route's decorator takes. `key`: the body is an object with a list of `takes` under it."""
    _shapes.extend(shape for shape in (answers, takes) if shape is not None)
    refused = {code: {"description": said, "content": _content(Wrong)} for code, said in REFUSALS.items()}
    good: dict[str, Any] = {"description": "Done"}
    if answers is not None:
        good["content"] = _content(answers)
    extra: dict[str, Any] = {"responses": {status: good, **refused}}
    if takes is not None:
        extra["requestBody"] = {"required": True, "content": _content(takes, key)}
    return {"summary": summary, "openapi_extra": extra, "tags": [tag]}


def _content(shape: type, key: str = "") -> dict[str, Any]:
    schema: dict[str, Any] = {"$ref": REF.format(name=shape.__name__)}
    if key:
        listed = {"type": "array", "maxItems": 500, "items": schema}
        schema = {
            "type": "object",
            "required": [key],
            "properties": {key: listed},
            "additionalProperties": False,
        }
    return {"application/json": {"schema": schema}}


def components() -> dict[str, Any]:
    """Every shape that an address takes or answers."""
    _, found = msgspec.json.schema_components(_shapes, ref_template=REF)
    return found


class Api(NinjaAPI):
    def get_openapi_schema(self, **given: Any) -> Any:
        schema = super().get_openapi_schema(**given)
        schema["components"].setdefault("schemas", {}).update(components())
        return schema


class Page(DocsBase):
    """Our own page instead of ninja's bundles: it reads in both colours, on a phone and on paper, without scripts."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        return render(request, "channels/api.html", _described(api))


@cache
def _described(api: NinjaAPI) -> dict[str, Any]:
    schema = api.get_openapi_schema()
    operations = [
        _operation(path, method, found)
        for path, methods in schema["paths"].items()
        for method, found in methods.items()
    ]
    tags: dict[str, list[dict[str, Any]]] = {}
    for each in operations:
        tags.setdefault(each["tag"], []).append(each)
    shapes = [
        {"name": name, **_shape(found)} for name, found in sorted(schema["components"]["schemas"].items())
    ]
    return {"tags": tags, "shapes": shapes, "refusals": REFUSALS, "description": api.description}


def _operation(path: str, method: str, found: dict[str, Any]) -> dict[str, Any]:
    taken = found.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    listed = next(iter(taken.get("properties", {}).items()), None)
    good = next(each for code, each in found["responses"].items() if str(code).startswith("2"))
    return {
        "path": path,
        "method": method.upper(),
        "summary": found["summary"],
        "words": found.get("description", ""),
        "tag": found["tags"][0],
        "parameters": found.get("parameters", []),
        "takes": _name(listed[1]["items"]) if listed else _name(taken),
        "takes_key": listed[0] if listed else "",
        "answers": _name(good.get("content", {}).get("application/json", {}).get("schema", {})),
    }


def _shape(schema: dict[str, Any]) -> dict[str, Any]:
    required = set(schema.get("required", []))
    fields = [
        {
            "name": name,
            "needed": name in required,
            "type": _type(found),
            "words": found.get("description", ""),
        }
        for name, found in schema.get("properties", {}).items()
    ]
    return {"fields": fields, "values": schema.get("enum", []), "words": schema.get("description", "")}


def _type(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_type(each) for each in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(str(each) for each in schema["enum"])
    if "$ref" in schema:
        return _name(schema)
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    known = {"date-time": "moment", "decimal": "amount"}
    return known.get(schema.get("format", ""), str(schema.get("type", "anything")))


def _name(schema: dict[str, Any]) -> str:
    return schema.get("$ref", "").rpartition("/")[2]
