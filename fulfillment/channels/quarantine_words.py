"""What a thing in quarantine means for those who work here, and its payload as people can read it. Pure."""

from __future__ import annotations

import msgspec

FOLLOWS = {
    "order": "This order has no clock here until it is read: nothing warns of its deadline. Mind it on {channel}.",
    "package": "This parcel's number and scans do not count here until it is read.",
    "cancellation": "This request is not among Requests until it is read: its time to answer runs on {channel}.",
    "refund": "This request is not among Requests until it is read: its time to answer runs on {channel}.",
    "ticket": "This is not among Tickets until it is read: its time to answer runs on {channel}.",
}
STALE = "It stands here as it was told before; what has changed on {channel} since is not in its clock."
OTHERWISE = "What it tells does not count here until it is read. Mind it on {channel}."
NAMING = ("id", "number", "name", "status", "state")  # such keys say what it is
PEOPLE = ("mail", "buyer", "customer", "recipient", "address", "phone", "billing", "shipping", "user")


def what_follows(kind: str, *, channel: str, is_here: bool) -> str:
    """`is_here`: an earlier telling of the order was read."""
    words = STALE if kind == "order" and is_here else FOLLOWS.get(kind, OTHERWISE)
    return words.format(channel=channel)


def readable(payload: bytes) -> str:
    """The payload a key a line, every value as it was sent: what names it first, people's data last."""
    try:
        found = msgspec.json.decode(payload, type=dict[str, msgspec.Raw])
        keys = sorted(found, key=_place)
        whole = b",".join(msgspec.json.encode(key) + b":" + bytes(found[key]) for key in keys)
        return msgspec.json.format(b"{" + whole + b"}", indent=2).decode()
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return payload.decode("utf-8", "replace")


def _place(key: str) -> int:
    word = key.lower()
    if any(each in word for each in PEOPLE):
        return 2
    return 0 if word in NAMING else 1
