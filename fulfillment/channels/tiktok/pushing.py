"""Writing numbers to TikTok Shop: upload, correct, read back; what it refuses becomes advice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.core.cache import cache

from fulfillment.channels.errors import Refused, Unavailable
from fulfillment.channels.models import Connection
from fulfillment.channels.rounds import utc_now
from fulfillment.channels.shipments import Capabilities, Found, PushResult, Shipment, There, Write
from fulfillment.channels.tiktok import endpoints
from fulfillment.channels.tiktok.adapter import TikTokAdapter
from fulfillment.channels.tiktok.advising import ADVICE
from fulfillment.channels.tiktok.endpoints import Endpoint
from fulfillment.channels.tiktok.shipped import ToShip, found_in, packages, read
from fulfillment.channels.values import identifier
from fulfillment.orders.rulings import rules_of, terms_of
from fulfillment.outbox.words import Kind, Outcome
from fulfillment.tracking.numbers import carrier_from_name, carrier_name

RETIRED = frozenset({36009009, 36009014})  # path or version: nothing was done, an older one may be known
PROVIDERS_KEPT = timedelta(hours=6)
Providers = list[tuple[str, str]]  # id, name


def capabilities(connection: Connection) -> Capabilities:
    shop = connection.shop
    rules = rules_of(terms_of(shop), utc_now()).tracking
    return Capabilities(
        can_upload=True,
        can_correct=rules.edits_allowed > 0,
        corrections=rules.edits_allowed,
        correct_within=timedelta(hours=rules.edit_window_hours),
        number_format=r"[A-Za-z0-9\-_./]{4,50}",
        number_says="4 to 50 letters and digits, and the signs - _ . /",
    )


def push(adapter: TikTokAdapter, write: Write, *, now: datetime) -> PushResult:
    order = _order(adapter, write)
    provider, refused = _provider(adapter, order, write.shipment)
    if refused:
        return PushResult(outcome=Outcome.REFUSED, advice=refused)
    try:
        answer = (
            _correct(adapter, order, write, provider) if _corrects(write) else _ship(adapter, write, provider)
        )
    except Refused as no:
        return _refused(adapter, write, no)
    said = msgspec.json.decode(answer) if answer else {}
    return PushResult(
        outcome=Outcome.DONE,
        external_id=identifier(said.get("package_id")) or write.shipment.package_external_id,
        warning=(said.get("warning") or {}).get("message", ""),
    )


def read_back(adapter: TikTokAdapter, write: Write, *, now: datetime) -> Found:
    return found_in(_order(adapter, write), write)


def providers(adapter: TikTokAdapter, option: str) -> Providers:
    """The carriers of one delivery option, asked for once in six hours."""
    key = f"tiktok-providers:{adapter.connection.pk}:{option}"
    known: Providers | None = cache.get(key)
    if known is None:
        told = adapter.ask(lambda client: client.shipping_providers(option))
        known = [(str(each.id), each.name) for each in told]
        cache.set(key, known, PROVIDERS_KEPT.total_seconds())
    return known


def _corrects(write: Write) -> bool:
    return write.kind is Kind.SHIPMENT_CORRECT


def _order(adapter: TikTokAdapter, write: Write) -> ToShip:
    found = adapter.ask(lambda client: client.orders([write.shipment.order_external_id]))
    if not found:
        raise Unavailable("TikTok does not show this order at the moment.")
    return read(found[0])


def _provider(adapter: TikTokAdapter, order: ToShip, shipment: Shipment) -> tuple[str, str]:
    """(the channel's id of the carrier, "") or ("", why there is none)."""
    if shipment.carrier_id:
        return shipment.carrier_id, ""
    known = providers(adapter, identifier(order.delivery_option_id))
    for id_, name in known:
        if carrier_from_name(name) == shipment.carrier or name.casefold() == shipment.carrier_name.casefold():
            return id_, ""
    carrier = shipment.carrier_name or carrier_name(shipment.carrier) or "this carrier"
    names = ", ".join(sorted(name for _, name in known)[:12])
    return "", f"TikTok does not take {carrier} for this order. It takes {names}: choose one of them."


def _ship(adapter: TikTokAdapter, write: Write, provider: str) -> bytes:
    shipment = write.shipment
    units = [id_ for line in shipment.lines for id_ in line.unit_ids]
    new: dict[str, Any] = {"shipping_info_list": [_info(shipment, provider)]}
    old: dict[str, Any] = _info(shipment, provider)
    if units:
        new["order_line_list"] = [{"order_line_id": id_} for id_ in units]
        old["order_line_item_ids"] = units
    return _newest(adapter, endpoints.SHIP, shipment.order_external_id, (new, old))


def _correct(adapter: TikTokAdapter, order: ToShip, write: Write, provider: str) -> bytes:
    """Split orders are corrected by parcel, others by order."""
    shipment = write.shipment
    info = _info(shipment, provider)
    if len(packages(order)) > 1 and shipment.package_external_id:
        bodies: tuple[dict[str, Any], ...] = ({"shipping_info_list": [info]}, info)
        return _newest(adapter, endpoints.CORRECT_PACKAGE, shipment.package_external_id, bodies)
    return _newest(adapter, (endpoints.CORRECT_ORDER,), shipment.order_external_id, (info,))


def _info(shipment: Shipment, provider: str) -> dict[str, Any]:
    return {"tracking_number": shipment.tracking_number, "shipping_provider_id": provider}


def _newest(
    adapter: TikTokAdapter, versions: Sequence[Endpoint], id_: str, bodies: Sequence[dict[str, Any]]
) -> bytes:
    """The newest version that the channel knows; a version that it does not know has done nothing."""
    for endpoint, body in zip(versions, bodies, strict=True):
        try:
            return adapter.ask(
                lambda client, e=endpoint, b=body: client.call(e, body=b, id=id_, once=True)  # type: ignore[misc]
            )
        except Refused as no:
            if no.code not in RETIRED or endpoint is versions[-1]:
                raise
    raise AssertionError("one version at least")


def _refused(adapter: TikTokAdapter, write: Write, no: Refused) -> PushResult:
    advice = ADVICE.get(no.code)
    if advice is None:
        return PushResult(outcome=Outcome.REFUSED, advice=f"{no.sentence} {no.fix}", code=str(no.code))
    if advice.already:
        found = found_in(_order(adapter, write), write)
        if found.there is There.DONE:
            return PushResult(outcome=Outcome.ALREADY_DONE, external_id=found.external_id)
    return PushResult(outcome=Outcome.REFUSED, advice=str(advice), code=str(no.code))
