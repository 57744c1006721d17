"""The published and self-computed vectors of the platform's two signatures."""

import pytest

from fulfillment.sandbox.signing import request_signature, same, webhook_signature

SEARCH = "/order/202309/orders/search"
KEYED = {"app_key": "29a39d", "timestamp": "1718305585", "shop_cipher": "ROW_TEST"}
VECTORS = [
    (
        "e59af819cc",
        "/authorization/202309/shops",
        {"app_key": "29a39d", "timestamp": "1623812664"},
        b"",
        "b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8",
    ),
    (
        "app_secret",
        "/test-api",
        {"foo": "bar"},
        b"",
        "d3cb7fe11ecae942802ceeca67e7cf10120cc12f1517d45fbc1c8cfe5413c80f",
    ),
    (
        "e59af819cc",
        SEARCH,
        KEYED | {"page_size": "100", "sort_field": "update_time"},
        b'{"order_status":"AWAITING_SHIPMENT","update_time_ge":1718300000}',
        "91eae0d298126d7cb294e995e25e5376b614872735bd2449cb749a8ca9375a75",
    ),
    (
        "e59af819cc",
        "/order/202507/orders",
        KEYED | {"ids": "1,2"},
        b"",
        "fe54df2fe053aa0b4860e694c4f7bdefc3fea2f948205e429a8d3220ea6d1915",
    ),
]
GOLDEN_BODY = (
    b'{"type":1,"tts_notification_id":"7380066284010030890","shop_id":"7495540735365777507",'
    b'"timestamp":1718305585,"data":{"is_on_hold_order":true,"order_id":"576653688135258178",'
    b'"order_status":"UNPAID","update_time":1718305585}}'
)


@pytest.mark.parametrize(("secret", "path", "params", "body", "expected"), VECTORS)
def test_the_request_vectors_are_reproduced(secret, path, params, body, expected):
    assert request_signature(secret=secret, path=path, params=params, body=body) == expected


def test_sign_and_access_token_take_no_part():
    secret, path, params, body, expected = VECTORS[0]
    more = params | {"sign": "x", "access_token": "y"}

    assert request_signature(secret=secret, path=path, params=more, body=body) == expected


def test_the_official_webhook_vector_is_reproduced():
    expected = "5dec0f11ec2f6783b8deee53c9ffbf8d024302f7c7e7fa55a35d17629031ac05"

    assert webhook_signature(app_key="abcdef", secret="123", body=GOLDEN_BODY) == expected


def test_upper_case_hex_is_a_wrong_signature():
    expected = VECTORS[0][4]

    assert same(expected, expected)
    assert not same(expected.upper(), expected)
