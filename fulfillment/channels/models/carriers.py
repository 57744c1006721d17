"""Feeds that tell what carriers do with parcels: one line each, its messages, and the numbers it follows."""

import uuid

from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team

SHOWN_OF_BODY = 20_000


class CarrierFeed(models.Model):
    """A team's line to an aggregator, or the address to which a program of its own posts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # named in the webhook URL
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="carrier_feeds")
    kind = models.TextField()  # carriers.kinds.KINDS
    base_url = models.TextField(blank=True)  # where it is not the real one
    secrets = models.BinaryField(default=b"")  # encrypted; see channels.secrets; empty: none
    secret_made_at = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)

    lease_token = models.UUIDField(null=True)
    leased_until_at = models.DateTimeField(null=True)
    next_round_at = models.DateTimeField(null=True)
    state = models.TextField(default="new")  # channels.health.State
    problem = models.TextField(blank=True)
    fix = models.TextField(blank=True)
    failures = models.PositiveIntegerField(default=0)  # in a row
    last_success_at = models.DateTimeField(null=True)
    last_message_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "kind"], name="carrier_feed_once")]
        indexes = [
            models.Index(fields=["next_round_at"], name="carrier_feed_due", condition=Q(is_active=True))
        ]

    def __str__(self) -> str:
        return f"{self.kind} of team {self.team_id}"


class CarrierMessage(models.Model):
    """One body as a feed sent it. Stored by the webhook, read by a worker, kept while it can explain something."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    feed = models.ForeignKey(CarrierFeed, on_delete=models.CASCADE, related_name="messages", db_index=False)
    message_id = models.TextField()
    body = models.BinaryField()
    is_answer = models.BooleanField(default=False)  # to a question of ours: the body is one parcel of it
    received_at = models.DateTimeField()
    # waiting, taken, ignored, unmatched (no parcel bears the number yet), refused, dismissed
    outcome = models.TextField(default="waiting")
    number = models.TextField(blank=True)
    sentence = models.TextField(blank=True)  # why it was refused

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "message_id"], name="carrier_message_once")]
        indexes = [
            models.Index(
                fields=["feed", "id"],
                name="carrier_message_open",
                condition=Q(outcome__in=("waiting", "refused")),
            ),
            models.Index(
                fields=["team", "number"], name="carrier_message_unmatched", condition=Q(outcome="unmatched")
            ),
            models.Index(fields=["received_at"], name="carrier_message_age"),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def text(self) -> str:
        """The body as a page can show it."""
        return bytes(self.body[:SHOWN_OF_BODY]).decode("utf-8", "replace")


class FollowedNumber(models.Model):
    """A parcel number that a feed was asked to follow, and when it is asked for next."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    feed = models.ForeignKey(CarrierFeed, on_delete=models.CASCADE, related_name="followed", db_index=False)
    number = models.TextField()
    carrier = models.TextField(blank=True)  # our code
    since_at = models.DateTimeField()  # number given
    registered_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    next_ask_at = models.DateTimeField(null=True)  # null: registered and never again, or refused
    refused = models.TextField(blank=True)  # why the feed does not follow it, in a sentence

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "number"], name="followed_number_once")]
        indexes = [
            models.Index(
                fields=["feed", "next_ask_at"],
                name="followed_number_due",
                condition=Q(next_ask_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.number
