"""Who is let in: tokens, scopes, teams, pace. Nothing of a token is ever shown again."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fulfillment.accounts import tokens
from fulfillment.accounts.models import ApiToken
from fulfillment.accounts.roles import Role
from fulfillment.accounts.scopes import Scope
from fulfillment.channels.models import IdempotentRequest
from fulfillment.orders.models import Order
from tests.channels.api.asking import Program, order, own_store
from tests.factories import create_member, create_team

pytestmark = pytest.mark.django_db
PATHS = [
    ("get", "shops", Scope.READ),
    ("get", "orders", Scope.READ),
    ("get", "shops/own/orders/1001", Scope.READ),
    ("post", "shops/own/orders", Scope.ORDERS),
    ("post", "shops/own/packages", Scope.PACKAGES),
    ("post", "shops/own/refunds", Scope.REFUNDS),
    ("post", "shops/own/cancellations", Scope.REFUNDS),
    ("post", "shops/own/tickets", Scope.TICKETS),
    ("get", "webhooks", Scope.WEBHOOKS),
    ("post", "webhooks", Scope.WEBHOOKS),
    ("delete", "webhooks/1", Scope.WEBHOOKS),
]


def test_every_address_of_the_api_stands_in_this_table():
    schema = Client().get("/api/v1/openapi.json").json()
    told = {(method, path) for path, methods in schema["paths"].items() for method in methods}
    asked = {
        (
            method,
            "/api/v1/"
            + path.replace("own", "{shop}").replace("1001", "{order_id}").replace("/1", "/{webhook_id}"),
        )
        for method, path, _ in PATHS
    }

    assert told == asked


@pytest.mark.parametrize(("method", "path", "scope"), PATHS)
def test_without_its_scope_no_token_opens_an_address(method, path, scope):
    shop = own_store()
    others = [each for each in Scope if each != scope]
    program = Program(shop.team, *others)

    plain = getattr(Client(), method)(f"/api/v1/{path}")
    refused = getattr(program.client, method)(f"/api/v1/{path}", headers=program.headers())

    assert (plain.status_code, plain["WWW-Authenticate"], plain.json()["error"]["code"]) == (
        401,
        "Bearer",
        "no_token",
    )
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "no_scope")
    assert scope in refused.json()["error"]["message"]


def test_a_token_opens_its_own_team_only():
    shop, theirs = own_store(), own_store(slug="theirs")
    program, other = Program(shop.team), Program(theirs.team)
    other.bring(theirs, "orders", order("zorbug"))

    assert program.get("shops/theirs/orders/zorbug").status_code == 404
    assert program.bring(theirs, "orders", order()).status_code == 404
    assert program.get("orders", shop="theirs").status_code == 404
    assert "zorbug" not in program.get("orders").content.decode()
    assert [each["slug"] for each in program.get("shops").json()["shops"]] == ["own"]
    assert Order.objects.filter(shop=theirs).count() == 1


def test_an_unknown_a_revoked_and_an_expired_token_are_told_apart():
    now = datetime.now(UTC)
    program = Program(own_store().team)
    said = {}
    program.token, known = "fs_nobody", program.token
    said["unknown"] = program.get("shops")
    program.token = known
    ApiToken.objects.update(expires_at=now)
    said["expired"] = program.get("shops")
    ApiToken.objects.update(expires_at=None)
    assert tokens.revoke(program.row, now=now)
    assert not tokens.revoke(program.row, now=now)
    said["revoked"] = program.get("shops")

    assert {answer.status_code for answer in said.values()} == {401}
    words = {"unknown": "not known", "expired": "expired on", "revoked": "revoked on"}
    assert all(words[name] in answer.json()["error"]["message"] for name, answer in said.items())


def test_a_token_that_asks_too_often_waits_and_no_other(settings):
    settings.API_REQUESTS_PER_MINUTE = 3
    shop = own_store()
    program, other = Program(shop.team), Program(shop.team)

    answers = [program.get("shops") for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    assert other.get("shops").status_code == 200
    ApiToken.objects.filter(pk=program.row.pk).update(
        minute_began_at=datetime.now(UTC) - timedelta(minutes=1)
    )
    assert program.get("shops").status_code == 200


def test_an_address_that_is_none_and_a_parameter_that_is_none_are_said_in_json():
    program = Program(own_store().team)

    nowhere, bad, limit = (
        program.get("nowhere"),
        program.get("orders", limit="many"),
        program.get("orders", limit="0"),
    )

    assert (nowhere.status_code, nowhere.json()["error"]["code"]) == (404, "no_such_address")
    assert (bad.status_code, bad.json()["error"]["field"]) == (422, "limit")
    assert limit.status_code == 422


def test_the_description_needs_no_token_and_no_other_host():
    page, schema = Client().get("/api/v1/docs"), Client().get("/api/v1/openapi.json").json()

    assert b"Bring orders" in page.content
    assert b"//cdn" not in page.content
    assert page.content.count(b"<script") == Client().get("/accounts/login/").content.count(b"<script")
    assert schema["components"]["schemas"]["Order"]["additionalProperties"] is False
    assert "securitySchemes" in schema["components"]
    assert schema["paths"]["/api/v1/shops/{shop}/orders"]["post"]["requestBody"]["required"]


def test_a_token_is_shown_once_and_stands_in_no_page_log_row_or_repr(client, caplog):
    caplog.set_level(logging.DEBUG)
    team = create_team()
    shop = own_store(team)
    client.force_login(create_member(team=team, role=Role.OWNER))
    url = reverse("tokens")

    made = client.post(url, {"name": "till", "scopes": ["read", "orders:write"], "days": "30"})
    row = ApiToken.objects.get()
    token = made.context["token"]
    assert token in made.content.decode()
    assert "no-store" in made["Cache-Control"]

    program = Program(team)
    program.token = token
    program.bring(shop, "orders", order(), Idempotency_Key="k1")
    program.get("nowhere")
    client.get("/api/v1/shops", headers={"Authorization": f"Basic {token}"})
    shown = [client.get(url).content.decode(), repr(row), str(row), str(vars(row))]
    shown += [record.getMessage() + str(record.exc_text) for record in caplog.records]
    shown += [str(vars(each)) for each in IdempotentRequest.objects.all()]
    assert [line for line in shown if token in line or token[11:] in line] == []
    assert row.prefix == token[:11]
    assert row.prefix in shown[0]
    row.refresh_from_db()
    assert row.last_used_at is not None


def test_a_token_is_revoked_on_its_page(client):
    team = create_team()
    program = Program(team)
    client.force_login(create_member(team=team, role=Role.OWNER))

    client.post(reverse("token-revoke", args=[program.row.pk]))

    assert program.get("shops").status_code == 401
    assert b"Revoked" in client.get(reverse("tokens")).content
