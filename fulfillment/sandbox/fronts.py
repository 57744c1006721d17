"""The platforms that are served beside TikTok Shop, each a folder of its own: one front per platform, same world.

Carriers are no platform; whoever asks them sees the same parcels.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from fulfillment.sandbox.envelope import Answer
from fulfillment.sandbox.request import Request
from fulfillment.sandbox.shopify.front import ShopifyFront
from fulfillment.sandbox.woocommerce.front import WooFront
from fulfillment.sandbox.world.world import Change

if TYPE_CHECKING:
    from fulfillment.sandbox.box import SandboxServer


class Front(Protocol):
    """How one platform answers over HTTP, and what it tells its subscribers."""

    def takes(self, path: str) -> bool:
        """Whether this path is one of the platform's."""

    def answer(self, request: Request) -> Answer: ...

    def failing(self, fault: str) -> Answer:
        """The platform's own way to fail: ``fail_500``, ``timeout`` or ``throttle``."""

    def tell(self, change: Change) -> None:
        """The world's listener, for changes in shops of this platform."""

    def fault(self, action: str) -> None:
        """``revoke_tokens`` or ``expire_tokens``."""

    def dump(self) -> dict[str, Any]:
        """What must outlive a restart; handed back when the front is made again."""


Maker = Callable[["SandboxServer", dict[str, Any]], Front]
FRONTS: dict[str, Maker] = {"shopify": ShopifyFront, "woocommerce": WooFront}
