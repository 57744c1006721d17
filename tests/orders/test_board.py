"""`manage.py board`: open orders, worst first, with reasons in words."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from fulfillment.orders import board
from fulfillment.orders.models import Order
from fulfillment.orders.watch import watch_due
from tests.factories import create_order, create_shop, create_team

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


def test_open_orders_stand_worst_first_with_their_reasons() -> None:
    shop = create_shop()
    now = timezone.now()
    times = {"placed_at": now - 20 * HOUR, "next_check_at": now}
    calm = create_order(shop=shop, scan_due_at=now + 90 * HOUR, **times)
    late = create_order(shop=shop, scan_due_at=now - 2 * HOUR, **times)
    create_order(shop=shop, status="in_transit", scanned_at=now, **times)
    create_order(scan_due_at=now - HOUR, **times)  # another team's
    out = StringIO()
    call_command("board", team=shop.team.slug, json=True, stdout=out)
    document = json.loads(out.getvalue())
    rows = document["orders"]

    assert [row["order"] for row in rows] == [late.external_id, calm.external_id]
    assert (rows[0]["level"], rows[0]["probability"], rows[0]["owner"]) == ("will_count_late", 1.0, "us")
    assert rows[0]["next_action"] == "upload_number"
    assert (rows[0]["shop"], rows[0]["due_source"]) == (shop.slug, "platform")
    assert rows[0]["reasons"][0]["sentence"] == "No tracking number"
    assert rows[1]["act_by"] is None
    assert document["as_of"]


def test_lines_are_for_people() -> None:
    order = create_order(placed_at=timezone.now() - HOUR)
    out = StringIO()
    call_command("board", team=order.team.slug, stdout=out)

    assert "No tracking number yet" in out.getvalue()


def test_an_unknown_team_is_wrong_use() -> None:
    with pytest.raises(CommandError, match="There is no team nobody") as refused:
        call_command("board", team="nobody")
    assert refused.value.returncode == 2


def test_a_thousand_orders_cost_the_queries_of_one(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    shop = create_shop(team=create_team())
    for _ in range(25):
        create_order(shop=shop, placed_at=timezone.now())
    while watch_due(now=timezone.now()):
        pass
    assert Order.objects.open().count() == 25
    with django_assert_num_queries(2):  # orders with shops, paces; no order has a lane
        assert len(list(board.rows(shop.team, now=timezone.now()))) == 25
