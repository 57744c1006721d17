"""Who plays in the demo: the pretend world, pages, worker, scheduler, warehouse people; and how history fills in."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from fulfillment.embedded.children import Child
from fulfillment.embedded.places import CHECKOUT, Place
from fulfillment.embedded.ports import Ports


def children(*, place: Place, ports: Ports, logs: Path) -> list[Child]:
    """In the order of their start; they stop in the reverse one."""
    sandbox = [
        "-m",
        "fulfillment.sandbox",
        "--port",
        str(ports.sandbox),
        "--state",
        str(place.root / "sandbox.state"),
        "--mishaps",
        "--copies",
    ]
    sandbox += ["--redirect-uri", f"http://localhost:{ports.web}/channels/connect/tiktok/callback/"]
    sandbox += shlex.split(os.environ.get("SANDBOX_OPTIONS", ""))
    web = [
        "-m",
        "gunicorn",
        "fulfillment.wsgi",
        "--worker-class",
        "gthread",
        "--workers",
        "2",
        "--threads",
        "4",
    ]
    # Less than the ten seconds that a child is given: a request that outlasts it must not outlive the demo.
    web += ["--graceful-timeout", "8"]
    web += ["--bind", f"{os.environ.get('HOST', '127.0.0.1')}:{ports.web}", "--timeout", "120"]
    celery = ["-m", "celery", "-A", "fulfillment"]
    beat = [*celery, "beat", "--schedule", str(place.root / "beat"), "--loglevel", "WARNING"]
    people = ["manage.py", "demo_evening", "--team", "demo"]
    worker = [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO", "--without-mingle"]
    return [
        Child("The sandbox", [sys.executable, *sandbox], logs / "sandbox.log"),
        Child("The web server", [sys.executable, *web], logs / "web.log", env={"DB_POOL": "1"} | apps(ports)),
        Child("The worker", [sys.executable, *worker], logs / "worker.log", env=bank(ports)),
        Child("The scheduler", [sys.executable, *beat, "--pidfile="], logs / "beat.log"),
        Child("The warehouse crew", [sys.executable, *people], logs / "people.log"),
    ]


def apps(ports: Ports) -> dict[str, str]:
    """The operator's apps of the demo: its connecting pages lead into the pretend world."""
    world = f"http://127.0.0.1:{ports.sandbox}"
    return {
        "TIKTOK_APP_KEY": "demo-app-key",
        "TIKTOK_APP_SECRET": "demo-app-secret",
        "TIKTOK_SERVICE_ID": "demo",
        "TIKTOK_API_URL": world,
        "TIKTOK_AUTH_URL": world,
        "TIKTOK_CONSENT_URL": f"{world}/open/authorize",
        "SHOPIFY_CLIENT_ID": "demo-shopify-client",
        "SHOPIFY_CLIENT_SECRET": "demo-shopify-secret",
        "SHOPIFY_SHOP_URL": world,
        "SEVENTEENTRACK_API_URL": world,
        "AFTERSHIP_API_URL": world,
    }


def bank(ports: Ports) -> dict[str, str]:
    return {"EXCHANGE_RATES_URL": f"http://127.0.0.1:{ports.sandbox}/stats/eurofxref/eurofxref-daily.xml"}


@dataclass
class Progress:
    """Shows what `manage.py sync_progress --follow` prints; on a terminal, one line over the other."""

    process: subprocess.Popen[bytes] | None = None
    unfinished: bytes = b""

    def start(self) -> None:
        command = [sys.executable, "manage.py", "sync_progress", "--team", "demo", "--follow"]
        self.process = subprocess.Popen(
            command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )
        assert self.process.stdout is not None
        os.set_blocking(self.process.stdout.fileno(), False)

    def show(self) -> None:
        if self.process is None or self.process.stdout is None:
            return
        *lines, self.unfinished = (self.unfinished + (self.process.stdout.read() or b"")).split(b"\n")
        for line in lines:
            show_line(line.decode())
        if lines and self.process.poll() is not None:
            print(flush=True)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


def show_line(line: str) -> None:
    if sys.stdout.isatty():
        print(f"\r\x1b[K{line}", end="", flush=True)
    else:
        print(line, flush=True)
