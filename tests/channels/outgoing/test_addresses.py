"""No message of ours goes into a private network, whatever the name says."""

import socket

import pytest

from fulfillment.post import addresses
from fulfillment.post.addresses import NotAllowed


@pytest.fixture(autouse=True)
def strict(settings):
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = False


def named(monkeypatch, *found: str) -> None:
    def getaddrinfo(name, port, **_):
        return [
            (socket.AF_INET6 if ":" in each else socket.AF_INET, 1, 6, "", (each, port)) for each in found
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "ftp://example.com/", "https://", "example.com", "https://user:pass@example.com/",
        "https://127.0.0.1/", "https://10.1.2.3/", "https://169.254.169.254/latest", "https://[::1]/",
        "https://[::ffff:10.0.0.1]/", "https://[64:ff9b:1::1]/", "https://[64:ff9b::a00:1]/", "https://0.0.0.0/", "https://224.0.0.1/",
        "https://100.64.0.1/", "https://example.com:0/", "https://example.com:99999/", "https://[::1/", "https://exämple.com/",
        "https://example.com/\n", "https://example.com/" + "x" * 500,
    ],
)  # fmt: skip
def test_an_address_that_is_not_allowed_is_refused_before_anything_is_asked(url):
    with pytest.raises(NotAllowed):
        addresses.check(url)


@pytest.mark.parametrize(
    "found",
    [
        "127.0.0.1",
        "192.168.0.10",
        "::1",
        "fd00::1",
        "::ffff:192.168.1.1",
        "2002:0a00:0001::1",
        "fe80::1%eth0",
    ],
)
def test_a_name_that_points_into_a_private_network_is_refused_also_beside_a_public_one(monkeypatch, found):
    named(monkeypatch, "93.184.215.14", found)

    with pytest.raises(NotAllowed, match="private network"):
        addresses.target("https://hooks.example.com/in")


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(monkeypatch):
    named(monkeypatch, "93.184.215.14")

    found = addresses.target("https://hooks.example.com:8443/in?a=1")

    assert found == ("https://93.184.215.14:8443/in?a=1", "hooks.example.com:8443", "hooks.example.com")


def test_a_name_that_nobody_knows_is_said(monkeypatch):
    def getaddrinfo(*_, **__):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    with pytest.raises(NotAllowed, match=r"no address of the name hooks\.example\.com"):
        addresses.target("https://hooks.example.com/")


def test_a_team_that_runs_all_of_it_itself_may_allow_its_own_network(settings):
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True

    assert addresses.target("http://127.0.0.1:9/in").url == "http://127.0.0.1:9/in"
