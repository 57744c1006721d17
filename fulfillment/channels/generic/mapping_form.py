"""The mapping screen: a choice of column for each thing an order can say, guessed first, remembered from the last file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import available_timezones

import msgspec

from fulfillment.catalog.models import Shop
from fulfillment.channels.generic import amounts, guessing
from fulfillment.channels.generic.mapfile import (
    TICKET_KINDS,
    Column,
    FileSettings,
    ImportMap,
    column_of,
    problems,
)
from fulfillment.channels.generic.sampling import Sample
from fulfillment.channels.models import ImportUpload
from fulfillment.orders.states import OrderStatus
from fulfillment.policies import countries

# (heading, [(field, its words)]); the first group is what no order can be without.
ORDER_GROUPS = (
    ("What every order needs", (
        ("external_id", "Order id"), ("placed_at", "Placed at"), ("status", "Status"),
    )),
    ("Its deadlines and its way", (
        ("dispatch_due_at", "Ship by"), ("delivery_due_at", "Deliver by"), ("paid_at", "Paid at"),
        ("ready_at", "Ready to ship at"), ("scanned_at", "With the carrier at"), ("delivered_at", "Delivered at"),
        ("cancelled_at", "Cancelled at"), ("updated_at", "Last changed at"),
    )),
    ("Its money and names", (
        ("number", "Number people use"), ("copied_from", "Copy of the order"), ("total", "Total"), ("currency", "Currency"),
        ("country", "Country"),
    )),
    ("Its buyer", (
        ("buyer_id", "Buyer's id"), ("buyer_name", "Name"), ("buyer_email", "E-mail"), ("buyer_phone", "Phone"),
        ("buyer_line1", "Address"), ("buyer_city", "City"), ("buyer_region", "Region"), ("buyer_postal_code", "Postal code"),
    )),
)  # fmt: skip
LINE_GROUP = ("Its lines: each row is one", (
    ("external_id", "Line id"), ("sku_code", "SKU"), ("title", "Title"), ("variant", "Variant"), ("quantity", "Quantity"),
    ("unit_price", "Price of one"), ("supplier_code", "Supplier"), ("supplier_name", "Supplier's name"),
    ("dispatch_due_at", "Ship this line by"),
))  # fmt: skip
TICKET_GROUPS = (
    ("What every ticket needs", (("external_id", "Ticket id"), ("opened_at", "Opened at"))),
    ("What the buyer wrote", (
        ("text", "Text"), ("rating", "Stars"), ("reason_text", "Reason or subject"), ("reason", "Reason code"),
    )),
    ("What it belongs to", (("order", "Order id or number"), ("sku_code", "SKU"), ("kind", "Kind"))),
    ("Where it stands", (
        ("status", "Status"), ("closed_at", "Closed at"), ("answer_by_at", "Answer by"), ("updated_at", "Last changed at"),
    )),
)  # fmt: skip
NEEDED = {"order-external_id", "order-placed_at", "ticket-external_id", "ticket-opened_at"}
DAYS = ("dispatch_due_at", "delivery_due_at")
SOME_DAY = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
FORMATS = {
    form: SOME_DAY.strftime(form) if form else "2026-11-24 18:00 or ISO 8601"
    for form in guessing.TIME_FORMATS
}
DECIMALS = {
    amounts.EACH: "as each shows; unclear ones are refused",
    amounts.POINT: "1,234.50",
    amounts.COMMA: "1.234,50",
}
NO_TICKET_ID = "Choose the column of the ticket's id."
NO_OPENING = "Choose the column that says when a ticket was opened."
SHOWN = 3  # examples beside a column


def first_guess(upload: ImportUpload, sample: Sample) -> ImportMap:
    """The mapping of the last file like this one of the shop, else one guessed from names and values."""
    if remembered := _remembered(upload, sample):
        return remembered
    shop = upload.shop
    if upload.holds == "tickets":
        return _first_guess_of_tickets(shop, sample)
    order, line = guessing.columns([*sample.columns, *sample.doubled])
    words = sample.values(order["status"]) if "status" in order else []
    statuses = {word: found for word in words[:50] if (found := guessing.status(word))}
    return ImportMap(
        file=FileSettings(
            time_zone=shop.time_zone,
            currency=shop.currency,
            country=shop.market,
            delimiter=sample.delimiter,
            encoding=sample.encoding,
            lines=sample.lists[0] if sample.lists else "",
            time_format=_time_format(order, sample, shop),
            decimal=_decimal(order, line, sample),
            sheet=sample.sheets[0] if sample.sheets else "",
            status_if_empty=None if "status" in order else OrderStatus.TO_SHIP,
        ),
        order=dict(order),
        line=dict(line),
        statuses=statuses,
    )


def _first_guess_of_tickets(shop: Shop, sample: Sample) -> ImportMap:
    found = guessing.ticket_columns([*sample.columns, *sample.doubled])
    file = FileSettings(
        time_zone=shop.time_zone,
        delimiter=sample.delimiter,
        encoding=sample.encoding,
        time_format=_time_format(found, sample, shop),
        sheet=sample.sheets[0] if sample.sheets else "",
        kind_if_empty="review" if "rating" in found else "ticket",
    )
    return ImportMap(file=file, ticket=dict(found))


def _time_format(columns: Mapping[str, str], sample: Sample, shop: Shop) -> str:
    moments = [column for field, column in columns.items() if field.endswith("_at")]
    times = [value for column in moments for value in sample.values(column)[:200]]
    return guessing.time_format(times, market=shop.market)


def _decimal(order: Mapping[str, Any], line: Mapping[str, Any], sample: Sample) -> str:
    return amounts.guess(sample.amounts(order, line))


def _remembered(upload: ImportUpload, sample: Sample) -> ImportMap | None:
    like = ImportUpload.objects.filter(shop=upload.shop, holds=upload.holds, columns=sample.columns).exclude(
        pk=upload.pk
    )
    last = like.exclude(mapping={}).filter(state__in=["imported", "checked"]).order_by("-brought_at").first()
    if last is None:
        return None
    found = msgspec.convert(last.mapping, ImportMap)
    own = msgspec.structs.replace(
        found.file,
        encoding=sample.encoding,
        delimiter=sample.delimiter,
        decimal=_decimal(found.order, found.line, sample) or found.file.decimal,
    )
    return msgspec.structs.replace(found, file=own)


def from_form(
    post: Mapping[str, Any], sample: Sample, words: list[str], *, holds: str = "orders"
) -> tuple[ImportMap, list[str]]:
    """What was chosen, and what is wrong with it in sentences."""
    if holds == "tickets":
        chosen = _chosen(post, "ticket", [name for _, fields in TICKET_GROUPS for name, _ in fields])
        if not chosen:
            return ImportMap(file=_file(post, sample), ticket={}), [NO_TICKET_ID, NO_OPENING]
        found = ImportMap(file=_file(post, sample), ticket=chosen)
        return found, _wrong(found, sample)
    order = _chosen(post, "order", [name for _, fields in ORDER_GROUPS for name, _ in fields])
    line = _chosen(post, "line", [name for name, _ in LINE_GROUP[1]])
    statuses = {
        word: OrderStatus(post[f"word-{place}"])
        for place, word in enumerate(words)
        if post.get(f"word-{place}") in set(OrderStatus)
    }
    found = ImportMap(file=_file(post, sample), order=order, line=line, statuses=statuses)
    return found, _wrong(found, sample)


def _file(post: Mapping[str, Any], sample: Sample) -> FileSettings:
    usual = post.get("status_if_empty", "")
    return FileSettings(
        time_zone=post.get("time_zone", ""),
        currency=str(post.get("currency", "")).upper(),
        country=str(post.get("country", "")).upper(),
        delimiter={"tab": "\t"}.get(post.get("delimiter", ","), post.get("delimiter", ",")),
        encoding=post.get("encoding", "utf-8-sig"),
        lines=post.get("lines", "") if sample.is_json else "",
        time_format=post.get("time_format", ""),
        decimal=str(post.get("decimal", "")),
        sheet=post.get("sheet", ""),
        status_if_empty=OrderStatus(usual) if usual in set(OrderStatus) else None,
        kind_if_empty=post.get("kind_if_empty", "ticket"),
    )


def _wrong(found: ImportMap, sample: Sample) -> list[str]:
    wrong = [_for_people(said) for said in problems(found)]
    wrong += [
        f"The file has the column {name!r} twice: rename one of them to use it."
        for name in sample.doubled
        if name in found.columns()
    ]
    return wrong


def _chosen(post: Mapping[str, Any], table: str, names: list[str]) -> dict[str, str | Column]:
    found: dict[str, str | Column] = {}
    for name in names:
        if column := post.get(f"{table}-{name}", ""):
            ends = name in DAYS and bool(post.get(f"{table}-{name}-day"))
            found[name] = Column(column, day_ends=True) if ends else column
    return found


def _for_people(said: str) -> str:
    """The sentences of mapping files, for whoever sees no file."""
    if said.startswith("[order] must say which column is 'external_id'"):
        return "Choose the column of the order id."
    if said.startswith("[order] must say which column is 'placed_at'"):
        return "Choose the column that says when an order was placed."
    if said.startswith("[ticket] must say which column is 'external_id'"):
        return NO_TICKET_ID
    if said.startswith("[ticket] must say which column is 'opened_at'"):
        return NO_OPENING
    if "status_if_empty" in said:
        return "Choose the column of the status, or what all orders are."
    return "Say what the words of the status mean." if said.startswith("[statuses]") else said


def words_of(mapping: ImportMap, sample: Sample, more: list[str]) -> list[str]:
    """The different words of the status, those that the check met further down among them."""
    column = column_of(mapping.order["status"]).column if "status" in mapping.order else ""
    seen = sample.values(column)[:50] if column else []
    return list(dict.fromkeys([*seen, *more, *mapping.statuses]))


def shown(
    mapping: ImportMap, sample: Sample, words: list[str], shop: Shop, *, holds: str = "orders"
) -> dict[str, Any]:
    """What the template draws."""
    usable = [name for name in sample.columns if name not in sample.doubled]
    groups = _groups(mapping, sample, holds)
    formats = (
        FORMATS
        if mapping.file.time_format in FORMATS
        else FORMATS | {mapping.file.time_format: mapping.file.time_format}
    )
    return {
        "groups": groups,
        "columns": usable,
        "file": mapping.file,
        "statuses": [(status.value, status.value.replace("_", " ")) for status in OrderStatus],
        "words": [
            {"place": place, "word": word, "means": mapping.statuses.get(word, "")} for place, word in enumerate(words)
        ],
        "formats": formats.items(),
        "decimals": DECIMALS.items(),
        "countries": countries.names().items(),
        "encodings": dict.fromkeys([mapping.file.encoding, *guessing.ENCODINGS]),
        "delimiters": [(",", "comma"), (";", "semicolon"), ("tab", "tab"), ("|", "bar")],
        "delimiter": "tab" if mapping.file.delimiter == "\t" else mapping.file.delimiter,
        "zones": sorted(available_timezones()),
        "shop": shop,
        "holds": holds,
        "kinds": TICKET_KINDS,
    }  # fmt: skip


def _groups(mapping: ImportMap, sample: Sample, holds: str) -> list[dict[str, Any]]:
    tables = (
        [("ticket", group, mapping.ticket) for group in TICKET_GROUPS]
        if holds == "tickets"
        else [
            *(("order", group, mapping.order) for group in ORDER_GROUPS),
            ("line", LINE_GROUP, mapping.line),
        ]
    )
    return [
        {"heading": heading, "fields": [_field(table, name, label, stated, sample) for name, label in fields]}
        for table, (heading, fields), stated in tables
    ]


def _field(
    table: str, name: str, label: str, chosen: Mapping[str, str | Column], sample: Sample
) -> dict[str, Any]:
    stated = column_of(chosen[name]) if name in chosen else Column("")
    return {
        "name": f"{table}-{name}",
        "label": label,
        "column": stated.column,
        "examples": sample.values(stated.column)[:SHOWN] if stated.column else [],
        "is_day": name in DAYS and table != "ticket",
        "day_ends": stated.day_ends,
        "is_needed": f"{table}-{name}" in NEEDED,
    }
