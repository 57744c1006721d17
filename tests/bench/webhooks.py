"""Webhooks arriving at a steady rate, whoever is slow: how long each answer took, and whether each one was kept.

The floor is the same server refusing the same messages for a wrong signature: all of the way but the writing.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import math
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import local
from typing import Any

from tests.bench.figures import Figure
from tests.bench.webserver import web_server

KEY, SECRET = "measured-key", "measured-secret"
CALM, STORM = 100, 300  # a second
SECONDS = 15
LINES = 16  # connections of the sender
LIMIT_MS = 50


def webhooks() -> Iterator[Figure]:
    from django.db import connection

    from fulfillment.channels.models import InboundMessage

    line = _line()
    with web_server() as port:
        send(port, line, count=LINES * 4, rate=CALM)  # both processes have their connections open
        refused, _ = send(port, line, count=CALM * 5, rate=CALM, secret="another")
        calm, kept_calm = send(port, line, count=CALM * SECONDS, rate=CALM)
        yield Figure(
            name=f"Webhooks, {CALM} a second, 99th of 100",
            measured=ninety_ninth(calm),
            limit=LIMIT_MS,
            floor=ninety_ninth(refused),
        )
        storm, kept_storm = send(port, line, count=STORM * SECONDS, rate=STORM)
        yield Figure(name=f"Webhooks, {STORM} a second, 99th of 100", measured=ninety_ninth(storm))
    connection.close()
    stored = InboundMessage.objects.filter(connection=line).count() - LINES * 4
    lost = (CALM + STORM) * SECONDS - stored
    yield Figure(name="Webhooks not answered with 200", measured=kept_calm + kept_storm, unit="", limit=0)
    yield Figure(name=f"Webhooks lost of {(CALM + STORM) * SECONDS:,}", measured=lost, unit="", limit=0)


def send(port: int, line: Any, *, count: int, rate: int, secret: str = SECRET) -> tuple[Sequence[float], int]:
    """Milliseconds from the moment each was due to its answer, and how many were answered with other than 200."""
    address = f"/webhooks/tiktok/{line.pk}/"
    began_at = time.time_ns()
    own = local()
    began = time.perf_counter() + 0.2

    def one(number: int) -> tuple[float, int]:
        due = began + number / rate
        raw = message(line.shop.external_id, began_at + number)
        signature = hmac.new(secret.encode(), KEY.encode() + raw, hashlib.sha256).hexdigest()
        time.sleep(max(0.0, due - time.perf_counter()))
        status = post(own, port, address, raw, signature)
        return (time.perf_counter() - due) * 1000, status

    with ThreadPoolExecutor(LINES) as senders:
        answers = list(senders.map(one, range(count)))
    return [took for took, _ in answers], sum(status != 200 for _, status in answers)


def post(own: local, port: int, address: str, raw: bytes, signature: str) -> int:
    """The status; the sender's connection stays open as long as the server likes."""
    headers = {"Authorization": signature, "Content-Type": "application/json"}
    for _ in range(2):
        if not hasattr(own, "line"):
            own.line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            own.line.request("POST", address, raw, headers)
            answer = own.line.getresponse()
            answer.read()
            return answer.status
        except (http.client.HTTPException, OSError):  # the server closed it meanwhile
            own.line.close()
            del own.line
    return 0


def message(shop_id: str, number: int) -> bytes:
    data = {"order_id": str(number % 10**18), "order_status": "AWAITING_SHIPMENT", "update_time": 1}
    body = {"type": 1, "tts_notification_id": str(number), "shop_id": shop_id, "data": data}
    return json.dumps(body | {"timestamp": int(time.time())}).encode()


def ninety_ninth(times: Sequence[float]) -> float:
    return sorted(times)[math.ceil(len(times) * 0.99) - 1]


def _line() -> Any:
    """A connected shop of a team of its own, to which nothing was ever told."""
    from fulfillment.accounts.models import Team
    from fulfillment.catalog.models import Shop
    from fulfillment.channels.models import Connection, Credential
    from fulfillment.channels.secrets import seal

    Team.objects.filter(slug="bench-told").delete()
    team = Team.objects.create(slug="bench-told", name="Bench, told")
    shop = Shop.objects.create(
        team=team,
        slug="told",
        name="Told",
        channel="tiktok",
        platform="tiktok",
        market="US",
        external_id="7495",
    )
    secrets = seal({"app_key": KEY, "app_secret": SECRET})
    credential = Credential.objects.create(
        team=team, channel="tiktok", secrets=secrets, refreshed_at=datetime.now(UTC)
    )
    return Connection.objects.create(team=team, shop=shop, credential=credential, is_active=False)
