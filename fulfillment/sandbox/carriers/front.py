"""Both interfaces behind their keys, with their limits and their signed messages; what they keep outlives a restart."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import uuid
from typing import TYPE_CHECKING, Any

import msgspec

from fulfillment.sandbox.carriers import shapes
from fulfillment.sandbox.carriers.parcels import Parcels
from fulfillment.sandbox.envelope import Answer, Json, plain
from fulfillment.sandbox.posting import Post
from fulfillment.sandbox.request import Request
from fulfillment.sandbox.throttle import Throttle
from fulfillment.sandbox.world.world import Change

if TYPE_CHECKING:
    from fulfillment.sandbox.box import SandboxServer

TRACK, SHIP = "/track/v2.4/", "/tracking/2026-01/trackings"
# 17TRACK tries again after a while; a pretend one need not wait as long.
RETRIES = (2.0, 10.0, 60.0)
A_NUMBER = re.compile(r"[A-Z0-9]{8,40}")
MOST = 40
INVALID_KEY, ALREADY, NOT_REGISTERED, NO_CARRIER, NO_QUOTA = (
    -18010002,
    -18019901,
    -18019902,
    -18019903,
    -18019908,
)


class CarriersFront:
    """`hooks` are the addresses that the seller entered on the aggregators' own pages: kind to address."""

    def __init__(self, box: SandboxServer, kept: dict[str, Any]) -> None:
        self.box = box
        self.key = os.environ.get("SANDBOX_17TRACK_KEY", "demo-17track-key")
        self.ship_key = os.environ.get("SANDBOX_AFTERSHIP_KEY", "demo-aftership-key")
        self.hook_secret = os.environ.get("SANDBOX_AFTERSHIP_SECRET", "demo-aftership-secret")
        self.quota: int = kept.get("quota", 100_000)
        self.hooks: dict[str, str] = dict(kept.get("hooks", {}))
        self.numbers: dict[str, list[str]] = {
            kind: list(kept.get("numbers", {}).get(kind, [])) for kind in ("17track", "aftership")
        }
        self.throttle = Throttle(3 if box.throttle.rate else 0)
        self.parcels = Parcels(box.world)
        self._known = {kind: set(numbers) for kind, numbers in self.numbers.items()}
        for numbers in self._known.values():
            for number in numbers:
                self.parcels.watch(number)

    def takes(self, path: str) -> bool:
        return path.startswith((TRACK, SHIP))

    def tell(self, change: Change) -> None:
        """Carriers hear nothing of the platform's changes: they have scans of their own."""

    def fault(self, action: str) -> None:
        """The platforms' tokens are not theirs."""

    def dump(self) -> dict[str, Any]:
        return {"quota": self.quota, "hooks": self.hooks, "numbers": self.numbers}

    def failing(self, fault: str) -> Answer:
        status = {"fail_500": 500, "timeout": 504, "throttle": 429}[fault]
        return plain({"code": -18010003, "data": {}}, status)

    def tick(self) -> None:
        """Every scan since the last time is told to whoever registered its number."""
        for number in self.parcels.new_scans():
            for kind, numbers in self._known.items():
                if number in numbers and self.hooks.get(kind):
                    self._push(kind, number)

    def answer(self, request: Request) -> Answer:
        with self.box.world.lock:
            self.box.tick()
            if request.path.startswith(TRACK):
                return self._track(request, request.path.removeprefix(TRACK))
            return self._ship(request)

    # --- 17TRACK ---

    def _track(self, request: Request, name: str) -> Answer:
        if request.headers.get("17token") != self.key:
            return plain(
                {"code": INVALID_KEY, "data": {"errors": [_error(INVALID_KEY, "Invalid key.")]}}, 401
            )
        if not self.throttle.admits("17track"):
            return plain({"code": 0, "data": {}}, 429)
        if name == "getquota":
            used = len(self._known["17track"])
            quota = {"quota_total": self.quota, "quota_used": used, "quota_remain": max(self.quota - used, 0)}
            return plain({"code": 0, "data": quota})
        act = {"register": self._register, "gettrackinfo": self._info}.get(name)
        if act is None or request.method != "POST":
            return plain({"code": 404}, 404)
        asked = [str(each.get("number", "")) for each in msgspec.json.decode(request.body)]
        if not 0 < len(asked) <= MOST:
            error = _error(-18010014, "A maximum of 40 numbers is allowed.")
            return plain({"code": 0, "data": {"errors": [error]}})
        accepted: list[Json] = []
        rejected: list[Json] = []
        for number in asked:
            found = act(number)
            (rejected if "error" in found else accepted).append(found)
        self.box.save()
        return plain({"code": 0, "data": {"accepted": accepted, "rejected": rejected}})

    def _register(self, number: str) -> Json:
        known = self._known["17track"]
        if number in known:
            return {
                "number": number,
                "error": _error(ALREADY, f"The tracking number {number!r} has been registered."),
            }
        if not A_NUMBER.fullmatch(number):
            return {"number": number, "error": _error(NO_CARRIER, "Carrier cannot be detected.")}
        if len(known) >= self.quota:
            return {"number": number, "error": _error(NO_QUOTA, "The quota is used up.")}
        self._remember("17track", number)
        return {"origin": 1, "number": number, "carrier": 21051}

    def _info(self, number: str) -> Json:
        if number not in self._known["17track"]:
            return {"number": number, "error": _error(NOT_REGISTERED, "The number is not registered.")}
        return shapes.track(number, self.parcels.find(number), self.parcels.scans(number))

    # --- AfterShip ---

    def _ship(self, request: Request) -> Answer:
        if request.headers.get("as-api-key") != self.ship_key:
            return plain(
                {"meta": {"code": 401, "message": "The API key is invalid.", "type": "Unauthorized"}}, 401
            )
        if request.method == "POST":
            return self._create(str(request.json.get("tracking_number", "")))
        asked = [number for number in request.params.get("tracking_numbers", "").split(",") if number]
        found = [number for number in asked if number in self._known["aftership"]]
        shown = [shapes.tracking(n, self.parcels.find(n), self.parcels.scans(n)) for n in found]
        return plain({"meta": {"code": 200}, "data": {"pagination": {}, "trackings": shown}})

    def _create(self, number: str) -> Answer:
        if number in self._known["aftership"]:
            return plain(
                {"meta": {"code": EXISTS, "message": "Tracking already exists.", "type": "BadRequest"}}, 400
            )
        if not A_NUMBER.fullmatch(number):
            meta = {
                "code": 4005,
                "message": "The value of `tracking_number` is invalid.",
                "type": "BadRequest",
            }
            return plain({"meta": meta}, 400)
        self._remember("aftership", number)
        self.box.save()
        shown = shapes.tracking(number, self.parcels.find(number), self.parcels.scans(number))
        return plain({"meta": {"code": 201}, "data": shown}, 201)

    # --- messages ---

    def _remember(self, kind: str, number: str) -> None:
        self._known[kind].add(number)
        self.numbers[kind].append(number)
        self.parcels.watch(number)
        if self.parcels.scans(number) and self.hooks.get(kind):
            self._push(kind, number)

    def _push(self, kind: str, number: str) -> None:
        parcel, scans = self.parcels.find(number), self.parcels.scans(number)
        if kind == "17track":
            body = msgspec.json.encode(
                {"event": "TRACKING_UPDATED", "data": shapes.track(number, parcel, scans)}
            )
            headers = {"sign": hashlib.sha256(body + b"/" + self.key.encode()).hexdigest()}
        else:
            told = shapes.tracking(number, parcel, scans)
            body = msgspec.json.encode(
                {"event_id": str(uuid.uuid4()), "event": "tracking_update", "msg": told}
            )
            digest = hmac.new(self.hook_secret.encode(), body, hashlib.sha256).digest()
            headers = {"aftership-hmac-sha256": base64.b64encode(digest).decode()}
        address = self.hooks[kind]
        self.box.postman.send(lambda due: Post(due, 0, address, body, headers, RETRIES))


EXISTS = 4003


def _error(code: int, message: str) -> Json:
    return {"code": code, "message": message}
