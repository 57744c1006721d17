"""What every Open API request must get right before an endpoint sees it, in the platform's order."""

from collections.abc import Mapping
from dataclasses import dataclass

from fulfillment.sandbox import signing
from fulfillment.sandbox.envelope import Refused, bad_signature, invalid, throttled
from fulfillment.sandbox.request import Request
from fulfillment.sandbox.throttle import Throttle
from fulfillment.sandbox.tokens import Tokens
from fulfillment.sandbox.world.shops import BY_CIPHER

EARLY, LATE = 300, 30


@dataclass
class App:
    key: str
    secret: str


class Gate:
    """``check`` returns nothing and sets the request's shop, or raises the platform's error."""

    def __init__(self, *, app: App, tokens: Tokens, throttle: Throttle) -> None:
        self.app = app
        self.tokens = tokens
        self.throttle = throttle

    def check(self, request: Request, *, wall: float, takes_cipher: bool) -> None:
        self._credentials(request, wall)
        self._signature(request)
        self.tokens.check(request.headers.get("x-tts-access-token", ""), wall)
        self._cipher(request, takes_cipher)
        where = request.path.rsplit("/", 1)[0] if request.captured else request.path
        if not self.throttle.admits(f"{where} {request.params.get('shop_cipher', '')}"):
            raise throttled(retry_after=1)

    def _credentials(self, request: Request, wall: float) -> None:
        key, stamp = request.params.get("app_key", ""), request.params.get("timestamp", "")
        if key != self.app.key:
            raise invalid("Invalid credentials. The `app_key` query parameter is missing or invalid.")
        if len(stamp) != 10 or not stamp.isdigit():
            raise invalid("Invalid `timestamp`: 10 digits of unix seconds are required.")
        if not wall - EARLY <= int(stamp) <= wall + LATE:
            raise invalid("Invalid `timestamp`. It is more than 5 minutes old or more than 30 seconds ahead.")

    def _signature(self, request: Request) -> None:
        given = request.params.get("sign", "")
        if not given:
            raise invalid("Missing credentials. The `sign` query parameter is required.")
        multipart = request.headers.get("content-type", "").startswith("multipart/form-data")
        expected = signing.request_signature(
            secret=self.app.secret,
            path=request.path,
            params=request.params,
            body=request.body,
            multipart=multipart,
        )
        if not signing.same(given, expected):
            raise bad_signature()

    def _cipher(self, request: Request, takes_cipher: bool) -> None:
        cipher = request.params.get("shop_cipher", "")
        if not takes_cipher:
            if "shop_cipher" in request.params:
                raise invalid("Unexpected identifier. `shop_cipher` must not be sent to this endpoint.")
            return
        if not cipher:
            raise Refused(106013, "Missing credentials. The `shop_cipher` query parameter is required.")
        if cipher not in BY_CIPHER:
            raise Refused(101000, "The access token and the shop_cipher do not belong together.", 401)
        request.shop = BY_CIPHER[cipher]


def check_app(params: Mapping[str, str], app: App) -> None:
    """The token host knows the app by key and secret, unsigned."""
    if params.get("app_key") != app.key or not signing.same(params.get("app_secret", ""), app.secret):
        raise Refused(36004003, "Invalid app_key or app_secret.")
