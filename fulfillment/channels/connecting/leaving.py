"""Disconnecting: nothing more is read and the credentials are gone; orders, parcels and figures stay."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from django.db import transaction

from fulfillment.channels.connecting import offers
from fulfillment.channels.connecting.arriving import record
from fulfillment.channels.errors import ChannelError
from fulfillment.channels.health import State
from fulfillment.channels.models import Connection, Credential, Wanted

log = structlog.get_logger()
NOT_SETTINGS = ("webhook_url", "page_size", "bulk")  # what only concerned this line; a new one makes its own


def disconnect(connection: Connection, *, by: Any, now: datetime) -> str:
    """Answers what the channel could not be told, "" where it knows; disconnected it is in either case."""
    untold = _say_farewell(connection, now=now)
    with transaction.atomic():
        row = Connection.objects.select_for_update().get(pk=connection.pk)
        was_in = row.credential_id
        row.credential, row.is_active, row.state = None, False, State.DISCONNECTED
        row.problem = row.fix = ""
        row.failures, row.next_sync_at, row.webhook_state = 0, None, "off"
        row.lease_token = row.leased_until_at = None  # a worker that reads right now may not write any more
        row.options = {name: value for name, value in row.options.items() if name not in NOT_SETTINGS}
        row.save()
        Wanted.objects.filter(connection=row).delete()
        # The seller's other shops may live by the same consent: it goes with the last of them.
        if was_in is not None:
            Credential.objects.filter(pk=was_in, connections=None).delete()
        record(row, "connection.ended", by=by, now=now, note=untold)
    log.info("connection.ended", connection=str(connection.pk))
    return untold


def _say_farewell(connection: Connection, *, now: datetime) -> str:
    """The channel is asked to send nothing more; where it does not answer we leave all the same."""
    module = offers.module(connection.shop.channel)
    if module is None or connection.credential_id is None:
        return ""
    try:
        module.farewell(connection, now=now)
    except ChannelError as error:
        return f"{error.sentence} Remove the app at {module.offer().label} yourself, so that it sends nothing more."
    return ""
