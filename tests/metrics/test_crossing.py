"""Two dimensions crossed: every pair equals a plain count over the facts, every cell leads to what it counted."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.accounts.roles import Role
from fulfillment.catalog.models import Shop
from fulfillment.orders.models import Order
from fulfillment.orders.watch import wake
from metrics import facts
from metrics.clock import utc_now
from metrics.counts import Counts
from metrics.crossing.dimensions import DIMENSIONS, days_of
from metrics.crossing.reading import crossed
from metrics.crossing.table import table_of
from metrics.definitions import METRICS
from metrics.models import Fact
from metrics.spans import period_label
from tests.factories import (
    create_line,
    create_member,
    create_order,
    create_package,
    create_shop,
    create_supplier,
    create_team,
)

LATE, VALID = "late-dispatch-rate", "valid-tracking-rate"
HOUR = timedelta(hours=1)


@pytest.fixture
def shops(db):
    team = create_team()
    us, other = create_shop(team=team, slug="glow-us"), create_shop(team=team, slug="glow-uk", market="GB")
    suppliers = [create_supplier(team=team, code=code) for code in ("A", "B")]
    for number in range(24):
        at = utc_now() - timedelta(days=number % 9)
        order = create_order(
            shop=us if number % 3 else other, dispatched_at=at, dispatch_due_at=at - HOUR if number % 4 == 0 else at,
            status="in_transit", placed_at=at - 40 * HOUR, warehouse_external_id="W1" if number % 2 else "",
        )  # fmt: skip
        for each in suppliers[: number % 3]:
            create_line(order=order, supplier=each, sku_code=f"SKU-{each.code}")
        verdict = "valid" if number % 5 else "invalid"
        create_package(orders=[order], shipped_at=at, verdict=verdict, carrier=("usps", "ups")[number % 2])
    wake(Order.objects.values_list("pk", flat=True), now=utc_now())
    while facts.judge_changed():
        pass
    return [us, other]


def plain_values(fact: Fact, key: str) -> list[str]:
    """What a fact counts under, read the slow way."""
    lists = {"supplier": fact.suppliers, "carrier": fact.carriers, "sku": fact.skus, "lane": fact.lanes}
    if key in lists:
        return lists[key] or [""]
    shop = Shop.objects.get(pk=fact.shop_id)
    if key in ("shop", "market", "channel"):
        return [{"shop": shop.slug, "market": shop.market, "channel": shop.channel}[key]]
    if key == "warehouse":
        order = (
            Order.objects.get(pk=fact.unit_id)
            if fact.metric == LATE
            else Order.objects.get(packages=fact.unit_id)
        )
        return [order.warehouse_external_id]
    if key == "finding":
        return [""]  # nobody inspected: tests/metrics/refunds/test_defect_pages.py has those
    return [fact.why] if key == "reason" else [period_label(fact.day_on, key)]


@pytest.mark.parametrize("slug", [LATE, VALID])
def test_every_pair_of_dimensions_equals_a_plain_count(shops, slug):
    counted = list(Fact.objects.filter(metric=slug, in_denominator=True))
    days = sorted(fact.day_on for fact in counted)
    known = {key: [plain_values(fact, key) for fact in counted] for key in DIMENSIONS}
    for rows, columns in permutations(DIMENSIONS, 2):
        good: Counter[tuple[str, str]] = Counter()
        of_all: Counter[tuple[str, str]] = Counter()
        for at, fact in enumerate(counted):
            for pair in {(row, column) for row in known[rows][at] for column in known[columns][at]}:
                good[pair] += fact.in_numerator
                of_all[pair] += 1
        found = crossed(
            shops, METRICS[slug], DIMENSIONS[rows], DIMENSIONS[columns], since_on=days[0], until_on=days[-1]
        )
        assert found == {pair: Counts(good[pair], of_all[pair]) for pair in of_all}, (rows, columns)


@pytest.mark.parametrize(
    ("rows", "columns"),
    [("supplier", "carrier"), ("warehouse", "supplier"), ("sku", "week"), ("shop", "lane")],
)
def test_every_cell_leads_to_as_many_orders_as_it_counts(shops, rows, columns):
    client = Client()
    client.force_login(create_member(team=shops[0].team, role=Role.MANAGER))

    page = client.get(f"/metrics/{LATE}/crossed/?shop=glow-us&rows={rows}&columns={columns}")

    cells = [cell for line in page.context["lines"] for cell in line["cells"] if cell]
    assert cells
    for cell in cells:
        units = client.get(cell["url"]).context
        assert units["tally"].counts == cell["counts"], cell["url"]
        assert len(units["rows"]) == cell["counts"].denominator


def test_what_cannot_be_crossed_is_said(shops):
    client = Client()
    client.force_login(create_member(team=shops[0].team, role=Role.MANAGER))
    for query in ("rows=moon", "rows=sku&columns=sku", "week=2026-W99"):
        assert client.get(f"/metrics/{LATE}/crossed/?{query}").status_code == 400
    assert client.get(f"/metrics/{LATE}/crossed/?shop=theirs").status_code == 404
    assert client.get(f"/metrics/{LATE}/crossed/?from=2020-01-01&to=2020-01-07").status_code == 200


def test_the_file_has_every_pair_and_the_page_few_queries(shops, django_assert_max_num_queries):
    client = Client()
    client.force_login(create_member(team=shops[0].team, role=Role.MANAGER))
    query = f"/metrics/{LATE}/crossed/%s?shop=glow-us&rows=supplier&columns=carrier&days=90"
    with django_assert_max_num_queries(15):
        page = client.get(query % "")
    lines = b"".join(client.get(query % "export/").streaming_content).decode().strip().splitlines()
    assert len(lines) - 1 == sum(1 for line in page.context["lines"] for cell in line["cells"] if cell)


@given(st.dictionaries(st.tuples(st.text("AB", max_size=8), st.text("xy", max_size=8)),
                       st.tuples(st.integers(0, 3), st.integers(3, 9)), max_size=80))  # fmt: skip
def test_a_table_hides_the_least_harmful_and_says_how_many(cells):
    definition, by = METRICS[LATE], DIMENSIONS["supplier"]
    given_counts = {key: Counts(*each) for key, each in cells.items()}

    table = table_of(given_counts, definition, by, DIMENSIONS["carrier"])

    assert len(table.rows) + table.more_rows == len({row for row, _ in cells})
    assert len(table.columns) + table.more_columns == len({column for _, column in cells})
    assert all(given_counts[key] == counts for key, counts in table.cells.items())


@pytest.mark.parametrize(
    ("key", "value", "first", "last"),
    [
        ("day", "2026-11-24", "2026-11-24", "2026-11-24"),
        ("week", "2026-W01", "2025-12-29", "2026-01-04"),
        ("month", "2024-02", "2024-02-01", "2024-02-29"),
        ("month", "2026-12", "2026-12-01", "2026-12-31"),
    ],
)
def test_a_period_has_its_days(key, value, first, last):
    assert tuple(day.isoformat() for day in days_of(key, value)) == (first, last)


@pytest.mark.django_db
def test_a_week_under_two_rules_names_the_orders_that_changed_sides():
    shop = create_shop(team=create_team(), slug="glow-us")
    due_at = datetime(2026, 11, 13, 7, 59, 59, tzinfo=UTC)
    told = {
        "ready_due_at": due_at,
        "scan_due_at": due_at,
        "dispatch_due_at": due_at,
        "shop": shop,
        "status": "in_transit",
    }
    slow = create_order(
        placed_at=due_at - 60 * HOUR, ready_at=due_at - HOUR, scanned_at=due_at + 6 * HOUR,
        dispatched_at=due_at + 6 * HOUR, **told,
    )  # fmt: skip
    create_order(
        placed_at=due_at - 60 * HOUR, ready_at=due_at - 2 * HOUR, scanned_at=due_at - HOUR,
        dispatched_at=due_at - HOUR, **told,
    )  # fmt: skip
    wake(Order.objects.values_list("pk", flat=True), now=utc_now())
    facts.judge_changed()
    client = Client()
    client.force_login(create_member(team=shop.team, role=Role.MANAGER))
    days = "from=2026-11-10&to=2026-11-16"

    page = client.get(
        f"/metrics/{LATE}/versions/?{days}&first=tiktok-us/2025-05-05&second=tiktok-us/2026-03-02"
    ).context

    assert (page["found"].first, page["found"].second) == (Counts(0, 2), Counts(1, 2))
    assert [row["order"].pk for row in page["rows"]] == [slow.pk]
    assert client.get(f"/metrics/{LATE}/versions/?first=other").status_code == 400
    assert client.get(f"/metrics/{VALID}/versions/?{days}").status_code == 200
