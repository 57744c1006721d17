"""Tokens: renewed once whoever asks, and never shown anywhere."""

import logging
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection as db

from fulfillment.channels import base
from fulfillment.channels.credentials import fresh_secrets
from fulfillment.channels.models import Connection, Credential
from fulfillment.channels.secrets import unseal
from fulfillment.channels.tiktok import connecting
from fulfillment.channels.tiktok.adapter import renewed
from tests.channels.world import app_of, connect, pull


def secrets_of(connection):
    return unseal(bytes(Credential.objects.get(connections=connection).secrets))


@pytest.mark.django_db(transaction=True)
def test_a_token_that_another_worker_replaced_meanwhile_is_read_again(box, time):
    """The channel calls the old one invalid, not expired: nobody has to connect the shop again for that."""
    us, uk = connect(box, now=time())
    late = base.open_adapter(Connection.objects.select_related("shop").get(pk=uk.pk), now=time())
    box.fault(expire_tokens=True)
    first = base.open_adapter(Connection.objects.select_related("shop").get(pk=us.pk), now=time())
    first.page("orders", since=time(), until=time(), token="")  # is refused, and renews

    late.page("orders", since=time(), until=time(), token="")

    assert late.access_token == first.access_token == secrets_of(us)["access_token"]
    first.close()
    late.close()


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_one_refused_token_renew_it_once(box, time):
    us, uk = connect(box, now=time())
    refused = secrets_of(us)["access_token"]
    box.fault(expire_tokens=True)
    calls, together = [], Barrier(2)

    def worker(connection):
        adapter = base.open_adapter(
            Connection.objects.select_related("shop").get(pk=connection.pk), now=time()
        )
        try:
            together.wait(timeout=10)
            adapter.page("orders", since=time(), until=time(), token="")
            calls.append(adapter.access_token)
        finally:
            adapter.close()
            db.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(worker, us), pool.submit(worker, uk)]:
            done.result(timeout=30)

    assert len(set(calls)) == 1
    assert calls[0] != refused
    assert len(box.tokens.refresh) == 1  # a second renewal would have spent the first one's token


@pytest.mark.django_db
def test_no_secret_is_logged_or_shown_whatever_fails(box, time, caplog):
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "stamina", "fulfillment"):
        caplog.set_level(logging.DEBUG, logger=name)
    [connection] = connect(box, now=time(), market="US")
    found = set(secrets_of(connection).values())
    for fault in (
        {"fail_500": 99},
        {"html": 99},
        {"truncate": 99},
        {"expire_tokens": True},
        {"revoke_tokens": True},
    ):
        box.fault(clear=True, **fault)
        pull(connection, time)
        found |= set(secrets_of(connection).values())
        caplog.records.append(
            logging.makeLogRecord({"msg": f"{connection.problem} {connection.fix} {connection!r}"})
        )
    credential = Credential.objects.get(connections=connection)
    app = app_of(box)
    shown = [record.getMessage() + str(record.exc_text) for record in caplog.records]
    shown += [repr(credential), str(credential), repr(app), str(connection), str(connection.options)]
    with app.client() as client:
        tokens = client.exchange(box.authorise())
    shown += [repr(tokens), repr(renewed({"app_key": "k", "app_secret": app.secret}, tokens))]
    found |= {tokens.access_token, tokens.refresh_token} | {app.secret}
    found.discard(app.key)

    assert len(shown) > 20
    assert [secret for secret in found if any(secret in line for line in shown)] == []
    assert app.secret.encode() not in bytes(credential.secrets)


@pytest.mark.django_db
def test_a_token_that_still_lives_is_not_renewed(box, time):
    [connection] = connect(box, now=time(), market="US")

    def never(_):
        raise AssertionError("renewed without need")

    assert fresh_secrets(connection.credential_id, renew=never, now=time()) == secrets_of(connection)


@pytest.mark.django_db
def test_connecting_again_keeps_the_shop_and_forgets_the_old_credentials(box, time):
    [connection] = connect(box, now=time(), market="US")
    old = connection.credential_id
    [again] = connecting.connect(
        connection.team, app=app_of(box), code=box.authorise(), now=time(), market="US"
    )

    assert again.pk == connection.pk
    assert again.options["history_days"] == 8
    assert not Credential.objects.filter(pk=old).exists()
