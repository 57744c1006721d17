"""The commands of the channels: what they say and how they end."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from fulfillment.channels.health import imported
from fulfillment.channels.models import Connection, QuarantinedItem, SyncCursor
from fulfillment.orders.models import Order
from fulfillment.sandbox.box import SandboxServer
from tests.channels.world import connect
from tests.factories import create_team

pytestmark = pytest.mark.django_db


def run(*args, **options):
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command(*args, stdout=out, stderr=err, **options)
    except SystemExit as stopped:
        code = stopped.code
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def box():
    """Commands read the machine's clock: their world lives today, wherever else the others do."""
    with SandboxServer(seed=5, history_days=4, orders_per_day=12, calm=True, qps=0, speed=0) as server:
        yield server


@pytest.fixture
def secrets(box, monkeypatch):
    monkeypatch.setenv("TIKTOK_APP_KEY", box.app_key)
    monkeypatch.setenv("TIKTOK_APP_SECRET", box.app_secret)
    monkeypatch.setenv("TIKTOK_AUTH_CODE", box.authorise())


def test_connect_connects_the_shop_of_one_market_under_the_slug_given(box, secrets):
    team = create_team(slug="acme")
    arguments = ("connect", "tiktok", "--team", "acme", "--market", "US", "--shop", "glow", "--url", box.url)
    _, said, _ = run(*arguments, "--option", "public_url=https://shop.example")

    connection = Connection.objects.get(team=team)
    assert said == f"glow: connected, its first pull is due ({connection.pk})\n"
    assert connection.webhook_state
    assert connection.next_sync_at <= timezone.now()


@pytest.mark.parametrize("missing", ["TIKTOK_APP_KEY", "TIKTOK_APP_SECRET", "TIKTOK_AUTH_CODE"])
def test_connect_without_a_terminal_names_the_secret_that_is_missing(box, secrets, monkeypatch, missing):
    create_team(slug="acme")
    monkeypatch.delenv(missing)
    monkeypatch.setattr("sys.stdin", StringIO())
    with pytest.raises(CommandError, match=f"{missing} is not set") as refused:
        run("connect", "tiktok", "--team", "acme", "--url", box.url)
    assert refused.value.returncode == 2


def test_connect_says_why_it_could_not(box, secrets, monkeypatch):
    with pytest.raises(CommandError, match="No team 'nobody'; create it with create_team") as unknown:
        run("connect", "tiktok", "--team", "nobody", "--url", box.url)
    assert unknown.value.returncode == 2

    create_team(slug="acme")
    monkeypatch.setenv("TIKTOK_AUTH_CODE", "used-before")
    with pytest.raises(CommandError, match="The channel gave no token") as refused:
        run("connect", "tiktok", "--team", "acme", "--url", box.url)
    assert refused.value.returncode == 1
    assert box.app_secret not in str(refused.value)
    assert not Connection.objects.exists()


@pytest.fixture
def connection(box):
    [found] = connect(box, now=timezone.now(), team=create_team(slug="acme"), market="US")
    return found


def sync(connection, *more):
    return run("sync", connection.shop.slug, "--team", "acme", *more)


def test_sync_pulls_until_nothing_is_left(connection):
    code, said, _ = sync(connection)
    connection.refresh_from_db()

    assert code == 0
    assert said.splitlines()[-1].startswith(f"{connection.shop.slug}: ")
    assert connection.first_sync_finished_at
    assert Order.objects.filter(shop=connection.shop).exists()


def test_sync_reads_again_since_a_moment_or_everything(connection):
    sync(connection)
    before = Order.objects.count()
    since = (timezone.now() - timedelta(days=2)).isoformat()

    assert sync(connection, "--since", since)[0] == 0
    assert sync(connection, "--full")[0] == 0
    assert Order.objects.count() == before
    assert SyncCursor.objects.filter(stream="orders.history").exists()


def test_sync_ends_with_1_where_something_is_in_quarantine(connection):
    QuarantinedItem.objects.create(
        team=connection.team, shop=connection.shop, kind="order", external_id="unread-1", sentence="No.", payload=b"x",
        first_seen_at=timezone.now(), last_seen_at=timezone.now(),
    )  # fmt: skip
    code, _, complaint = sync(connection)

    assert code == 1
    assert complaint == "1 payloads are in quarantine; see /channels/.\n"


def test_sync_says_why_it_could_not(box, connection):
    with pytest.raises(CommandError, match="'nowhere' is not a connected shop of 'acme'") as unknown:
        run("sync", "nowhere", "--team", "acme")
    assert unknown.value.returncode == 2

    Connection.objects.update(is_active=False)
    with pytest.raises(CommandError, match="This shop is paused"):
        sync(connection)

    Connection.objects.update(is_active=True, leased_until_at=timezone.now() + timedelta(seconds=50))
    with pytest.raises(CommandError, match="Another worker is pulling this shop"):
        sync(connection)

    Connection.objects.update(leased_until_at=None)
    box.fault(revoke_tokens=True)
    with pytest.raises(CommandError, match="Connect this shop again"):
        sync(connection)


def test_sync_progress_tells_how_far_each_shop_is(connection):
    said = json.loads(run("sync_progress", "--json")[1])
    assert said["shops"] == [
        {
            "shop": connection.shop.slug,
            "done": 0,
            "total": None,
            "finished": False,
            "state": "new",
            "problem": "",
        }
    ]

    sync(connection)
    connection.refresh_from_db()
    done = connection.first_sync_done
    assert run("sync_progress", "--team", "acme")[1] == f"{connection.shop.slug}: {done:,} orders, ok\n"
    assert run("sync_progress", "--follow")[1].startswith("History is complete: ")
    assert run("sync_progress", "--team", "other")[1] == ""


@pytest.mark.parametrize(("done", "total", "words"), [
    (310, 7371, "310 of about 7,371 orders"), (7371, 7371, "7,371 of about 7,371 orders"),
    (7404, 7371, "7,404 orders, more than the 7,371 expected"), (12, None, "12 orders so far"),
])  # fmt: skip
def test_more_orders_than_the_channel_counted_are_never_told_as_a_part_of_them(done, total, words):
    assert imported(Connection(first_sync_done=done, first_sync_total=total)) == words


def test_progress_that_stands_still_is_said_once(box, time, monkeypatch):
    [connection] = connect(box, now=time(), market="US")
    naps = []

    def nap(seconds):
        naps.append(seconds)
        if len(naps) == 3:
            Connection.objects.filter(pk=connection.pk).update(first_sync_done=7)
        if len(naps) == 5:
            Connection.objects.filter(pk=connection.pk).update(first_sync_finished_at=timezone.now())

    monkeypatch.setattr("fulfillment.channels.management.commands.sync_progress.time.sleep", nap)
    lines = run("sync_progress", "--follow")[1].splitlines()
    assert [line.partition(":")[0] for line in lines] == ["History", "History", "History is complete"]
    assert "7 orders" in lines[1]
