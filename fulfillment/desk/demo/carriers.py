"""The team's key at the pretend 17TRACK: parcels are followed from the first minute, and scans are pushed to us."""

import os

import httpx
from django.urls import reverse

from fulfillment.accounts.models import Team
from fulfillment.channels.carriers import connecting
from fulfillment.channels.models import CarrierFeed
from fulfillment.channels.sync import utc_now

KIND = "seventeentrack"


def connect(team: Team, url: str, public_url: str) -> None:
    """Connected once; at each start the ports may be others: where it answers, and where it tells us."""
    feed = CarrierFeed.objects.filter(team=team, kind=KIND).first()
    if feed is None:
        key = os.environ.get("SANDBOX_17TRACK_KEY", "demo-17track-key")
        feed, _ = connecting.connect(team, KIND, {"api_key": key}, now=utc_now(), base_url=url)
    CarrierFeed.objects.filter(pk=feed.pk).update(base_url=url)
    hook = public_url.rstrip("/") + reverse("channels:carriers-webhook", args=[feed.pk])
    httpx.post(f"{url}/_sandbox/carriers", json={"17track": hook}, timeout=30).raise_for_status()
