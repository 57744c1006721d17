"""The kinds of items a program may bring: what each is called, how it is read and where it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db.models import Model

from fulfillment.accounts.scopes import Scope
from fulfillment.catalog.models import Shop
from fulfillment.channels import ingest
from fulfillment.channels.generic.api import mapping, shapes
from fulfillment.channels.ingest.outcome import Taken
from fulfillment.orders.models import Cancellation, Order, Refund, Ticket
from fulfillment.tracking.models import Package


class Kind(NamedTuple):
    plural: str  # the key of the list in the body, and the last word of the address
    singular: str  # as the quarantine calls it
    shape: type
    mapped: Callable[[Any], Any]
    take: Callable[..., Taken]
    model: type[Model]
    scope: Scope
    is_for_any_shop: bool = False

    def known(self, shop: Shop, external_ids: Iterable[str]) -> set[str]:
        rows = self.model._default_manager.filter(shop=shop, external_id__in=list(external_ids))
        return set(rows.values_list("external_id", flat=True))


ALL = (
    Kind("orders", "order", shapes.Order, mapping.order, ingest.take_orders, Order, Scope.ORDERS),
    Kind("packages", "package", shapes.Package, mapping.package, ingest.take_packages, Package, Scope.PACKAGES),
    Kind("refunds", "refund", shapes.Refund, mapping.refund, ingest.take_refunds, Refund, Scope.REFUNDS),
    Kind(
        "cancellations", "cancellation", shapes.Cancellation, mapping.cancellation, ingest.take_cancellations,
        Cancellation, Scope.REFUNDS,
    ),
    Kind("tickets", "ticket", shapes.Ticket, mapping.ticket, ingest.take_tickets, Ticket, Scope.TICKETS, True),
)  # fmt: skip
BY_PLURAL = {kind.plural: kind for kind in ALL}
BY_SINGULAR = {kind.singular: kind for kind in ALL}
