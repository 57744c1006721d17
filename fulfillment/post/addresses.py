"""Where a message of ours may go: to public addresses over HTTPS, checked again each time, at the address itself.

A name may point somewhere else a moment later; so the address that was checked is the one that is connected to.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

LONGEST = 500
TRANSLATED = IPv6Network("64:ff9b::/96")  # to the IPv4 address in its last four bytes
TRANSLATED_HERE = IPv6Network("64:ff9b:1::/48")  # to whatever a network wants


class NotAllowed(Exception):
    """The sentence says why nothing is sent there."""


class Target(NamedTuple):
    """`url` names the checked address; `host` is whom we mean, for the Host header and the certificate."""

    url: str
    host: str
    server_name: str


def check(url: str) -> None:
    """Raises NotAllowed for what can be known without asking for the name."""
    _parts(url)


def target(url: str) -> Target:
    """Asks for the name. Raises NotAllowed."""
    parts = _parts(url)
    name = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotAllowed(f"There is no address of the name {name}.") from None
    addresses = [ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    if not settings.WEBHOOKS_TO_PRIVATE_ADDRESSES and not all(map(is_public, addresses)):
        raise NotAllowed(f"{name} is an address of a private network.")
    first = addresses[0]
    literal = f"[{first}]" if isinstance(first, IPv6Address) else str(first)
    query = f"?{parts.query}" if parts.query else ""
    return Target(f"{parts.scheme}://{literal}:{port}{parts.path or '/'}{query}", _host(parts), name)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Neither ours, nor a neighbour's, nor an IPv6 form of such a one."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in TRANSLATED:
            inner = IPv4Address(address.packed[-4:])
        if inner is not None:
            return is_public(inner)
        if address in TRANSLATED_HERE:
            return False
    return address.is_global and not address.is_multicast


def _host(parts: SplitResult) -> str:
    name = parts.hostname or ""
    name = f"[{name}]" if ":" in name else name
    return f"{name}:{parts.port}" if parts.port else name


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotAllowed("This is not an address.") from None
    schemes = {"https", "http"} if settings.WEBHOOKS_TO_PRIVATE_ADDRESSES else {"https"}
    if parts.scheme not in schemes or not parts.hostname:
        raise NotAllowed("An address begins with https:// and names a host.")
    if parts.username or parts.password:
        raise NotAllowed("An address may hold no user name or password: check the signature instead.")
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise NotAllowed(f"An address is at most {LONGEST} plain characters.")
    if port == 0:
        raise NotAllowed("There is no port 0.")
    _check_literal(parts.hostname)
    return parts


def _check_literal(host: str) -> None:
    try:
        address = ip_address(host)
    except ValueError:
        return
    if not settings.WEBHOOKS_TO_PRIVATE_ADDRESSES and not is_public(address):
        raise NotAllowed(f"{host} is an address of a private network.")
