"""17TRACK's interface v2.4: POST only, header `17token`, at most 40 numbers a call and three calls a second.

Unconfirmed against a live account: which of the codes -18019907 and -18019908 says that the day's and which that
the whole quota is used up; both are taken for it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Raw, Struct

from fulfillment.channels.carriers.asking import Asked, QuotaUsedUp, Registered
from fulfillment.channels.carriers.calling import RECONNECT, Caller, by_number, decoded, refuse_by_status
from fulfillment.channels.errors import NeedsAuthorisation, Refused, Unavailable
from fulfillment.channels.shopify.answers import Answer
from fulfillment.tracking.numbers import normalise

BASE_URL = "https://api.17track.net"
ROOT = "/track/v2.4/"
LABEL = "17TRACK"
KNOWN_ALREADY, NOT_KNOWN, NOTHING_YET = -18019901, -18019902, -18019909
QUOTA = frozenset({-18019907, -18019908})
NOT_LET_IN = {
    -18010001: "17TRACK does not accept calls from this machine's address: its white list is on.",
    -18010002: "17TRACK does not accept the key.",
    -18010004: "17TRACK has disabled the account.",
    -18010005: "17TRACK does not allow this account to call it.",
}
INTERNAL = -18010003


class Problem(Struct, frozen=True):
    code: int = 0
    message: str = ""


class Rejected(Struct, frozen=True):
    number: str | int = ""
    error: Problem = Problem()


class Data(Struct, frozen=True):
    accepted: list[Raw] = []
    rejected: list[Rejected] = []
    errors: list[Problem] = []


class Envelope(Struct, frozen=True):
    code: int
    data: Data = Data()


class Quota(Struct, frozen=True):
    quota_total: int = 0
    quota_remain: int = 0


class QuotaEnvelope(Struct, frozen=True):
    code: int
    data: Quota = Quota()


class Named(Struct, frozen=True):
    number: str | int


_ENVELOPE = msgspec.json.Decoder(Envelope)
_QUOTA = msgspec.json.Decoder(QuotaEnvelope)
_NAMED = msgspec.json.Decoder(Named)


class SeventeenTrackClient(Caller):
    at_once = 40

    def check(self) -> str:
        def read(answer: Answer) -> str:
            _data(answer)
            found = decoded(_QUOTA, answer, LABEL).data
            return f"{found.quota_remain:,} of {found.quota_total:,} numbers are left."

        return self.call("POST", ROOT + "getquota", read, body={})

    def register(self, numbers: Sequence[str]) -> Registered:
        data = self.call("POST", ROOT + "register", _data, body=[{"number": each} for each in numbers])
        refused = {normalise(str(each.number)): each.error for each in data.rejected}
        if any(error.code in QUOTA for error in refused.values()) and not data.accepted:
            raise QuotaUsedUp("17TRACK takes no more numbers: the quota is used up.")
        sentences = {
            number: f"17TRACK: {error.message[:200] or error.code}"
            for number, error in refused.items()
            if error.code != KNOWN_ALREADY and error.code not in QUOTA
        }
        waiting = {number for number, error in refused.items() if error.code in QUOTA}
        return Registered(
            [each for each in numbers if each not in sentences and each not in waiting], sentences
        )

    def ask(self, numbers: Sequence[str]) -> Asked:
        data = self.call("POST", ROOT + "gettrackinfo", _data, body=[{"number": each} for each in numbers])
        parcels = by_number(data.accepted, lambda raw: _NAMED.decode(raw).number)
        unknown = [normalise(str(each.number)) for each in data.rejected if each.error.code == NOT_KNOWN]
        return Asked(parcels, unknown)


def open_client(*, key: str, base_url: str = "") -> SeventeenTrackClient:
    return SeventeenTrackClient(base_url=base_url or BASE_URL, headers={"17token": key}, per_second=3)


def _data(answer: Answer) -> Data:
    """The envelope's data; HTTP 200 says nothing, the code does."""
    refuse_by_status(answer, LABEL)
    envelope = decoded(_ENVELOPE, answer, LABEL)
    problems = [Problem(envelope.code), *envelope.data.errors]
    for problem in problems:
        if problem.code in NOT_LET_IN:
            raise NeedsAuthorisation(NOT_LET_IN[problem.code], RECONNECT)
        if problem.code in QUOTA:
            raise QuotaUsedUp("17TRACK takes no more numbers: the quota is used up.")
        if problem.code == INTERNAL:
            raise Unavailable("17TRACK answered with a fault of its own.")
    if failed := [problem for problem in problems if problem.code]:
        raise Refused(failed[-1].code, failed[-1].message)
    return envelope.data
