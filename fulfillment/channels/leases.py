"""One worker per connection: a lease is claimed, renewed and released by conditional updates, never by a lock held open."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Q

from fulfillment.channels.models import Connection

# A worker renews after every page; one that dies is replaced after this long.
LEASE = timedelta(seconds=60)


def claim(connection_id: UUID, *, now: datetime, only_due: bool = False) -> UUID | None:
    """The lease's token, or None where another worker holds it or the connection is switched off.

    `only_due`: also None where its turn has not come, as a second task for the same turn finds it.
    """
    token = uuid4()
    free = Q(leased_until_at=None) | Q(leased_until_at__lte=now)
    due = Q(next_sync_at__lte=now) if only_due else Q()
    claimed = Connection.objects.filter(free & due, pk=connection_id, is_active=True).update(
        lease_token=token, leased_until_at=now + LEASE, last_attempt_at=now
    )
    return token if claimed else None


def renew(connection_id: UUID, token: UUID, *, now: datetime) -> bool:
    """False where the lease ran out and somebody else took it: stop writing at once."""
    return bool(_held(connection_id, token).update(leased_until_at=now + LEASE))


def release(connection_id: UUID, token: UUID, **changes: Any) -> bool:
    return bool(_held(connection_id, token).update(lease_token=None, leased_until_at=None, **changes))


def _held(connection_id: UUID, token: UUID) -> Any:
    return Connection.objects.filter(pk=connection_id, lease_token=token)
