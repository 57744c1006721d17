"""Messages to rooms on their way: the rooms side by side, one room's messages one after the other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import groupby
from urllib.parse import urlsplit

from msgspec import Struct

from fulfillment.channels.chats.tools import TOOLS, meaning_of
from fulfillment.channels.errors import ChannelError
from fulfillment.channels.models import ChatPost
from fulfillment.channels.outgoing import leasing
from fulfillment.channels.secrets import unseal
from fulfillment.post.calling import Sent, call

AT_ONCE, HEARD, SHOWN = 8, 2000, 200
BATCH = leasing.BATCH


class Letter(Struct, frozen=True):
    """A message with all that sending needs, so that threads touch no database."""

    post: ChatPost
    tool: str
    url: str

    def __repr__(self) -> str:
        return f"Letter({self.post.pk})"


def send_due(*, now: datetime, clock: Callable[[], datetime]) -> int:
    """Up to a batch of due messages was tried; how many were in hand."""
    due = ChatPost.objects.filter(room__is_active=True).select_related("room")
    posts = sorted(leasing.claim(due, now=now), key=lambda each: (each.room_id, each.created_at, each.key))
    by_room = [list(group) for _, group in groupby(posts, key=lambda each: each.room_id)]
    letters = [written for group in by_room if (written := _letters(group, now=now))]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for group, sent in zip(letters, pool.map(_send_in_turn, letters), strict=True):
            for letter, each in zip(group, sent, strict=False):
                leasing.settle(letter.post, each, now=clock())
            _put_back([letter.post for letter in group[len(sent) :]], sent[-1], now=clock())
    return len(posts)


def send(post: ChatPost, *, now: datetime) -> Sent | None:
    """This one is tried now, whatever its turn; None where a worker has it in hand."""
    if not leasing.take(post, now=now):
        return None
    letters = _letters([post], now=now)
    if not letters:
        post.refresh_from_db()
        return Sent(None, post.said)
    sent = _send(letters[0])
    leasing.settle(post, sent, now=now)
    return sent


def _letters(posts: list[ChatPost], *, now: datetime) -> list[Letter]:
    try:
        url = unseal(bytes(posts[0].room.address))["url"]
    except ChannelError as error:
        said = f"{error.sentence} Enter the room's address again."
        for post in posts:
            leasing.settle(post, Sent(None, said), now=now)
        return []
    return [Letter(post, post.room.tool, url) for post in posts]


def _send_in_turn(letters: list[Letter]) -> list[Sent]:
    """Up to the first that was not taken: the next ones would fare no better now."""
    done: list[Sent] = []
    for letter in letters:
        done.append(_send(letter))
        if not done[-1].is_taken:
            break
    return done


def _put_back(posts: list[ChatPost], last: Sent, *, now: datetime) -> None:
    """Untried ones count no attempt, and wait as long as the one before them."""
    wait = max(leasing.WAITS[0], last.wait or leasing.WAITS[0])
    mine = ChatPost.objects.filter(pk__in=[each.pk for each in posts])
    mine.update(leased_until_at=None, not_before_at=now + wait)


def _send(letter: Letter) -> Sent:
    sent = call(letter.url, bytes(letter.post.body), {"User-Agent": "Firstscan/1"}, read=HEARD)
    return judge(letter.tool, sent, url=letter.url)


def judge(tool: str, sent: Sent, *, url: str = "") -> Sent:
    """With what it means, and whether trying again helps. No room knows messages by an id: a second one would show."""
    if sent.is_unclear:
        said = f"{sent.said} Look there whether the message came, and send it again if it did not."
        return sent._replace(said=said, is_final=True)
    if sent.status is None:
        return sent
    meaning = meaning_of(tool, sent.status, sent.text)
    words = _words(sent.text, url)
    heard = f"{TOOLS[tool].label if tool != 'json' else 'It'} answered {sent.status}{words}."
    if meaning is None:
        return sent._replace(said=heard)
    status = None if sent.is_taken else sent.status  # a failure that was called 200
    return sent._replace(
        said=f"{meaning.sentence} {meaning.fix} {heard}", is_final=meaning.final, status=status
    )


def _words(text: str, url: str) -> str:
    """The other side's own words, without the address, which is a secret."""
    path = urlsplit(url).path
    for secret in (url, path):
        text = text.replace(secret, "…") if len(secret) > 8 else text
    short = " ".join(text.split())[:SHOWN]
    return f": “{short}”" if short else ""
