"""The two shops of TikTok Shop: one consent opens both."""

import os
from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

import httpx

from fulfillment.accounts.models import Team
from fulfillment.channels.errors import NeedsAuthorisation
from fulfillment.channels.models import Connection
from fulfillment.channels.sync import utc_now
from fulfillment.channels.tiktok import connecting
from fulfillment.channels.tiktok.adapter import open_adapter


def connect(team: Team, url: str, public_url: str) -> None:
    """Connected once; at each start the ports may be others: where the channel answers, and where it tells us."""
    app = connecting.App(
        key=os.environ.get("SANDBOX_APP_KEY", "demo-app-key"),
        secret=os.environ.get("SANDBOX_APP_SECRET", "demo-app-secret"),
        base_url=url,
        auth_url=url,
    )
    mine = Connection.objects.filter(team=team, shop__channel="tiktok").select_related("shop", "credential")
    if not mine.update(base_url=url, auth_url=url):
        connecting.connect(team, app=app, code=_consent(url), now=utc_now())
    try:
        _listen(mine.all(), app, public_url)
    except NeedsAuthorisation:  # the pretend world was begun anew and knows no token of the old one
        connecting.connect(team, app=app, code=_consent(url), now=utc_now())
        _listen(mine.all(), app, public_url)


def _listen(connections: Iterable[Connection], app: connecting.App, public_url: str) -> None:
    for connection in connections:
        adapter = open_adapter(connection, now=utc_now())  # renews the token where its time is up
        adapter.close()
        connecting.subscribe(connection, app=app, access_token=adapter.access_token, public_url=public_url)


def _consent(url: str) -> str:
    """The code that the seller's browser brings back after agreeing."""
    query = {"service_id": "demo", "state": "demo", "redirect_uri": f"{url}/done"}
    answer = httpx.get(f"{url}/open/authorize/confirm", params=query, timeout=30, follow_redirects=False)
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]
