"""How a message looks in each tool: nobody's words can mention a person, a room or an address there. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

COLOURS = {"bad": "#c62f2f", "warning": "#c27803", "gone": "#2f855a", "test": "#3267b1"}
TEAMS_COLOURS = {"bad": "attention", "warning": "warning", "gone": "good", "test": "accent"}
MARKS = {"bad": "🔴", "warning": "🟠", "gone": "🟢", "test": "🔵"}
LONGEST = 1500


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What is told. `about` is raised, gone or test."""

    id: str
    about: str
    team: str
    sentence: str
    kind: str = ""
    label: str = ""
    tone: str = ""
    shop: str = ""
    fix: str = ""
    link: str = ""
    raised_at: datetime | None = None

    @property
    def look(self) -> str:
        return self.tone if self.about == "raised" else self.about

    @property
    def head(self) -> str:
        head = {"raised": self.label, "gone": f"Gone: {self.label}"}.get(self.about, "Test message")
        return f"{self.shop}: {head}" if self.shop else head

    @property
    def text(self) -> str:
        fix = f" {_closed(self.fix)}" if self.fix and self.about == "raised" else ""
        return f"{_closed(self.sentence[:1].upper() + self.sentence[1:])}{fix}"[:LONGEST]


def body(tool: str, note: Note) -> bytes:
    return msgspec.json.encode(FORMATS[tool](note))


def _slack(note: Note) -> dict[str, Any]:
    """`&`, `<` and `>` are all that is special in Slack's text, mentions and links included."""
    head, text = _escape_slack(note.head), _escape_slack(note.text)
    link = f"\n<{note.link}|Open in Firstscan>" if note.link else ""
    part = {"type": "section", "text": {"type": "mrkdwn", "text": f"{text}{link}"}}
    return {
        "text": f"{MARKS[note.look]} *{head}*",
        "attachments": [
            {"color": COLOURS[note.look], "fallback": text, "blocks": [part, _slack_foot(note)]},
        ],
        "unfurl_links": False,
    }


def _slack_foot(note: Note) -> dict[str, Any]:
    return {"type": "context", "elements": [{"type": "plain_text", "text": note.team[:150] or "Firstscan"}]}


def _mattermost(note: Note) -> dict[str, Any]:
    link = f"\n[Open in Firstscan]({note.link})" if note.link else ""
    return {
        "username": "Firstscan",
        "text": f"{MARKS[note.look]} **{_escape_markdown(note.head)}**",
        "attachments": [
            {
                "color": COLOURS[note.look],
                "fallback": note.text,
                "text": f"{_escape_markdown(note.text)}{link}",
                "footer": note.team,
            }
        ],
    }


def _discord(note: Note) -> dict[str, Any]:
    embed = {
        "title": f"{MARKS[note.look]} {_escape_markdown(note.head)}"[:256],
        "description": _escape_markdown(note.text)[:4000],
        "color": int(COLOURS[note.look].lstrip("#"), 16),
        "footer": {"text": note.team[:200] or "Firstscan"},
    }
    return {
        "username": "Firstscan",
        "embeds": [embed | ({"url": note.link} if note.link else {})],
        "allowed_mentions": {"parse": []},
    }


def _teams(note: Note) -> dict[str, Any]:
    """An Adaptive Card, the only kind that workflows post."""
    actions = [{"type": "Action.OpenUrl", "title": "Open in Firstscan", "url": note.link}]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            _block(f"{MARKS[note.look]} {note.head}", weight="bolder", color=TEAMS_COLOURS[note.look]),
            _block(note.text),
            _block(note.team, size="small", isSubtle=True),
        ],
        "actions": actions if note.link else [],
    }
    return {
        "type": "message",
        "attachments": [
            {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
        ],
    }


def _block(text: str, **look: Any) -> dict[str, Any]:
    """Runs of text are shown as they are; a TextBlock would read Markdown."""
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **look}]}


def _json(note: Note) -> dict[str, Any]:
    told = msgspec.to_builtins(note)
    return {key: value for key, value in told.items() if value is not None} | {"text": note.text}


def _escape_slack(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _escape_markdown(text: str) -> str:
    """An @ that a tool would read as a name is kept from it by a space without width."""
    return re.sub(r"([\\`*_~\[\]<>|#])", r"\\\1", text).replace("@", "@\u200b")


def _closed(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


FORMATS: dict[str, Callable[[Note], dict[str, Any]]] = {
    "slack": _slack,
    "mattermost": _mattermost,
    "discord": _discord,
    "teams": _teams,
    "json": _json,
}
