"""From mapped records to committed rows, in a constant number of statements whatever the size of the batch.

Payloads may come late, twice and in any order: every column stands under the update time of the answer that told
it, so that any permutation ends in the same rows. A record that the database refuses is quarantined alone.
"""

from fulfillment.channels.ingest.aftersales import take_cancellations, take_refunds
from fulfillment.channels.ingest.again import take_again
from fulfillment.channels.ingest.orders import take_orders
from fulfillment.channels.ingest.outcome import Taken
from fulfillment.channels.ingest.packages import take_packages
from fulfillment.channels.ingest.tickets import take_tickets
from fulfillment.channels.ingest.tracking import TakenEvents, take_events_of, take_tracking_events

__all__ = [
    "Taken",
    "TakenEvents",
    "take_again",
    "take_cancellations",
    "take_events_of",
    "take_orders",
    "take_packages",
    "take_refunds",
    "take_tickets",
    "take_tracking_events",
]
