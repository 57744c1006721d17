"""Background work of the channels: Celery only wakes; leases and cursors decide who does what."""

from uuid import UUID

from celery import shared_task

from fulfillment.channels import alarming, pruning, pushing, sync
from fulfillment.channels.carriers import alarming as carrier_alarms
from fulfillment.channels.carriers import rounds as carrier_rounds
from fulfillment.channels.chats import alarming as chat_alarms
from fulfillment.channels.chats import sending as chat_sending
from fulfillment.channels.chats import telling as chat_telling
from fulfillment.channels.generic import running
from fulfillment.channels.labels import printing
from fulfillment.channels.outgoing import queueing, sending
from fulfillment.channels.shopify import subscriptions
from fulfillment.outbox import claiming

# Beat asks again every few seconds: what waited longer than this in the queue is asked for again, not done twice.
WAIT_AT_MOST = 30


@shared_task(expires=WAIT_AT_MOST)
def start_due_syncs() -> None:
    """Every due shop gets a task of its own; a second one for the same turn finds the lease or the turn taken."""
    for connection_id in sync.due_connections(now=sync.utc_now()):
        sync_shop.apply_async([str(connection_id)], expires=WAIT_AT_MOST)


@shared_task
def sync_shop(connection_id: str) -> None:
    sync.sync_connection(UUID(connection_id), only_due=True)


@shared_task(expires=60)
def raise_alerts() -> None:
    alarming.raise_alerts(now=sync.utc_now())
    carrier_alarms.raise_alerts(now=sync.utc_now())
    chat_alarms.raise_alerts(now=sync.utc_now())


@shared_task
def prune() -> None:
    pruning.prune(now=sync.utc_now())


@shared_task
def check_subscriptions() -> None:
    """Shopify deletes subscriptions whose deliveries failed: they are looked at daily and made anew."""
    subscriptions.check_all(now=sync.utc_now())


@shared_task(expires=WAIT_AT_MOST)
def tell_others() -> None:
    """Signed webhooks to whoever subscribed; what was not taken comes again later."""
    queueing.queue_new(now=sync.utc_now())
    while sending.send_due(now=sync.utc_now(), clock=sync.utc_now) == sending.BATCH:
        pass


@shared_task(expires=WAIT_AT_MOST)
def tell_rooms() -> None:
    """Alerts into chat rooms; a room that does not answer keeps nothing else from being told."""
    chat_telling.queue_new(now=sync.utc_now())
    while chat_sending.send_due(now=sync.utc_now(), clock=sync.utc_now) == chat_sending.BATCH:
        pass


@shared_task(expires=WAIT_AT_MOST)
def start_due_pushes() -> None:
    """Every shop with something to send gets a task of its own; what killed workers held is taken up again."""
    claiming.sweep(now=sync.utc_now())
    for shop_id in pushing.due_shops(now=sync.utc_now()):
        push_shop.apply_async([shop_id], expires=WAIT_AT_MOST)


@shared_task
def push_shop(shop_id: int) -> None:
    pushing.push_shop(shop_id)


@shared_task
def work_on_import(upload_id: str) -> None:
    """A second task for the same upload, or the same one delivered twice, finds its lease taken."""
    running.work(UUID(upload_id), clock=sync.utc_now)


@shared_task(expires=WAIT_AT_MOST)
def find_waiting_imports() -> None:
    """What no worker heard of, or what a killed one left."""
    for upload_id in running.due(now=sync.utc_now()):
        work_on_import.apply_async([str(upload_id)], expires=WAIT_AT_MOST)


@shared_task
def print_labels(batch_id: str) -> None:
    """A second task for the same batch finds its lease taken."""
    printing.work(UUID(batch_id), clock=sync.utc_now)


@shared_task(expires=WAIT_AT_MOST)
def find_waiting_labels() -> None:
    """What no worker heard of, or what a killed one left."""
    for batch_id in printing.due(now=sync.utc_now()):
        print_labels.apply_async([str(batch_id)], expires=WAIT_AT_MOST)


@shared_task(expires=WAIT_AT_MOST)
def start_due_feeds() -> None:
    """Every carrier feed whose turn has come gets a task of its own."""
    for feed_id in carrier_rounds.due_feeds(now=sync.utc_now()):
        run_feed.apply_async([str(feed_id)], expires=WAIT_AT_MOST)


@shared_task
def run_feed(feed_id: str) -> None:
    carrier_rounds.run(UUID(feed_id), clock=sync.utc_now)
