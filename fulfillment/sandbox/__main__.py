"""``python -m fulfillment.sandbox``: the pretend shop until interrupted."""

import argparse
import signal
import sys
from datetime import datetime
from pathlib import Path
from threading import Event

from fulfillment.sandbox.box import OtherWorld, SandboxServer
from fulfillment.sandbox.tokens import ACCESS_LIFE
from fulfillment.sandbox.world.shops import SHOPS


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m fulfillment.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8788)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--state", type=Path, help="file in which the world is kept over restarts")
    parser.add_argument("--history-days", type=int, default=90)
    parser.add_argument("--orders-per-day", type=float, default=110)
    parser.add_argument("--speed", type=float, default=1.0, help="world seconds per second")
    parser.add_argument(
        "--anchor", type=datetime.fromisoformat, help="ISO moment at which a new world stands"
    )
    parser.add_argument(
        "--webhook-url", default="", help="gets every event of the TikTok shops, subscribed or not"
    )
    parser.add_argument("--redirect-uri", default="", help="where consent returns when its link does not say")
    parser.add_argument("--access-life", type=int, default=ACCESS_LIFE, help="seconds an access token lives")
    parser.add_argument("--qps", type=float, default=50, help="requests/s per endpoint and shop; 0: no limit")
    parser.add_argument("--calm", action="store_true", help="webhooks at once, once, in order")
    parser.add_argument("--mishaps", action="store_true", help="now and then an order that nobody can read")
    parser.add_argument(
        "--copies", action="store_true", help="a connector copies some TikTok orders into the own store"
    )
    return parser


def main() -> int:
    asked = arguments().parse_args()
    try:
        box = SandboxServer(
            seed=asked.seed,
            history_days=asked.history_days,
            orders_per_day=asked.orders_per_day,
            host=asked.host,
            port=asked.port,
            speed=asked.speed,
            state_path=asked.state,
            anchor_at=asked.anchor,
            webhook_url=asked.webhook_url,
            redirect_uri=asked.redirect_uri,
            access_life=asked.access_life,
            qps=asked.qps,
            calm=asked.calm,
            mishaps=asked.mishaps,
            copies=asked.copies,
            shops=SHOPS,
        )
    except OtherWorld as problem:
        print(problem, file=sys.stderr)
        return 2
    stop = Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    with box:
        print(f"Sandbox: {len(box.world.orders):,} orders, listening on {box.url}", flush=True)
        stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
