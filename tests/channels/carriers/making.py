"""Feeds and their messages as a test needs them."""

import json
from datetime import UTC, datetime

from fulfillment.channels.carriers import kinds
from fulfillment.channels.carriers.aftership import signing as aftership
from fulfillment.channels.carriers.seventeentrack import signing as seventeentrack
from fulfillment.channels.models import CarrierFeed
from fulfillment.channels.secrets import seal
from fulfillment.post.signing import signature
from tests.factories import create_team

SECRETS = {
    "seventeentrack": {"api_key": "key-of-17track"},
    "aftership": {"api_key": "asat_key", "webhook_secret": "hook-secret"},
    "own": {"secret": "whsec_own"},
}


def create_feed(kind="own", *, team=None, now=None, **fields):
    now = now or datetime.now(UTC)
    defaults = {"secrets": seal(SECRETS[kind]), "created_at": now, "next_round_at": now}
    return CarrierFeed.objects.create(team=team or create_team(), kind=kind, **defaults | fields)


def event(at, kind="accepted", description="Accepted at facility", **fields):
    return {"happened_at": at.isoformat(), "kind": kind, "description": description} | fields


def own_message(number, *events, id="evt-1"):
    return json.dumps({"id": id, "tracking_number": number, "events": list(events)}).encode()


def sign(kind, raw, *, at=None, secret=""):
    if kind == "seventeentrack":
        return {seventeentrack.HEADER: seventeentrack.signature(secret or SECRETS[kind]["api_key"], raw)}
    if kind == "aftership":
        return {aftership.HEADER: aftership.signature(secret or SECRETS[kind]["webhook_secret"], raw)}
    found = signature(secret or SECRETS[kind]["secret"], raw, at=at or datetime.now(UTC))
    return {"Firstscan-Signature": found}


def post(client, feed, raw, **headers):
    headers = headers or sign(feed.kind, raw)
    return client.post(
        f"/webhooks/carriers/{feed.pk}/", raw, content_type="application/json", headers=headers
    ).status_code


assert set(SECRETS) == set(kinds.KINDS)
