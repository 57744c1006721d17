"""Connecting a feed after a live call, its secrets, pausing it, and how it ends. What it told stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import FROM_THE_BEGINNING, Shop
from fulfillment.channels.carriers import asking, telling
from fulfillment.channels.connecting.offers import Field, Way
from fulfillment.channels.health import State
from fulfillment.channels.models import CarrierFeed, FollowedNumber
from fulfillment.channels.secrets import seal, unseal
from fulfillment.post.signing import new_secret

OLD_IS_GOOD_FOR = timedelta(hours=24)
# In the order in which they are shown; `code` is the feed's kind.
WAYS = (
    Way(
        code="seventeentrack",
        label="17TRACK",
        sentence="Over 3,000 carriers, many of them in China; each followed number is counted against your quota.",
        steps=(
            "At api.17track.net open Settings, Security and copy the access key.",
            "After connecting, enter the address that is shown here under Settings, Webhook.",
        ),
        fields=(Field(name="api_key", label="Access key", is_secret=True),),
    ),
    Way(
        code="aftership",
        label="AfterShip",
        sentence="Over 1,000 carriers; each followed number is counted against your plan.",
        steps=(
            "In AfterShip make an API key that may read and write trackings.",
            "After connecting, enter the address that is shown here under Notifications, Webhooks.",
        ),
        fields=(
            Field(name="api_key", label="API key", placeholder="asat_…", is_secret=True),
            Field(
                name="webhook_secret",
                label="Webhook secret",
                help="Without it nothing that is pushed can be trusted: parcels are then only asked for.",
                is_secret=True,
                is_required=False,
            ),
        ),
    ),
    Way(
        code="own",
        label="A program of your own",
        sentence="A warehouse, an agent or a carrier posts signed events; nothing is asked for.",
        button="Open an address for it",
    ),
)


def way_of(kind: str) -> Way | None:
    return next((way for way in WAYS if way.code == kind), None)


def connect(
    team: Team, kind: str, values: Mapping[str, str], *, now: datetime, base_url: str = ""
) -> tuple[CarrierFeed, str]:
    """The feed, due for its first round, and what it said in the live call. Raises ChannelError, and changes nothing."""
    base_url = base_url or getattr(settings, f"{kind.upper()}_API_URL", "")
    sentence = ""
    if asking.can_be_asked(kind):
        client = asking.client_for(kind, key=values["api_key"], base_url=base_url)
        try:
            sentence = client.check()
        finally:
            client.close()
    given = {name: value for name, value in values.items() if value}
    feed, _ = CarrierFeed.objects.update_or_create(
        team=team,
        kind=kind,
        defaults={
            "base_url": base_url,
            "secrets": seal(given) if given else b"",
            "secret_made_at": None,
            "is_active": True,
            "state": State.NEW,
            "problem": "",
            "fix": "",
            "failures": 0,
            "next_round_at": now,
            "lease_token": None,
            "leased_until_at": None,
        },
        create_defaults={
            "base_url": base_url,
            "secrets": seal(given) if given else b"",
            "next_round_at": now,
            "created_at": now,
        },
    )
    if asking.can_be_asked(kind):
        telling.begin(team, now=now)
    return feed, sentence


def make_secret(feed: CarrierFeed, *, now: datetime) -> str:
    """A new secret, shown once; the one before is good for another day, so that nothing is lost meanwhile."""
    old = unseal(bytes(feed.secrets)).get("secret", "") if feed.secrets else ""
    secret = new_secret()
    kept = {"secret": secret}
    if old:
        kept |= {"old_secret": old, "old_until": (now + OLD_IS_GOOD_FOR).isoformat()}
    CarrierFeed.objects.filter(pk=feed.pk).update(secrets=seal(kept), secret_made_at=now)
    return secret


def pause(feed: CarrierFeed) -> None:
    """Messages are still stored; they are read when it is resumed."""
    CarrierFeed.objects.filter(pk=feed.pk, is_active=True).update(is_active=False)


def resume(feed: CarrierFeed, *, now: datetime) -> bool:
    """False where it was disconnected: then it must be connected again."""
    mine = CarrierFeed.objects.filter(pk=feed.pk).exclude(state=State.DISCONNECTED)
    return bool(mine.update(is_active=True, next_round_at=now))


def disconnect(feed: CarrierFeed) -> None:
    """Its secrets are gone and its address answers no more; the events that it told stay on their parcels."""
    CarrierFeed.objects.filter(pk=feed.pk).update(
        secrets=b"",
        is_active=False,
        state=State.DISCONNECTED,
        problem="",
        fix="",
        failures=0,
        next_round_at=None,
        lease_token=None,
        leased_until_at=None,
    )
    FollowedNumber.objects.filter(feed=feed).delete()
    _judge_by_own_word(feed.team)


def _judge_by_own_word(team: Team) -> None:
    """Without any feed left nobody tells the scans of stores whose channel does not."""
    if not CarrierFeed.objects.filter(team=team).exclude(state=State.DISCONNECTED).exists():
        told = Shop.objects.filter(team=team, scans_told_from_at__gt=FROM_THE_BEGINNING)
        told.update(scans_told_from_at=None)
