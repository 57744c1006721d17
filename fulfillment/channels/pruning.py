"""Raw payloads live as long as they can still explain something."""

from datetime import datetime, timedelta

from fulfillment.channels.models import InboundMessage, QuarantinedItem

KEEP_MESSAGES = timedelta(days=30)
KEEP_RESOLVED = timedelta(days=90)


def prune(*, now: datetime) -> int:
    """Old webhook bodies and resolved quarantine payloads are gone; answers how many."""
    messages, _ = InboundMessage.objects.filter(received_at__lt=now - KEEP_MESSAGES).delete()
    resolved, _ = QuarantinedItem.objects.filter(resolved_at__lt=now - KEEP_RESOLVED).delete()
    return messages + resolved
