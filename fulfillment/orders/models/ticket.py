"""What buyers write: tickets, complaints and reviews, linked to their order where they name one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.orders.models.order import Order


class TicketQuerySet(models.QuerySet["Ticket"]):
    def waiting(self) -> TicketQuerySet:
        """Tickets and complaints that nobody has closed; a review waits for no answer."""
        return self.filter(status="open").exclude(kind="review")

    def unlinked(self) -> TicketQuerySet:
        return self.filter(order=None)

    def erase(self) -> int:
        """The buyer's own words are gone, those that decided the topic among them; the topic stays."""
        return self.exclude(text="", read_on=[]).update(text="", read_on=[])


class Ticket(models.Model):
    """What was told, what we read of it, and what a person says instead, which no later telling overwrites."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+", db_index=False)
    order = models.ForeignKey(Order, null=True, on_delete=models.CASCADE, related_name="tickets")
    order_external_id = models.TextField(blank=True)  # or its number; known before the order has arrived
    external_id = models.TextField()
    kind = models.TextField()  # ticket, complaint, review
    initiator = models.TextField(default="buyer")  # buyer, seller, platform, unknown
    topic = models.TextField()  # orders.topics.Topic: a person's, else the one read
    status = models.TextField(default="open")  # open, closed
    rating = models.PositiveSmallIntegerField(null=True)  # of reviews: 1 to 5
    reason = models.TextField(blank=True)  # the channel's machine name
    reason_text = models.TextField(blank=True)  # the channel's words
    sku_code = models.TextField(blank=True)  # what it is about, where it says so
    line_external_id = models.TextField(blank=True)
    text = models.TextField(blank=True)  # the buyer's words: emptied when the buyer is erased
    opened_at = models.DateTimeField()
    answer_by_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    remote_updated_at = models.DateTimeField()
    read_topic = models.TextField(default="unknown")
    read_by = models.TextField(blank=True)  # orders.topics.By
    read_on = models.JSONField(default=list)  # the code or the words that decided; emptied with the text
    topic_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    topic_at = models.DateTimeField(null=True)  # when a person said what it is about
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    linked_at = models.DateTimeField(null=True)  # when a person said which order it is about
    closed_by = models.ForeignKey(  # a person here, not the channel
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "external_id"], name="ticket_once")]
        indexes = [
            models.Index(fields=["shop", "order_external_id"], name="ticket_order"),
            models.Index(fields=["team", "-opened_at", "-id"], name="ticket_list"),
            models.Index(
                fields=["team", "-opened_at", "-id"],
                name="ticket_waiting",
                condition=Q(status="open") & ~Q(kind="review"),
            ),
            models.Index(
                fields=["team", "-opened_at", "-id"], name="ticket_unlinked", condition=Q(order=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}: {self.topic}"
