"""The real file of a Brazilian marketplace against the truth that was published with it; only where it lies beside us."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import call_command

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.channels.generic import importing
from fulfillment.channels.generic.grouping import survey
from fulfillment.channels.generic.mapfile import read_map
from fulfillment.channels.management.file_import import SHIPPED_MAPS
from fulfillment.channels.sync import utc_now
from fulfillment.orders.models import Order, OrderLine
from metrics import report
from metrics.management.commands.metric import judge_queued
from tests.channels.generic.files import write_csv
from tests.factories import create_shop, create_team

FILE = Path(__file__).resolve().parents[4] / "shared" / "data" / "olist_orders_until_2018-02.csv.gz"
HEADER = (
    "order_id", "order_status", "order_purchase_timestamp", "order_approved_at", "order_delivered_carrier_date",
    "order_delivered_customer_date", "order_estimated_delivery_date", "customer_id", "customer_zip_code_prefix",
    "customer_state", "order_item_id", "product_id", "product_category_name_english", "price", "seller_id",
    "shipping_limit_date",
)  # fmt: skip
DAY = "2017-05-0"


def olist_row(order: str, item: str, seller: str, scanned: str, limit: str) -> list[str]:
    return [
        order, "delivered", f"{DAY}1 10:00:00", f"{DAY}1 11:00:00", scanned, f"{DAY}9 12:00:00", f"{DAY}9 00:00:00",
        f"C-{order}", "01310", "SP", item, "P1", "perfumery", "10.00", seller, limit,
    ]  # fmt: skip


def late_dispatches(team: Team) -> tuple[int, int]:
    judge_queued(team)
    return counts(team, "late-dispatch-rate")


def counts(team: Team, slug: str) -> tuple[int, int]:
    shops = list(Shop.objects.of(team))
    found = report.report(shops, slug, since_on=date(2016, 1, 1), until_on=date(2019, 1, 1))
    return found["numerator"], found["denominator"]


@pytest.mark.django_db
def test_the_shipped_map_counts_late_by_the_earliest_limit_to_the_second(tmp_path):
    team = create_team(slug="glow")
    rows = [
        olist_row("in time", "1", "S1", f"{DAY}4 10:00:00", f"{DAY}4 10:00:00"),
        olist_row("late", "1", "S1", f"{DAY}4 10:00:01", f"{DAY}4 10:00:00"),
        olist_row("two limits", "1", "S1", f"{DAY}5 10:00:00", f"{DAY}6 10:00:00"),
        olist_row("two limits", "2", "S2", f"{DAY}5 10:00:00", f"{DAY}4 10:00:00"),
        olist_row("not handed over", "1", "S1", "", f"{DAY}4 10:00:00"),
        olist_row("no lines", "", "", f"{DAY}4 10:00:00", "")[:10] + [""] * 6,
    ]
    path = write_csv(tmp_path / "olist.csv", rows, header=HEADER)

    call_command("import_orders", str(path), "--team", "glow", "--shop", "olist", "--map", "olist")

    assert late_dispatches(team) == (2, 3)
    assert counts(team, "on-time-delivery-rate") == (5, 5)
    promised = Order.objects.get(external_id="in time").delivery_due_at
    assert promised == datetime(2017, 5, 10, 2, 59, 59, tzinfo=UTC)  # the end of that day in São Paulo


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.skipif(
    not FILE.exists(), reason="the published file lies only beside the checkout, in ../shared/data"
)
def test_the_real_file_gives_the_published_truth():
    team = create_team()
    shop = create_shop(
        team=team, channel="own_store", platform="own_store", market="BR",
        time_zone="America/Sao_Paulo", currency="BRL",
    )  # fmt: skip
    file = survey(FILE, read_map(SHIPPED_MAPS / "olist.toml"))

    summary, run = importing.run(file, shop, now=utc_now(), progress=lambda summary: None)

    assert (summary.rows, summary.taken, summary.rejected) == (67_736, 59_427, 0)
    assert (run.rows_done, run.orders_done, run.rejected) == (67_736, 59_427, 0)
    assert run.noted == sum(summary.notes.values())
    assert summary.notes["no_lines"] == 622
    assert Order.objects.count() == 59_427
    assert OrderLine.objects.count() == 67_736 - 622
    assert late_dispatches(team) == (5_829, 58_059)
    assert counts(team, "on-time-delivery-rate") == (57_317 - 3_785, 57_317)
