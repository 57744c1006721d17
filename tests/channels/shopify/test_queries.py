"""Every question we ask is one that the pinned version of Shopify's interface knows."""

import pytest

from fulfillment.channels.shopify import documents
from fulfillment.channels.shopify.client import PATH
from tests.channels.shopify.payload_files import SCHEMA, needs_schema


@pytest.fixture(scope="module")
def schema():
    graphql = pytest.importorskip("graphql", reason="graphql-core is not installed")
    return graphql.build_schema(SCHEMA.read_text(encoding="utf-8"), assume_valid=True)


@needs_schema
@pytest.mark.parametrize("name", documents.names())
def test_each_question_is_valid_in_the_pinned_schema(schema, name: str) -> None:
    import graphql

    problems = graphql.validate(schema, graphql.parse(documents.document(name)))
    assert [problem.message for problem in problems] == []


@needs_schema
def test_the_check_itself_finds_a_field_that_does_not_exist(schema) -> None:
    import graphql

    wrong = documents.document("shop").replace("ianaTimezone", "timeZone")
    assert graphql.validate(schema, graphql.parse(wrong))


def test_the_version_is_pinned_in_the_address() -> None:
    assert PATH == "/admin/api/2026-10/graphql.json"


def test_a_question_brings_each_of_its_fragments_once() -> None:
    text = documents.document("orders_by_id")
    for fragment in ("OrderFields", "LineFields", "FulfillmentFields", "FulfillmentOrderFields"):
        assert text.count(f"fragment {fragment} on") == 1
    assert "fragment" not in documents.document("webhooks")


@pytest.mark.parametrize("name", documents.names())
def test_lists_are_never_asked_for_beyond_shopifys_250(name: str) -> None:
    import re

    assert all(int(first) <= 250 for first in re.findall(r"first: (\d+)", documents.document(name)))
