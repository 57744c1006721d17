"""Raw payloads live as long as they can still explain something."""

from datetime import datetime, timedelta

from fulfillment.channels.generic import uploading
from fulfillment.channels.models import (
    CarrierMessage,
    ChatPost,
    IdempotentRequest,
    ImportReject,
    ImportUpload,
    InboundMessage,
    LabelBatch,
    LabelFile,
    NumberList,
    QuarantinedItem,
    StoreConsent,
    WebhookDelivery,
)
from fulfillment.channels.models.importing import WORKING
from fulfillment.orders.models import Ticket

KEEP_MESSAGES = timedelta(days=30)
KEEP_RESOLVED = timedelta(days=90)
KEEP_ANSWERS = timedelta(days=1)  # a program that repeats a request does so within minutes
KEEP_DELIVERIES = timedelta(days=30)
# Of tickets that belong to no order: the words of the others go with their buyer. Longer than any buyer can still return.
KEEP_WORDS = timedelta(days=180)
KEEP_PAPERS = timedelta(days=7)  # printed ones name buyers; which orders were printed stays
KEEP_LABEL_FILES = timedelta(days=60)
KEEP_FILES = timedelta(days=180)  # what was imported of them stays, and can still be taken back
KEEP_LISTS = timedelta(days=180)  # what was sent of them stands with the orders


def prune(*, now: datetime) -> int:
    """Old webhook bodies, stored answers, resolved quarantine payloads and words of nobody's tickets are gone; how many."""
    messages, _ = InboundMessage.objects.filter(received_at__lt=now - KEEP_MESSAGES).delete()
    resolved, _ = QuarantinedItem.objects.filter(resolved_at__lt=now - KEEP_RESOLVED).delete()
    StoreConsent.objects.filter(asked_at__lt=now - KEEP_ANSWERS).delete()  # the browser never came back
    answers, _ = IdempotentRequest.objects.filter(created_at__lt=now - KEEP_ANSWERS).delete()
    sent, _ = (
        WebhookDelivery.objects.filter(created_at__lt=now - KEEP_DELIVERIES).exclude(state="waiting").delete()
    )
    posted = ChatPost.objects.filter(created_at__lt=now - KEEP_DELIVERIES).exclude(state="waiting")
    # What a room was told of and is still open waits for its end.
    past, _ = posted.exclude(about="raised", is_over=False).delete()
    old = CarrierMessage.objects.filter(received_at__lt=now - KEEP_MESSAGES)
    told, _ = old.exclude(outcome__in=("waiting", "refused")).delete()
    lists, _ = NumberList.objects.filter(brought_at__lt=now - KEEP_LISTS).delete()
    for upload in ImportUpload.objects.filter(brought_at__lt=now - KEEP_FILES).exclude(state__in=WORKING):
        uploading.forget(upload)
    ImportReject.objects.filter(run__started_at__lt=now - KEEP_FILES).exclude(payload={}).update(payload={})
    Ticket.objects.unlinked().filter(remote_updated_at__lt=now - KEEP_WORDS).erase()
    papers = LabelBatch.objects.filter(asked_at__lt=now - KEEP_PAPERS, content__isnull=False).update(
        content=None
    )
    labels = LabelFile.objects.filter(brought_at__lt=now - KEEP_LABEL_FILES).exclude(pages=0)
    blanked = labels.update(content=b"", pages=0)
    return papers + blanked + told + messages + lists + resolved + answers + sent + past
