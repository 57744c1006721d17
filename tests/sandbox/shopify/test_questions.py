"""The pretend shop really executes what it is asked: any question of its schema, priced, paged, searched."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import build_schema, is_enum_type

from fulfillment.channels.shopify import documents
from fulfillment.sandbox.shopify import pricing
from fulfillment.sandbox.shopify.executing import document, schema
from tests.sandbox.shopify.conftest import Asker, opened

OFFICIAL = Path(__file__).parents[4] / "shared" / "schemas" / "shopify" / "admin_schema.2026-10.graphql"
PAGE = """query Page($first: Int!, $after: String, $query: String) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    edges { cursor node { id updatedAt } } pageInfo { hasNextPage endCursor }
  }
}"""


def test_a_question_that_the_product_never_asks_is_answered_too(asker) -> None:
    found = asker.data("""{
      shop { domain: myshopifyDomain }
      newest: orders(first: 2, reverse: true, sortKey: CREATED_AT) {
        nodes { name lineItems(first: 1) { edges { node { sku quantity } } } }
      }
    }""")
    assert found["shop"] == {"domain": "glow-home.myshopify.com"}
    first, second = (int(node["name"][1:]) for node in found["newest"]["nodes"])
    assert first > second > 1000
    assert found["newest"]["nodes"][0]["lineItems"]["edges"][0]["node"]["sku"].endswith("-US")


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("{ shop { colour } }", "Cannot query field 'colour'"),
        ("{ shop {", "Syntax Error"),
        ('{ orders(first: 1, query: "tag:vip") { nodes { id } } }', "does not search orders by tag"),
        ("{ orders(first: 251) { nodes { id } } }", "up to 250"),
        ('{ orders(first: 1, after: "x") { nodes { id } } }', "Invalid cursor"),
    ],
)
def test_a_wrong_question_is_refused_in_words(asker, question: str, says: str) -> None:
    answer = asker.raw(question)
    assert answer.status_code == 200
    assert says in answer.json()["errors"][0]["message"]


def test_pages_bring_every_order_once_in_the_order_of_their_changes(asker) -> None:
    seen: list[tuple[str, str]] = []
    after = None
    while True:
        page = asker.data(PAGE, first=20, after=after)["orders"]
        seen += [(edge["node"]["updatedAt"], edge["node"]["id"]) for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert len(seen) == len(set(seen)) == len(asker.box.world.orders)
    assert [at for at, _ in seen] == sorted(at for at, _ in seen)


def test_a_span_takes_both_of_its_ends_in(asker) -> None:
    order = asker.data(PAGE, first=3)["orders"]["edges"][2]["node"]
    span = f"updated_at:>='{order['updatedAt']}' AND updated_at:<='{order['updatedAt']}'"
    found = asker.data(PAGE, first=50, query=span)["orders"]["edges"]
    assert order["id"] in [edge["node"]["id"] for edge in found]
    assert {edge["node"]["updatedAt"] for edge in found} == {order["updatedAt"]}


def test_without_the_permission_older_orders_are_not_there(monkeypatch) -> None:
    count = "{ ordersCount(limit: null) { count } }"
    with opened(history_days=75, orders_per_day=30) as box:
        asker = Asker(box)
        few = asker.data(count)["ordersCount"]["count"]
        old = next(iter(box.world.orders))
        assert asker.data("query($id: ID!) { order(id: $id) { id } }", id=f"gid://shopify/Order/{old}") == {
            "order": None
        }
        asker.front.scopes.append("read_all_orders")
        assert asker.data(count)["ordersCount"]["count"] > few


# --- price ---


@pytest.mark.parametrize(
    ("question", "points"),
    [
        ("{ shop { id name } }", 1),
        ("{ orders(first: 10) { nodes { id } } }", 12),
        ("{ orders(first: 10) { edges { node { id customer { id } } } } }", 22),
        ("{ orders(first: 5) { nodes { refunds(first: 3) { id } } } }", 2 + 5 * (1 + 3)),
        ("query Q($n: Int = 4) { orders(first: $n) { nodes { id } } }", 3),
        ("{ orders(first: 10) @skip(if: true) { nodes { id } } shop { id } }", 1),
    ],
)
def test_a_question_is_priced_by_the_published_rule(question: str, points: int) -> None:
    found = document(question)
    assert not isinstance(found, tuple)
    assert pricing.Price(found, {"n": 1} if "$n" in question else {}).requested() == points


# The question inside a bulk operation runs without the bucket; its own limits are tested with the operation.
PRICED = [name for name in documents.names() if name != "bulk_orders"]


@pytest.mark.parametrize("name", PRICED)
def test_no_question_of_ours_asks_for_more_than_shopify_allows(name: str) -> None:
    found = document(documents.document(name))
    assert not isinstance(found, tuple), found
    smallest = {"first": 1, "ids": ["a", "b"], "count": True}
    assert pricing.Price(found, smallest).requested() <= pricing.CEILING


def test_the_bucket_says_what_is_left_and_refuses_what_it_cannot_pay(own) -> None:
    clock = [0.0]
    own.front.bucket = pricing.Bucket(maximum=200, rate=50, timer=lambda: clock[0])
    ask = "{ orders(first: 150) { nodes { id } } }"
    cost = own.whole(ask)["extensions"]["cost"]
    assert cost["requestedQueryCost"] == 152
    assert cost["actualQueryCost"] < 152  # what was not needed is given back
    own.front.bucket.empty()
    refused = own.whole(ask)
    assert refused["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert refused["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"] == 0
    clock[0] = 4.0
    assert "errors" not in own.whole(ask)


def test_more_than_one_question_may_cost_is_refused_whatever_is_left(asker) -> None:
    answer = asker.whole("{ orders(first: 250) { nodes { lineItems(first: 250) { nodes { id } } } } }")
    assert answer["errors"][0]["extensions"]["code"] == "MAX_COST_EXCEEDED"


# --- the schema ---


@pytest.mark.skipif(not OFFICIAL.is_file(), reason="the official schema is not on this machine")
def test_what_is_served_is_a_part_of_the_official_schema() -> None:
    """Nothing is named or typed otherwise than there; what is left out is left out."""
    official = build_schema(OFFICIAL.read_text(encoding="utf-8"), assume_valid=True)
    for name, kind in schema().type_map.items():
        if name.startswith("__"):
            continue
        theirs = official.type_map[name]
        assert type(kind) is type(theirs), name
        if is_enum_type(kind):
            assert set(kind.values) <= set(theirs.values), name
        for field, found in getattr(kind, "fields", {}).items():
            assert str(found.type) == str(theirs.fields[field].type), f"{name}.{field}"
            for argument, value in getattr(found, "args", {}).items():
                assert str(value.type) == str(theirs.fields[field].args[argument].type)
