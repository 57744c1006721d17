"""One ticket in words: what it is, what it is about and why we think so, whose order, what waits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from fulfillment.channels import base
from fulfillment.orders.models import Ticket
from fulfillment.orders.topics import LABELS, By, Topic

SOON = timedelta(hours=6)
NOUNS = {"ticket": "Ticket", "complaint": "Complaint", "review": "Review"}
TONES = {"complaint": ("risk", "warn"), "review": ("plain", "rulebook"), "ticket": ("info", "requests")}
WHY = {
    By.TOLD: "as whoever brought it says",
    By.CODE: "by the reason code",
    By.REASON: "by the channel's words",
    By.WORDS: "by the words",
    By.RATING: "by",
    By.NOTHING: "no word or code says",
}
BAD_FROM = 2  # stars and fewer


def describe(row: Ticket, *, now: datetime) -> dict[str, Any]:
    """`row` has its shop, order and people selected."""
    waits = row.status == "open" and row.kind != "review"
    left = row.answer_by_at - now if row.answer_by_at and waits else None
    tone, icon = TONES.get(row.kind, TONES["ticket"])
    return {
        "row": row,
        "noun": NOUNS.get(row.kind, row.kind),
        "tone": tone,
        "icon": icon,
        "topic": LABELS.get(Topic(row.topic), row.topic),
        "is_unknown": row.topic == Topic.UNKNOWN,
        "why": why(row),
        "read": LABELS[Topic(row.read_topic)] if row.topic_at and row.read_topic != row.topic else "",
        "stars": "★" * row.rating + "☆" * (5 - row.rating) if row.rating else "",
        "is_bad": row.rating is not None and row.rating <= BAD_FROM,
        "waits": waits,
        "answer_tone": "" if left is None else "breach" if left <= timedelta(0) else "risk" if left <= SOON else "",
        "is_overdue": left is not None and left <= timedelta(0),
        "channel": base.label(row.shop.channel),
        "goods": row.sku_code or row.line_external_id,
    }  # fmt: skip


def why(row: Ticket) -> str:
    """What decided the topic; a person's word has its own sentence."""
    if row.topic_at:
        return f"{row.topic_by} says so" if row.topic_by else "somebody says so"
    words = WHY[By(row.read_by)]
    on = ", ".join(row.read_on)
    return f"{words} {on}" if row.read_by == By.RATING else f"{words} “{on}”" if on else words
