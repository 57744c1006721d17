"""One worker per connection or carrier feed.

A lease is claimed, renewed and released by conditional updates, never by a lock held open.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Q, QuerySet

from fulfillment.channels.models import Connection

# A worker renews after every page; one that dies is replaced after this long.
LEASE = timedelta(seconds=60)


def claim(connection_id: UUID, *, now: datetime, only_due: bool = False) -> UUID | None:
    """The lease's token, or None where another worker holds it or the connection is switched off.

    `only_due`: also None where its turn has not come, as a second task for the same turn finds it.
    """
    due = Q(next_sync_at__lte=now) if only_due else Q()
    mine = Connection.objects.filter(due, pk=connection_id, is_active=True)
    return take(mine, now=now, last_attempt_at=now)


def renew(connection_id: UUID, token: UUID, *, now: datetime) -> bool:
    """False where the lease ran out and somebody else took it: stop writing at once."""
    held = Connection.objects.filter(pk=connection_id, lease_token=token)
    return bool(held.update(leased_until_at=now + LEASE))


def release(connection_id: UUID, token: UUID, **changes: Any) -> bool:
    return give_back(Connection.objects.filter(pk=connection_id), token, **changes)


def free(now: datetime) -> Q:
    return Q(leased_until_at=None) | Q(leased_until_at__lte=now)


def take(row: QuerySet[Any], *, now: datetime, lease: timedelta = LEASE, **changes: Any) -> UUID | None:
    """The token of the lease on the one row that there may be; None where it is held, or is not there."""
    token = uuid4()
    taken = row.filter(free(now)).update(lease_token=token, leased_until_at=now + lease, **changes)
    return token if taken else None


def give_back(row: QuerySet[Any], token: UUID, **changes: Any) -> bool:
    """False where the lease was lost: then nothing is written."""
    return bool(row.filter(lease_token=token).update(lease_token=None, leased_until_at=None, **changes))
