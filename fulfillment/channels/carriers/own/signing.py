"""How a program of the team's own signs: as we sign ours, and no longer than five minutes ago. Pure."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from fulfillment.post.signing import HEADER, signature

WINDOW = timedelta(minutes=5)  # either way: their clock may be ahead of ours


def is_genuine(secrets: Mapping[str, str], body: bytes, headers: Mapping[str, str], *, now: datetime) -> bool:
    """`headers` by lower-case name. Until `old_until` the secret before the last change is good as well."""
    given = headers.get(HEADER.lower(), "").strip()
    at = _signed_at(given)
    if at is None or abs(now - at) > WINDOW:
        return False
    good = [secrets.get("secret", "")]
    if secrets.get("old_until", "") > now.isoformat():
        good.append(secrets.get("old_secret", ""))
    signatures = [signature(secret, body, at=at).encode() for secret in good if secret]
    return any(hmac.compare_digest(each, given.encode()) for each in signatures)


def _signed_at(header: str) -> datetime | None:
    seconds = header.partition(",")[0].removeprefix("t=")
    if not (header.startswith("t=") and seconds.isascii() and seconds.isdecimal() and len(seconds) <= 11):
        return None
    return datetime.fromtimestamp(int(seconds), UTC)
