"""The whole pretend shop in one object: world, clock, tokens, faults, webhooks and the HTTP server."""

import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

from fulfillment.sandbox import state as states
from fulfillment.sandbox.bank import BankFront
from fulfillment.sandbox.carriers.front import CarriersFront
from fulfillment.sandbox.clock import Clock
from fulfillment.sandbox.corner.telling import Corner
from fulfillment.sandbox.faults import Faults
from fulfillment.sandbox.fronts import FRONTS, Front
from fulfillment.sandbox.gate import App, Gate
from fulfillment.sandbox.helpdesk.telling import HelpDesk
from fulfillment.sandbox.mishaps import Mishaps
from fulfillment.sandbox.posting import Postman
from fulfillment.sandbox.server import Server
from fulfillment.sandbox.throttle import Throttle
from fulfillment.sandbox.tokens import ACCESS_LIFE, Tokens
from fulfillment.sandbox.webhooks import Sender, Subscriptions
from fulfillment.sandbox.world import truth
from fulfillment.sandbox.world.model import Shop
from fulfillment.sandbox.world.placing import Terms
from fulfillment.sandbox.world.shops import TIKTOK
from fulfillment.sandbox.world.world import Change, World


class OtherWorld(Exception):
    """The state file belongs to another world than the one asked for."""


