"""Rooms of chat tools that are told of alerts, and what was told to each."""

from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.alerts.models import Alert
from fulfillment.channels.models.outgoing import OutgoingMessage


class ChatRoom(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="chat_rooms")
    tool = models.TextField()  # of channels.chats.tools
    name = models.TextField()
    host = models.TextField()  # what may be shown of the address
    address = models.BinaryField()  # encrypted: who has it may write into the room
    wants = models.TextField(default="all")  # all, bad, chosen
    kinds = models.JSONField(default=list)  # codes of alerts.catalogue, where chosen
    tells_gone = models.BooleanField(default=True)  # also when what it told of has passed
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"chat room {self.pk}"


class ChatPost(OutgoingMessage):
    room = models.ForeignKey(ChatRoom, on_delete=models.CASCADE, related_name="posts", db_index=False)
    alert = models.ForeignKey(Alert, null=True, on_delete=models.CASCADE, related_name="+")
    about = models.TextField()  # raised, gone, test
    is_over = models.BooleanField(default=False)  # nothing more is to be said of its alert

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "key"], name="chat_post_once")]
        indexes = [
            models.Index(fields=["not_before_at"], name="chat_post_due", condition=Q(state="waiting")),
            models.Index(fields=["room", "-created_at"], name="chat_post_log"),
            models.Index(
                fields=["room"], name="chat_post_unended", condition=Q(about="raised", is_over=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.pk}"
