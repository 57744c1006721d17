"""What a channel asks of us on behalf of a buyer or a shop that left: kept as proof, without personal data."""

from django.conf import settings
from django.db import models

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop


class PrivacyRequest(models.Model):
    """One request. An erasure is carried out when it comes; what a buyer wants to know waits until it is handed over."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="privacy_requests")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="privacy_requests")
    message_id = models.TextField()
    topic = models.TextField()  # customers/data_request, customers/redact, shop/redact
    customer_external_id = models.TextField(blank=True)
    order_external_ids = models.JSONField(default=list)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    erased = models.PositiveIntegerField(default=0)  # buyers' rows
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "message_id"], name="privacy_request_once")]

    def __str__(self) -> str:
        return f"{self.topic} of {self.received_at}"
