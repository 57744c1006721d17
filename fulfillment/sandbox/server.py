"""HTTP/1.1 with keep-alive before the pretend shop, and the faults that sit between."""

import time
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from fulfillment.sandbox import consent, control, router
from fulfillment.sandbox.answers import documents
from fulfillment.sandbox.envelope import Answer, Refused, failure, success, throttled
from fulfillment.sandbox.faults import Faults
from fulfillment.sandbox.fronts import Front
from fulfillment.sandbox.gate import check_app
from fulfillment.sandbox.request import Request

if TYPE_CHECKING:
    from fulfillment.sandbox.box import SandboxServer

HTML = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
BODY_CAP = 4 * 1024 * 1024


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], box: "SandboxServer") -> None:
        self.box = box
        super().__init__(address, Handler)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server
    wbufsize = 64 * 1024
    disable_nagle_algorithm = True
    timeout = 60

    def log_message(self, format: str, *args: Any) -> None:
        """Addresses carry secrets in their queries, so nothing is logged."""

    def handle_any(self) -> None:
        request = self._read()
        if request is None:
            return
        box = self.server.box
        if request.path.startswith(control.PREFIX):
            self._write(control.answer(box, request))
        else:
            self._suffer(request)

    do_GET = do_POST = do_PUT = do_DELETE = handle_any

    def _read(self) -> Request | None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > BODY_CAP:
            self.close_connection = True
            self._write(Answer(b"", HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
            return None
        parts = urlsplit(self.path)
        params = dict(parse_qsl(parts.query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(self.command, parts.path, params, headers, self.rfile.read(length))

    def _suffer(self, request: Request) -> None:
        """The faults asked for, then the answer."""
        faults = self.server.box.faults
        if faults.only in request.aim and (pause := faults.number("slow")):
            time.sleep(pause)
        if faults.strikes("reset", request.aim):
            self.close_connection = True
            return
        answer = self._struck(request) or respond(self.server.box, request)
        if faults.strikes("lose_reply", request.aim):  # carried out, and nobody hears of it
            self.close_connection = True
            return
        self._write(answer, cut=faults.strikes("truncate", request.aim))

    def _struck(self, request: Request) -> Answer | None:
        faults = self.server.box.faults
        if front := self.server.box.front_of(request.path):
            return _failing(front, faults, request.aim)
        if faults.strikes("fail_500", request.path):
            return failure(Refused(36009003, "Internal error. Please try again later.", 500))
        if faults.strikes("timeout", request.path):
            return failure(Refused(36009007, "Request timeout. The request to the endpoint timed out.", 504))
        if faults.strikes("html", request.path):
            return Answer(HTML, 502, "text/html")
        if faults.strikes("throttle", request.path):
            # Newer platforms say when to come back, older ones do not: every second answer does.
            return failure(throttled(retry_after=1 if faults.left.get("throttle", 0) % 2 else None))
        return None

    def _write(self, answer: Answer, *, cut: bool = False) -> None:
        """A cut answer is complete to HTTP and half a JSON document to its reader."""
        body = answer.body[: len(answer.body) // 2] if cut else answer.body
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The Date header follows the skewed clock, as a wrong server's would."""
        skew = self.server.box.faults.number("clock_skew")
        return formatdate((time.time() if timestamp is None else timestamp) + skew, usegmt=True)

    def version_string(self) -> str:
        return "TLB"


def _failing(front: Front, faults: Faults, path: str) -> Answer | None:
    """As another platform suffers the faults that were asked for; what stands before it fails alike for all."""
    if faults.strikes("html", path):
        return Answer(HTML, 502, "text/html")
    struck = (name for name in ("fail_500", "timeout", "throttle") if faults.strikes(name, path))
    return next((front.failing(name) for name in struck), None)


def respond(box: "SandboxServer", request: Request) -> Answer:
    """The platform's answer when nothing is broken."""
    if front := box.front_of(request.path):
        return front.answer(request)
    try:
        return _host(box, request) or _open_api(box, request)
    except Refused as error:
        return failure(error)


def _host(box: "SandboxServer", request: Request) -> Answer | None:
    """The consent and token hosts; their clock is the wall's."""
    wall = time.time()
    if request.method == "GET" and request.path.startswith(documents.PLACE):
        return Answer(documents.pdf(request.path), HTTPStatus.OK, "application/pdf")
    match f"{request.method} {request.path}":
        case "GET /open/authorize":
            return consent.page(request, box.redirect_uri)
        case "GET /open/authorize/confirm":
            return consent.confirm(request, box.tokens, wall)
        case "GET /api/v2/token/get":
            return _tokens(box, request, "auth_code", "authorized_code")
        case "GET /api/v2/token/refresh":
            return _tokens(box, request, "refresh_token", "refresh_token")
    return None


def _tokens(box: "SandboxServer", request: Request, name: str, grant: str) -> Answer:
    check_app(request.params, box.gate.app)
    if request.params.get("grant_type") != grant:
        raise Refused(36004002, f"Invalid grant_type: {grant} is required.")
    act = box.tokens.exchange if name == "auth_code" else box.tokens.renew
    data = act(request.params.get(name, ""), time.time())
    box.save()
    return success(data, "success")


def _open_api(box: "SandboxServer", request: Request) -> Answer:
    route, request.captured = router.find(request.method, request.path)
    wall = time.time() + box.faults.number("clock_skew")
    box.gate.check(request, wall=wall, takes_cipher=route.cipher)
    with box.world.lock:
        request.now = box.tick()
        answer = success(route.answer(box, request))
    if route.writes:
        box.save()
    return answer
