"""Items out of a body, each read by itself: a bad one says where and why, the others go on."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
from msgspec import Raw, Struct

from fulfillment.channels.generic.api.errors import ApiError, path_and_words
from fulfillment.channels.generic.api.kinds import BY_SINGULAR, Kind
from fulfillment.channels.records import Refusal
from fulfillment.channels.refusals import REFUSABLE, sentence
from fulfillment.channels.values import Unmappable

MOST_ITEMS = 500


class Item(Struct, frozen=True, kw_only=True):
    """`told` and `record` are None where it was refused."""

    id: str
    raw: bytes
    told: Any = None
    record: Any = None
    field: str = ""
    sentence: str = ""


class Named(Struct):
    """As much of an item as tells which one it is."""

    id: Any = ""


def items_of(kind: Kind, body: bytes) -> list[Item]:
    """Raises ApiError where the body as a whole cannot be used."""
    try:
        found = msgspec.json.decode(body, type=dict[str, Raw])
    except (*REFUSABLE, UnicodeError) as error:
        raise ApiError(400, "not_json", f"The body is not a JSON object. {sentence(error)}") from None
    if set(found) != {kind.plural}:
        said = f'The body is one object like {{"{kind.plural}": […]}} and nothing else.'
        raise ApiError(422, "wrong_body", said, field="$")
    try:
        raws = msgspec.json.decode(found[kind.plural], type=list[Raw])
    except REFUSABLE:
        raise ApiError(422, "wrong_body", f"{kind.plural} is not a list.", field=f"$.{kind.plural}") from None
    if len(raws) > MOST_ITEMS:
        said = f"At most {MOST_ITEMS} {kind.plural} at once; these are {len(raws)}."
        raise ApiError(422, "too_many_items", said, field=f"$.{kind.plural}")
    return _without_repeats([read_item(kind, bytes(raw)) for raw in raws])


def read_item(kind: Kind, raw: bytes) -> Item:
    try:
        told = _decoder(kind.shape).decode(raw)
        return Item(id=told.id, raw=raw, told=told, record=kind.mapped(told))
    except msgspec.ValidationError as error:
        field, words = path_and_words(error)
        return Item(id=_id_of(raw), raw=raw, field=field or "$", sentence=words)
    except Unmappable as error:
        field, _, words = str(error).partition(": ")
        return Item(id=_id_of(raw), raw=raw, field=f"$.{field}", sentence=words.capitalize())
    except REFUSABLE as error:
        return Item(id=_id_of(raw), raw=raw, field="$", sentence=sentence(error))


def read_again(singular: str, raw: bytes) -> Any:
    """The record of a quarantined item, or its refusal."""
    item = read_item(BY_SINGULAR[singular], raw)
    if item.record is not None:
        return item.record
    said = f"{item.field}: {item.sentence}"
    return Refusal(kind=singular, external_id=item.id, sentence=said, payload=raw)


def _without_repeats(items: list[Item]) -> list[Item]:
    """Of one id only the first item counts: which of two is meant, nobody could say afterwards."""
    first: dict[str, int] = {}
    found = []
    for place, item in enumerate(items):
        if item.record is not None and first.setdefault(item.id, place) != place:
            said = f"The same id stands in item {first[item.id]} of this batch; that one counts."
            item = Item(id=item.id, raw=item.raw, field="$.id", sentence=said)
        found.append(item)
    return found


def _id_of(raw: bytes) -> str:
    try:
        found = msgspec.json.decode(raw, type=Named).id
    except (*REFUSABLE, UnicodeError):
        return ""
    return str(found)[:200] if isinstance(found, str | int) else ""


@cache
def _decoder(shape: type) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(shape)
