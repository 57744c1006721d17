"""Background work of the channels: Celery only wakes; leases and cursors decide who does what."""

from uuid import UUID

from celery import shared_task

from fulfillment.channels import pruning, sync


@shared_task
def start_due_syncs() -> None:
    """Every due shop gets a task of its own; a second one for the same shop finds the lease taken."""
    for connection_id in sync.due_connections(now=sync.utc_now()):
        sync_shop.apply_async([str(connection_id)], expires=30)


@shared_task
def sync_shop(connection_id: str) -> None:
    sync.sync_connection(UUID(connection_id))


@shared_task
def prune() -> None:
    pruning.prune(now=sync.utc_now())
