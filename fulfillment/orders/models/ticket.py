"""What buyers write: tickets, complaints and reviews, linked to their order where they name one."""

from django.db import models

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.orders.models.order import Order


class Ticket(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+", db_index=False)
    order = models.ForeignKey(Order, null=True, on_delete=models.CASCADE, related_name="tickets")
    order_external_id = models.TextField(blank=True)  # known before the order itself has arrived
    external_id = models.TextField()
    kind = models.TextField()  # ticket, complaint, review
    topic = models.TextField()  # orders.topics.Topic, told or read from the words
    status = models.TextField(default="open")  # open, closed
    rating = models.PositiveSmallIntegerField(null=True)  # of reviews: 1 to 5
    text = models.TextField(blank=True)  # the buyer's words: emptied when the buyer is erased
    opened_at = models.DateTimeField()
    answer_by_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    remote_updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "external_id"], name="ticket_once")]
        indexes = [models.Index(fields=["shop", "order_external_id"], name="ticket_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}: {self.topic}"