class SandboxServer:
    """Use as a context manager; ``url`` is then answered. Port 0 takes a free one.

    ``anchor_at`` is where a new world stands (default: now): a test that advances time starts in the past, so
    that the world does not run ahead of its caller. ``calm`` sends webhooks at once, once and in order. With
    ``mishaps`` some answers cannot be read for a while. ``shops``
    there are only those of TikTok Shop unless it says so; each platform among them gets its front.
    """

    world: World
    clock: Clock
    tokens: Tokens
    faults: Faults
    mishaps: Mishaps
    subscriptions: Subscriptions
    postman: Postman
    sender: Sender
    fronts: dict[str, Front]
    carriers: CarriersFront
    help_desk: HelpDesk
    corner: Corner
    gate: Gate
    server: Server

    def __init__(
        self,
        *,
        seed: int = 7,
        history_days: int = 14,
        orders_per_day: float = 20,
        host: str = "127.0.0.1",
        port: int = 0,
        speed: float = 1.0,
        state_path: Path | None = None,
        anchor_at: datetime | None = None,
        webhook_url: str = "",
        redirect_uri: str = "",
        app_key: str = "",
        app_secret: str = "",
        access_life: int = ACCESS_LIFE,
        qps: float = 50,
        calm: bool = False,
        mishaps: bool = False,
        copies: bool = False,
        shops: Sequence[Shop] = TIKTOK,
    ) -> None:
        self.shops, self.copies = shops, copies
        self.app_key = app_key or os.environ.get("SANDBOX_APP_KEY", "demo-app-key")
        self.app_secret = app_secret or os.environ.get("SANDBOX_APP_SECRET", "demo-app-secret")
        self.state_path = state_path
        anchor = (anchor_at or datetime.now(UTC)).timestamp()
        fresh = states.State(seed, history_days, orders_per_day, _day(anchor), anchor, time.time(), speed)
        self.state = self._resume(fresh)
        self.mishaps = Mishaps(seed, happen=mishaps)
        self._assemble(access_life, qps, calm, webhook_url, speed)
        self.redirect_uri = redirect_uri
        self._host, self._port = host, port
        self._stopping = Event()

    def _resume(self, fresh: states.State) -> states.State:
        found = states.load(self.state_path) if self.state_path else None
        if found is not None and found.world() != fresh.world():
            raise OtherWorld(
                f"{self.state_path} holds a world of seed {found.seed}, {found.history_days} days and "
                f"{found.orders_per_day} orders a day. Delete it to begin another, or ask for that one."
            )
        return found or fresh

    def _assemble(self, access_life: int, qps: float, calm: bool, webhook_url: str, speed: float) -> None:
        s, app = self.state, App(self.app_key, self.app_secret)
        self.clock = Clock(anchor=s.anchor, started=s.started, speed=s.speed, advanced=s.advanced)
        if speed != s.speed:
            self.clock.change_speed(speed)
        self.tokens = Tokens(**s.tokens)
        self.tokens.access_life = access_life
        self.faults = Faults()
        self.subscriptions = Subscriptions(everything=webhook_url, rows=dict(s.subscriptions))
        self.postman = Postman(faults=self.faults, seed=s.seed, calm=calm)
        self.sender = Sender(app=app, subscriptions=self.subscriptions, postman=self.postman)
        self.throttle = Throttle(qps)
        self.gate = Gate(app=app, tokens=self.tokens, throttle=self.throttle)
        terms = Terms(s.seed, datetime.fromisoformat(s.anchored_on).date(), s.orders_per_day)
        placed = [(slug, number, at) for slug, number, at in s.placed]
        self.world = World(
            terms=terms,
            history_days=s.history_days,
            now=self.clock.now(),
            placed=placed,
            shops=self.shops,
            written=s.written,
            copies=self.copies,
        )
        platforms = {shop.platform for shop in self.shops}
        self.fronts = {
            name: make(self, s.fronts.get(name, {})) for name, make in FRONTS.items() if name in platforms
        }
        self.carriers = CarriersFront(self, s.fronts.get("carriers", {}))
        self.fronts |= {"carriers": self.carriers, "bank": BankFront(self)}
        self.help_desk = HelpDesk(self, s.helpdesk)
        self.corner = Corner(self, s.corner)
        self.world.listener = self._tell

    def _tell(self, change: Change) -> None:
        """Every change goes to the platform of its shop."""
        front = self.fronts.get(change[3].platform)
        (front or self.sender).tell(change)

    def front_of(self, path: str) -> Front | None:
        """The platform that answers this path; None: TikTok Shop."""
        return next((front for front in self.fronts.values() if front.takes(path)), None)

    @property
    def url(self) -> str:
        host, port = self.server.server_address[:2]
        return f"http://{host!s}:{port}"

    def __enter__(self) -> Self:
        self.server = Server((self._host, self._port), self)
        self.postman.start()
        self._threads = [
            Thread(
                target=self.server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True, name="sandbox"
            ),
            Thread(target=self._live, daemon=True, name="sandbox-world"),
        ]
        for thread in self._threads:
            thread.start()
        self.save()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self.server.shutdown()
        self.server.server_close()
        self.postman.stop()
        self.save()

    def _live(self) -> None:
        """The world goes on when nobody asks, so that webhooks leave in time."""
        while not self._stopping.wait(0.5):
            self.tick()

    def tick(self) -> int:
        """Brings the world to the present and returns it."""
        with self.world.lock:
            now = max(self.clock.now(), self.world.now)
            self.world.tick(now)
            self.carriers.tick()
            self.help_desk.tick(now)
            self.corner.tick(now)
            return now

    def save(self) -> None:
        """Writes the state file where there is one."""
        s = self.state
        s.anchor, s.started, s.speed, s.advanced = (
            self.clock.anchor,
            self.clock.started,
            self.clock.speed,
            self.clock.advanced,
        )
        s.placed = [list(placed) for placed in self.world.placed]
        s.written = self.world.written
        s.tokens, s.subscriptions = self.tokens.dump(), self.subscriptions.rows
        s.helpdesk, s.corner = self.help_desk.dump(), self.corner.dump()
        s.fronts = {name: front.dump() for name, front in self.fronts.items()}
        if self.state_path is not None:
            with self.world.lock:
                s.save(self.state_path)

    def authorise(self) -> str:
        """A consent code without the click."""
        return self.tokens.issue_code(time.time())

    def advance(self, seconds: float) -> int:
        """The world moves forward at once; everything on the way happens and is told."""
        self.clock.advance(seconds)
        now = self.tick()
        self.save()
        return now

    def place(self, count: int = 1, shop: str = "glow-us") -> list[str]:
        """Ids of orders placed at this moment."""
        with self.world.lock:
            self.tick()
            ids = self.world.place(shop, count)
        self.save()
        return ids

    def ask(self, order_id: str, kind: str = "cancellation") -> str:
        """The order's buyer asks for a cancellation, a return or a refund now; the request's id."""
        with self.world.lock:
            asked = self.world.ask(self.world.orders[order_id], kind, at=self.tick())
        self.save()
        return asked

    def fault(self, **wanted: Any) -> dict[str, Any]:
        """Asks for failures; see ``faults``."""
        actions = self.faults.ask(wanted)
        if "revoke_tokens" in actions:
            self.tokens.revoke()
        if "expire_tokens" in actions:
            self.tokens.expire_access()
        for action in actions:
            for front in self.fronts.values():
                front.fault(action)
        self.save()
        return self.faults.view()

    def truth(self, shop: str = "") -> dict[str, Any]:
        """What really happened so far: every order, and counts per shop and market-local day."""
        with self.world.lock:
            now = self.tick()
            orders = truth.of_orders(self.world, now=now, shop=shop)
            days = truth.by_day(list(self.world.orders.values()), now=now)
        return {"as_of": now, "orders": orders, "days": days}

    def view(self) -> dict[str, Any]:
        """The sandbox's own state, for people and tests; no secrets."""
        now = self.tick()
        return {
            "now": now,
            "speed": self.clock.speed,
            "seed": self.state.seed,
            "orders": len(self.world.orders),
            "faults": self.faults.view(),
            "webhooks": dict(self.postman.counts),
            "subscriptions": self.subscriptions.rows,
        }


def _day(anchor: float) -> str:
    return datetime.fromtimestamp(anchor, UTC).date().isoformat()
