"""Authorisation codes, access tokens that expire and refresh tokens that rotate."""

import secrets
from dataclasses import asdict, dataclass, field
from typing import Any

from fulfillment.sandbox.envelope import Json, Refused, expired_token, invalid
from fulfillment.sandbox.world.shops import OPEN_ID, SELLER_NAME

CODE_LIFE = 30 * 60
ACCESS_LIFE = 7 * 86400
REFRESH_LIFE = 365 * 86400
SCOPES = (
    "seller.order.info",
    "seller.fulfillment.basic",
    "seller.logistics",
    "seller.return_refund.basic",
    "seller.authorization.info",
)


@dataclass
class Tokens:
    """Wall-clock seconds; access token -> expiry, refresh token -> expiry. A refresh token serves once."""

    access_life: int = ACCESS_LIFE
    refresh_life: int = REFRESH_LIFE
    codes: dict[str, float] = field(default_factory=dict)
    access: dict[str, float] = field(default_factory=dict)
    refresh: dict[str, float] = field(default_factory=dict)

    def issue_code(self, now: float) -> str:
        code = "ROW_" + secrets.token_urlsafe(24)
        self.codes[code] = now + CODE_LIFE
        return code

    def exchange(self, code: str, now: float) -> Json:
        """Tokens for a code, which is thereby used up."""
        if self.codes.pop(code, 0.0) < now:
            raise Refused(36004004, "Invalid auth code. It is unknown, expired or was used before.")
        return self._issue(now, self.refresh_life + now)

    def renew(self, refresh_token: str, now: float) -> Json:
        """A new pair; the old refresh token is spent, the authorisation still ends when it would have."""
        until = self.refresh.pop(refresh_token, 0.0)
        if until < now:
            raise Refused(36004005, "Invalid refresh token. It is unknown, expired or was replaced.")
        return self._issue(now, until)

    def _issue(self, now: float, refresh_until: float) -> Json:
        access, refresh = "TTP_" + secrets.token_urlsafe(48), "TTP_" + secrets.token_urlsafe(36)
        self.access = {token: until for token, until in self.access.items() if until > now - ACCESS_LIFE}
        self.access[access] = now + self.access_life
        self.refresh[refresh] = refresh_until
        return {
            "access_token": access,
            "access_token_expire_in": int(self.access[access]),
            "refresh_token": refresh,
            "refresh_token_expire_in": int(refresh_until),
            "open_id": OPEN_ID,
            "seller_name": SELLER_NAME,
            "seller_base_region": "US",
            "user_type": 0,
            "granted_scopes": list(SCOPES),
        }

    def check(self, token: str, now: float) -> None:
        if not token:
            raise invalid("Missing credentials. The `x-tts-access-token` header is required.")
        if token not in self.access:
            raise invalid("Invalid credentials. The `x-tts-access-token` header is invalid.")
        if self.access[token] <= now:
            raise expired_token()

    def expire_access(self) -> None:
        """Every access token is expired from now on; refreshing helps."""
        self.access = dict.fromkeys(self.access, 0.0)

    def revoke(self) -> None:
        """The seller withdrew the authorisation; nothing helps but a new one."""
        self.codes, self.access, self.refresh = {}, {}, {}

    def dump(self) -> dict[str, Any]:
        return asdict(self)
