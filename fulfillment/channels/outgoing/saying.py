"""What a person is told of a message that they sent by hand, to a webhook or to a chat room."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest

from fulfillment.post.calling import Sent


def say(request: HttpRequest, sent: Sent | None) -> None:
    """None: another worker has it in hand."""
    if sent is None:
        messages.info(request, "It is being sent at this moment.")
    elif sent.is_taken:
        messages.success(request, f"The message was taken. {sent.said}")
    else:
        messages.error(request, f"The message was not taken. {sent.said}")
