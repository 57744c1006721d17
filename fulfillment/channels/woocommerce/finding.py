"""Where a store's interface is, from whatever address people paste. Redirects are followed here and never again:
on the way they would drop the key."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import httpx

from fulfillment.channels.errors import BadAnswer, NeedsAuthorisation, Refused
from fulfillment.channels.shopify.answers import Answer
from fulfillment.channels.shopify.transport import send
from fulfillment.channels.woocommerce.client import AGENT, ROOT, utc_now

HOPS = 5
# A WordPress page names its interface in a header: <https://example.com/wp-json/>; rel="https://api.w.org/"
NAMED = re.compile(r'<([^>]+)>;\s*rel="https://api\.w\.org/"')


def base_url(pasted: str, *, http: httpx.Client) -> str:
    """The address that answers without sending us on, as `https://host[/path]`; raises ChannelError where there is none."""
    address = pasted.strip().rstrip("/")
    address = address if "://" in address else f"https://{address}"
    if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
        raise Refused(0, f"{pasted[:80]!r} is no address", "Give the store's address, as in a browser.")
    found, answer = _follow(http, address + ROOT)
    if answer.status == 200 and urlsplit(found).path.endswith(ROOT):
        return found.partition("?")[0].removesuffix(ROOT)
    return _named(http, address)


def _named(http: httpx.Client, page: str) -> str:
    """The interface that a page of the site names: the pasted address may lie deeper than the site's."""
    _, answer = _follow(http, page + "/")
    named = NAMED.search(answer.headers.get("link", ""))
    if named is None:
        raise NeedsAuthorisation(
            "There is no WordPress interface at this address.",
            "Check the address; if it is right, a security plugin may have switched the REST interface off.",
        )
    root = named[1]
    if not root.endswith(ROOT):
        raise NeedsAuthorisation(
            "This site's permalinks are “Plain”, so its interface has no address of its own.",
            "In WordPress, Settings, Permalinks: choose any other form, then connect again.",
        )
    return root.removesuffix(ROOT)


def _follow(http: httpx.Client, url: str) -> tuple[str, Answer]:
    """The last address and its answer; never from HTTPS to HTTP."""
    for _ in range(HOPS):
        request = http.build_request("GET", url, headers={"user-agent": AGENT})
        answer = send(http, request, clock=utc_now)
        if not 300 <= answer.status < 400 or not answer.headers.get("location"):
            return url, answer
        onward = urljoin(url, answer.headers["location"])
        if urlsplit(url).scheme == "https" and urlsplit(onward).scheme != "https":
            raise BadAnswer(
                "The store sends us from HTTPS to HTTP.", "Set the site's address to https in WordPress."
            )
        url = onward
    raise BadAnswer("The store sends us in a circle.", "Check the site's address settings in WordPress.")
