"""Bulk operations: what may be asked, and the file that comes of it."""

import json

import httpx
import pytest

RUN = """mutation Run($query: String!) { bulkOperationRunQuery(query: $query, groupObjects: true) {
  bulkOperation { id status } userErrors { message } } }"""
POLL = """query Poll($id: ID!) { bulkOperation(id: $id) {
  status errorCode objectCount rootObjectCount url partialDataUrl } }"""
ORDERS = "{ orders { edges { node { id name lineItems { edges { node { id sku } } } } } } }"


def run(own, query: str = ORDERS):
    own.front.desk.seconds = 0
    begun = own.data(RUN, query=query)["bulkOperationRunQuery"]
    return begun, own.data(POLL, id=begun["bulkOperation"]["id"])["bulkOperation"]


def lines(url: str) -> list[dict]:
    return [json.loads(line) for line in httpx.get(url).text.splitlines()]


def test_every_order_comes_with_its_lines_after_it(own) -> None:
    begun, done = run(own)
    assert begun["bulkOperation"]["status"] == "CREATED"
    assert done["status"] == "COMPLETED"
    found = lines(done["url"])
    assert len(found) == int(done["objectCount"])
    roots = [row for row in found if "__parentId" not in row]
    assert len(roots) == int(done["rootObjectCount"]) == len(own.box.world.orders)
    current = ""
    for row in found:
        current = row["id"] if "__parentId" not in row else current
        assert row.get("__parentId", current) == current


def test_an_operation_that_fails_leaves_what_it_had(own) -> None:
    own.box.fault(bulk_fails_after=3)
    _, done = run(own)
    assert (done["status"], done["errorCode"], done["url"]) == ("FAILED", "TIMEOUT", None)
    assert len([row for row in lines(done["partialDataUrl"]) if "__parentId" not in row]) == 3


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("{ shop { id } }", "at least one connection"),
        (
            "{ orders { edges { node { refunds { refundLineItems { edges { node { id } } } } } } } }",
            "within a list",
        ),
        ("{ orders { edges { node { nonsense } } } }", "Cannot query field"),
    ],
)
def test_what_cannot_be_asked_in_bulk_is_a_user_error(own, query: str, says: str) -> None:
    begun = own.data(RUN, query=query)["bulkOperationRunQuery"]
    assert begun["bulkOperation"] is None
    assert says in begun["userErrors"][0]["message"]


def test_five_run_at_once_and_no_more(own) -> None:
    own.front.desk.seconds = 1000
    errors = [own.data(RUN, query=ORDERS)["bulkOperationRunQuery"]["userErrors"] for _ in range(6)]
    assert [bool(each) for each in errors] == [False] * 5 + [True]
