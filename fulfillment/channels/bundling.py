"""What the outbox tells a channel about which orders go into which packages, and what its module answers. No Django here.

A channel whose packages can be combined and split from here names its module in `base.CHANNELS` (`bundles`). It offers

    units_apart(market) -> bool                      whether units of one SKU may go into different packages there
    drafts(adapter) -> [Draft]                       which orders it would combine now
    splitting(adapter, order_external_id) -> Splitting   whether it would split that order
    push(adapter, write, *, now) -> PushResult       asks for it once
    read_back(adapter, write, *, now) -> Found       asks, changes nothing

under the same rules as for parcels (`shipments`): sent at most once, and read back before anything is sent again.
"""

from msgspec import Struct

from fulfillment.outbox.words import Kind


class Draft(Struct, frozen=True):
    """Orders that the channel would put into one package; `id` is what it calls that."""

    id: str
    order_external_ids: tuple[str, ...]


class Splitting(Struct, frozen=True, kw_only=True):
    """`most`: how many units one package may hold, None where the channel tells no limit."""

    can: bool
    why_not: str = ""  # the channel's own words
    must: bool = False
    most: int | None = None


class Bundle(Struct, frozen=True, kw_only=True):
    """What shall go together or apart. The first order names the write."""

    order_external_ids: tuple[str, ...]
    draft: str = ""  # of combining: the channel's id of what it offered
    package_external_id: str = ""  # of taking out: the package that is left
    leaving: tuple[str, ...] = ()  # of taking out: the orders that leave it
    groups: tuple[tuple[str, ...], ...] = ()  # of a split: the channel's ids of each package's units


class BundleWrite(Struct, frozen=True, kw_only=True):
    """One attempt at one row of the outbox."""

    kind: Kind
    key: str
    bundle: Bundle
    attempts: int = 1
