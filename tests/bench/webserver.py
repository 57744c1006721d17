"""The web server as it is run in production, on the benchmark's database, for as long as the block lasts."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from fulfillment.embedded.valkey import free_port

WORKERS, THREADS = 2, 4  # as `make demo` runs it


@contextmanager
def web_server() -> Iterator[int]:
    """Its port, once it answers."""
    from django.conf import settings
    from django.db import connection

    port = free_port()
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environment = os.environ | {
        "DATABASE_URL": urlunsplit(url),
        "DB_POOL": "1",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECRET_KEY": settings.SECRET_KEY,
        "CREDENTIAL_KEYS": ",".join(settings.CREDENTIAL_KEYS),
    }
    command = [sys.executable, "-m", "gunicorn", "fulfillment.wsgi", "--worker-class", "gthread"]
    command += ["--workers", str(WORKERS), "--threads", str(THREADS), "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        until_it_answers(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def until_it_answers(port: int, *, seconds: float = 30) -> None:
    ends = time.monotonic() + seconds
    while True:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", "/accounts/login/")
            line.getresponse().read()
            return
        except OSError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)
