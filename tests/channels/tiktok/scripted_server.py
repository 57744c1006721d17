"""A tiny HTTP server that answers from a list and remembers what it was asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Reply:
    body: bytes = b'{"code":0,"message":"Success","data":{}}'
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang_up_after: int | None = None  # bytes really sent of those promised


def data(value: object, **headers: str) -> Reply:
    return Reply(json.dumps({"code": 0, "message": "Success", "data": value}).encode(), headers=headers)


def error(code: int, message: str = "no", status: int = 200, **headers: str) -> Reply:
    return Reply(json.dumps({"code": code, "message": message}).encode(), status, headers)


@dataclass
class Asked:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


class Script:
    """The replies still to give; the last one is given for ever."""

    def __init__(self, url: str, replies: list[Reply]) -> None:
        self.url = url
        self.replies = replies
        self.asked: list[Asked] = []

    def next(self) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


class Handler(BaseHTTPRequestHandler):
    script: Script

    def answer(self) -> None:
        address = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(address.query, keep_blank_values=True))
        self.script.asked.append(Asked(self.command, address.path, query, headers, body))
        reply = self.script.next()
        self.send_response_only(reply.status)
        for name, value in {"Date": formatdate(usegmt=True), **reply.headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body[: reply.hang_up_after])
        self.close_connection = True

    do_GET = do_POST = do_PUT = answer

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def scripted(*replies: Reply) -> Iterator[Script]:
    handler = type("Scripted", (Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    handler.script = Script(f"http://127.0.0.1:{server.server_port}", list(replies))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield handler.script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
