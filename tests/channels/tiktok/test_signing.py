"""The published vectors of both signatures, and the rules that no vector covers."""

import hashlib
import hmac
import json

import pytest

from fulfillment.channels.tiktok.client import sign
from fulfillment.channels.tiktok.webhooks import verify_webhook
from tests.channels.tiktok.payload_files import SAMPLES, needs_samples, sample

OFFICIAL_BODY = (
    b'{"type":1,"tts_notification_id":"7380066284010030890","shop_id":"7495540735365777507",'
    b'"timestamp":1718305585,"data":{"is_on_hold_order":true,"order_id":"576653688135258178",'
    b'"order_status":"UNPAID","update_time":1718305585}}'
)
OFFICIAL_WEBHOOK = "5dec0f11ec2f6783b8deee53c9ffbf8d024302f7c7e7fa55a35d17629031ac05"
SEARCH_BODY = b'{"order_status":"AWAITING_SHIPMENT","update_time_ge":1718300000}'
SEARCH = {
    "app_key": "29a39d",
    "page_size": "100",
    "shop_cipher": "ROW_TEST",
    "sort_field": "update_time",
    "timestamp": "1718305585",
}
VECTORS = [
    (
        "/authorization/202309/shops",
        {"app_key": "29a39d", "timestamp": "1623812664"},
        b"",
        "e59af819cc",
        "b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8",
    ),
    (
        "/test-api",
        {"foo": "bar"},
        b"",
        "app_secret",
        "d3cb7fe11ecae942802ceeca67e7cf10120cc12f1517d45fbc1c8cfe5413c80f",
    ),
    (
        "/order/202309/orders/search",
        SEARCH,
        SEARCH_BODY,
        "e59af819cc",
        "91eae0d298126d7cb294e995e25e5376b614872735bd2449cb749a8ca9375a75",
    ),
    (
        "/order/202507/orders",
        {"app_key": "29a39d", "ids": "1,2", "shop_cipher": "ROW_TEST", "timestamp": "1718305585"},
        b"",
        "e59af819cc",
        "fe54df2fe053aa0b4860e694c4f7bdefc3fea2f948205e429a8d3220ea6d1915",
    ),
]


@pytest.mark.parametrize(("path", "params", "body", "secret", "expected"), VECTORS)
def test_every_published_request_vector_is_reproduced(path, params, body, secret, expected):
    assert sign(path, params, body, secret) == expected


def test_a_list_is_signed_as_one_comma_joined_value():
    path, params, body, secret, expected = VECTORS[3]

    assert sign(path, params | {"ids": ["1", "2"]}, body, secret) == expected


def test_the_signature_and_the_token_are_not_signed_themselves():
    path, params, body, secret, expected = VECTORS[0]

    assert sign(path, params | {"sign": "x", "access_token": "y"}, body, secret) == expected


def test_a_parameter_that_is_not_sent_is_not_signed():
    path, params, body, secret, expected = VECTORS[0]

    assert sign(path, params | {"page_token": None}, body, secret) == expected


def test_a_multipart_body_is_left_out_of_the_signature():
    path, params, _, secret, expected = VECTORS[0]

    assert (
        sign(path, params, b"--parts--", secret, content_type="multipart/form-data; boundary=x") == expected
    )
    assert sign(path, params, b"--parts--", secret) != expected


def test_the_order_of_parameters_does_not_matter():
    path, params, body, secret, expected = VECTORS[2]

    assert sign(path, dict(reversed(params.items())), body, secret) == expected


def test_the_official_webhook_vector_verifies():
    assert verify_webhook("abcdef", "123", OFFICIAL_BODY, OFFICIAL_WEBHOOK)


@pytest.mark.parametrize("body", [OFFICIAL_BODY + b"\n", OFFICIAL_BODY.replace(b":1,", b": 1,", 1), b""])
def test_a_webhook_is_verified_on_its_very_bytes(body):
    assert not verify_webhook("abcdef", "123", body, OFFICIAL_WEBHOOK)


@pytest.mark.parametrize(
    "header",
    ["", "x", OFFICIAL_WEBHOOK.upper(), f"sha256={OFFICIAL_WEBHOOK}", "ñ" * 64, OFFICIAL_WEBHOOK[:-1]],
)
def test_a_forged_webhook_header_is_refused(header):
    assert not verify_webhook("abcdef", "123", OFFICIAL_BODY, header)


def test_the_secret_and_body_alone_do_not_sign_a_webhook():
    without_key = hmac.new(b"123", OFFICIAL_BODY, hashlib.sha256).hexdigest()

    assert not verify_webhook("abcdef", "123", OFFICIAL_BODY, without_key)


@needs_samples
def test_the_shared_vector_file_agrees():
    vectors = sample("signature_test_vectors.json")

    for vector in vectors["request_sign"]:
        body = vector["body"].encode()
        assert sign(vector["path"], vector["query"], body, vector["secret"]) == vector["sign"], vector["name"]
    for vector in vectors["webhook_sign"]:
        raw = (SAMPLES / vector["body_file"]).read_bytes()
        assert json.loads(raw)
        assert verify_webhook(vector["app_key"], vector["secret"], raw, vector["authorization"]), vector[
            "name"
        ]
