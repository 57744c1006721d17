"""What a file holds, orders or tickets: how its rows are read, taken, and taken back. All else of an import is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from fulfillment.channels.generic import taking, undoing, undoing_tickets
from fulfillment.channels.generic.mapfile import ImportMap
from fulfillment.channels.generic.orders import Read, read_order
from fulfillment.channels.generic.taking import Answer
from fulfillment.channels.generic.tickets import read_ticket


class Contents(NamedTuple):
    read: Callable[..., Read]
    take: Callable[..., Answer]
    snapshot: Callable[..., dict[str, dict[str, Any]]]
    remember: Callable[..., None]
    undo_batch: Callable[..., tuple[int, int]]


ORDERS = Contents(read_order, taking.take, undoing.snapshot, undoing.remember, undoing.undo_batch)
TICKETS = Contents(
    read_ticket,
    taking.take_tickets,
    undoing_tickets.snapshot,
    undoing_tickets.remember,
    undoing_tickets.undo_batch,
)


def of(mapping: ImportMap) -> Contents:
    return TICKETS if mapping.ticket else ORDERS
