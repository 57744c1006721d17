"""AfterShip's tracking interface, version 2026-01: header `as-api-key`, one tracking a call to create.

Its table of limits (20 creations and 6 lists a second) is kept by the slower of both. Unconfirmed against a live
account: how many `tracking_numbers` a list takes; 50 are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Raw, Struct

from fulfillment.channels.carriers.asking import Asked, QuotaUsedUp, Registered
from fulfillment.channels.carriers.calling import Caller, by_number, decoded, refuse_by_status
from fulfillment.channels.errors import Refused
from fulfillment.channels.shopify.answers import Answer

BASE_URL = "https://api.aftership.com"
ROOT = "/tracking/2026-01/trackings"
LABEL = "AfterShip"
EXISTS = 4003
PAYMENT = 402


class Meta(Struct, frozen=True):
    code: int = 0
    message: str = ""


class Envelope(Struct, frozen=True):
    meta: Meta
    data: Raw = Raw(b"{}")


class Listed(Struct, frozen=True):
    trackings: list[Raw] = []


class Named(Struct, frozen=True):
    tracking_number: str | int


_ENVELOPE = msgspec.json.Decoder(Envelope)
_LISTED = msgspec.json.Decoder(Listed)
_NAMED = msgspec.json.Decoder(Named)


class AfterShipClient(Caller):
    at_once = 50

    def check(self) -> str:
        self.call("GET", ROOT, _answered, params={"limit": "1"})
        return "The key opens the account."

    def register(self, numbers: Sequence[str]) -> Registered:
        followed, refused = [], {}
        for number in numbers:
            try:
                self.call("POST", ROOT, _answered, body={"tracking_number": number})
                followed.append(number)
            except Refused as error:
                if error.code == EXISTS:
                    followed.append(number)
                else:
                    refused[number] = f"AfterShip: {error.message[:200] or error.code}"
        return Registered(followed, refused)

    def ask(self, numbers: Sequence[str]) -> Asked:
        params = {"tracking_numbers": ",".join(numbers), "limit": "200"}
        listed = self.call("GET", ROOT, _listed, params=params)
        parcels = by_number(listed.trackings, lambda raw: _NAMED.decode(raw).tracking_number)
        return Asked(parcels, [number for number in numbers if number not in parcels])


def open_client(*, key: str, base_url: str = "") -> AfterShipClient:
    return AfterShipClient(base_url=base_url or BASE_URL, headers={"as-api-key": key}, per_second=6)


def _answered(answer: Answer) -> Envelope:
    refuse_by_status(answer, LABEL)
    envelope = decoded(_ENVELOPE, answer, LABEL)
    if answer.status == PAYMENT or envelope.meta.code == PAYMENT:
        raise QuotaUsedUp("AfterShip takes no more numbers: the plan's quota is used up.")
    if answer.status >= 400 or envelope.meta.code >= 400:
        raise Refused(envelope.meta.code, envelope.meta.message)
    return envelope


def _listed(answer: Answer) -> Listed:
    data = bytes(_answered(answer).data)
    return decoded(_LISTED, msgspec.structs.replace(answer, body=data), LABEL)
