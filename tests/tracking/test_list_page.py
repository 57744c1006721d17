"""The packages that need somebody: what can still be corrected first, filters with counts, the file, a pasted number."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulfillment.tracking.models import Package
from tests import factories
from tests.desk.seen import signed_in
from tests.tracking.making import ups, usps

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WINDOW = 72 * HOUR


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def shop():
    return factories.create_shop(team=factories.create_team(), slug="us", name="Glow US")


@pytest.fixture
def client(shop):
    return signed_in(shop.team)


def package(shop, now, *, verdict="invalid", reasons=("check_digit",), hours_ago=10.0, **fields):
    """As judging leaves it."""
    order = factories.create_order(shop=shop, placed_at=now - (hours_ago + 20) * HOUR)
    shipped_at = now - hours_ago * HOUR
    number = f"9400191979303504{order.pk:06}"
    is_correctable = verdict == "invalid" and set(reasons) != {"no_scan_in_time"}
    return factories.create_package(
        orders=[order],
        **{
            "tracking_number": number,
            "numbers_told": [number],
            "shipped_at": shipped_at,
            "verdict": verdict,
            "verdict_reasons": list(reasons) if verdict == "invalid" else [],
            "verdict_until_at": now + 20 * HOUR if verdict == "pending" else None,
            "correct_by_at": shipped_at + WINDOW if is_correctable else None,
        }
        | fields,
    )


def words(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def listed(client, query=""):
    """Ids in the order of the page."""
    return [int(pk) for pk in re.findall(r'<tr data-row="(\d+)"', words(client.get(f"/tracking/{query}")))]


def ids(*rows):
    return [row.pk for row in rows]


def test_the_reason_and_its_fix_stand_in_the_row(client, shop, now):
    package(shop, now, reasons=["check_digit", "zip_mismatch"])
    text = words(client.get("/tracking/"))
    assert "The number&#x27;s check digit is wrong" in text
    assert "The carrier takes it to another postal code" in text
    assert "Scan the number from the label again and correct it on the channel." in text


def test_the_window_that_closes_first_stands_first_then_what_is_lost_newest_first(client, shop, now):
    closed_long = package(shop, now, hours_ago=200)
    fresh = package(shop, now, hours_ago=2)
    closing = package(shop, now, hours_ago=71)
    unscanned = package(shop, now, hours_ago=15 * 24, reasons=["no_scan_in_time"])
    closed = package(shop, now, hours_ago=73)
    used = package(shop, now, hours_ago=1, correct_by_at=None, numbers_told=["1", "2"])

    assert listed(client) == ids(closing, fresh, used, closed, closed_long, unscanned)


def test_each_says_until_when_in_the_shops_zone_and_how_many_corrections_are_left(client, shop, now):
    row = package(shop, now, hours_ago=10)
    text = words(client.get("/tracking/"))

    assert "2 d 13 h" in text
    until = row.correct_by_at.isoformat(timespec="seconds")
    assert re.search(
        rf'until <time datetime="{re.escape(until)}"[^>]*>[^<]* P[SD]T</time>, 1 correction left', text
    )


def test_an_own_store_is_corrected_as_often_as_needed(shop, now):
    own = factories.create_shop(
        team=shop.team, channel="generic", platform="own_store", market="", name="Own"
    )
    package(own, now, correct_by_at=now + 600 * HOUR)
    text = words(signed_in(shop.team).get("/tracking/"))

    assert "as often as needed" in text
    assert "Correct the number" not in text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"hours_ago": 80}, "Too late"),
        ({"hours_ago": 80}, "the number stays as it is"),
        ({"numbers_told": ["1", "2"], "correct_by_at": None}, "No correction left"),
        ({"reasons": ["no_scan_in_time"]}, "A scan mends it, another number does not"),
        ({"shipping_type": "platform", "correct_by_at": None}, "The platform&#x27;s own number"),
    ],
)
def test_what_can_not_be_corrected_says_why(client, shop, now, fields, said):
    package(shop, now, **fields)
    text = words(client.get("/tracking/"))

    assert said in text
    assert "Can still be corrected" not in text
    assert "Correct the number" not in text


def test_correcting_is_offered_here_and_in_seller_center_which_says_that_it_opens_a_new_tab(
    client, shop, now
):
    row = package(shop, now)
    text = words(client.get("/tracking/"))

    order = row.orders.get()
    here = f"/orders/{order.pk}/tracking/?doing=correct&amp;package={row.external_id}"
    assert f'<a class="button" href="{here}" data-act>Correct the number</a>' in text
    assert "Correct the number" in words(client.get(here.replace("&amp;", "&")))
    address = f"https://seller-us.tiktok.com/order/detail?order_no={order.external_id}"
    link = re.search(rf'<a href="{re.escape(address)}"([^>]*)>(.*?)</a>', text)
    assert 'target="_blank"' in link[1]
    assert 'rel="noopener noreferrer"' in link[1]
    assert "Seller Center, in a new tab" in link[1]
    assert "(new tab)" in link[2]


def test_a_scan_is_told_in_the_shops_zone(client, shop, now):
    package(shop, now, first_scan_at=now - 2 * HOUR)
    text = words(client.get("/tracking/"))

    assert re.search(r"First scan <time [^>]*>[^<]* P[SD]T</time>", text)


def test_waiting_packages_say_how_long_and_until_when_least_time_first(client, shop, now):
    later = package(shop, now, verdict="pending", hours_ago=50)
    sooner = package(shop, now, verdict="pending", verdict_until_at=now + 2 * HOUR)
    text = words(client.get("/tracking/?kind=pending"))

    assert "No scan for 2 d 2 h" in text
    assert "19 h 59 m" in text
    assert listed(client, "?kind=pending") == ids(sooner, later)


def test_valid_old_cancelled_and_foreign_packages_need_nobody(client, shop, now):
    package(shop, now, verdict="valid")
    package(shop, now, hours_ago=31 * 24)
    package(shop, now, status="cancelled")
    package(factories.create_shop(), now)

    assert listed(client) == []
    assert "No invalid number" in words(client.get("/tracking/"))


def test_filters_stand_in_the_address_with_what_each_would_leave(client, shop, now):
    uk = factories.create_shop(team=shop.team, slug="uk", name="Glow UK", market="GB")
    one = package(shop, now, carrier="usps", reasons=["check_digit", "zip_mismatch"])
    two = package(shop, now, carrier="ups", reasons=["reused"], hours_ago=11)
    three = package(uk, now, carrier="", reasons=["reused"], hours_ago=12)
    package(uk, now, verdict="pending", carrier="ups")

    assert listed(client, "?shop=us") == ids(two, one)
    assert listed(client, "?carrier=ups") == ids(two)
    assert listed(client, "?carrier=unknown") == ids(three)
    assert listed(client, "?problem=zip_mismatch") == ids(one)
    assert listed(client, "?problem=reused&shop=uk") == ids(three)
    text = words(client.get("/tracking/?problem=reused"))
    assert '<option value="us">Glow US (1)</option><option value="uk">' not in text
    for option in (
        ">Glow UK (1)<", ">Glow US (1)<", ">UPS (1)<", ">Unknown carrier (1)<",
        ">The carrier takes it to another postal code (1)<",
        'value="reused" selected>The number is already on another buyer&#x27;s order (2)<',
    ):  # fmt: skip
        assert option in text
    assert 'Not valid <span class="count">2</span>' in text
    assert 'Waits for its first scan <span class="count">1</span>' in text


def test_a_filter_that_leaves_nothing_says_so_and_one_that_is_unknown_is_left_out(client, shop, now):
    row = package(shop, now, carrier="usps")

    none = words(client.get("/tracking/?carrier=ups"))
    assert "No package matches these filters" in none
    assert ">UPS (0)<" in none
    nonsense = client.get("/tracking/?shop=nowhere&kind=what&problem=%00&after=x-1&number=")
    assert nonsense.status_code == 302
    assert "number" not in nonsense["Location"]
    text = words(client.get("/tracking/?shop=nowhere&kind=what&after=x-1"))
    assert "No such shop: nowhere." in text
    assert "No such kind: what." in text
    assert "This link to a part of the list is broken" in text
    assert f'data-row="{row.pk}"' in text


def test_pages_go_on_by_key_through_both_sections_and_back(client, shop, now, monkeypatch):
    monkeypatch.setattr("fulfillment.tracking.paging.page_at.__kwdefaults__", {"size": 3})
    opened = [package(shop, now, hours_ago=70 - number) for number in range(4)]
    same = package(shop, now, shipped_at=opened[3].shipped_at, correct_by_at=opened[3].correct_by_at)
    closed = [package(shop, now, hours_ago=80 + number) for number in range(6)]
    expected = ids(*opened, same, *closed)

    def walk(address, step):
        found, pages = [], 0
        while address:
            response = client.get(address)
            rows = [row["row"].pk for each in response.context["sections"] for row in each["packages"]]
            found = found + rows if step == "older_url" else rows + found
            address, pages = response.context["pager"][step], pages + 1
        return found, pages

    assert walk("/tracking/", "older_url") == (expected, 4)
    assert walk("/tracking/?last=1", "newer_url") == (expected, 4)


def test_the_file_holds_the_rows_of_the_page_in_its_order(client, shop, now):
    package(shop, now, verdict="pending")
    good = package(shop, now, hours_ago=3, tracking_number_given="=1+1")
    late = package(shop, now, hours_ago=80, reasons=["reused"])
    response = client.get("/tracking/export/?shop=us")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))

    assert [row["orders"] for row in rows] == [each.orders.get().external_id for each in (good, late)]
    assert rows[0]["tracking number"] == "'=1+1"
    assert rows[0]["correct by UTC"] == f"{good.correct_by_at.isoformat()[:19]}Z"
    assert [row["corrections left"] for row in rows] == ["1", ""]
    assert rows[1]["problems"] == "The number is already on another buyer's order"
    assert "attachment" in response["Content-Disposition"]


def test_the_file_is_read_slice_by_slice(client, shop, now, monkeypatch):
    monkeypatch.setattr("fulfillment.tracking.paging.all_of.__kwdefaults__", {"first": 2, "size": 3})
    for number in range(9):
        package(shop, now, hours_ago=60 + 4 * number)
    text = b"".join(client.get("/tracking/export/").streaming_content).decode()

    assert len(text.splitlines()) == 1 + 9
    assert len(set(text.splitlines())) == 1 + 9


WELL = ups("0000000000000000"[:15])
TYPO = WELL[:-1] + str((int(WELL[-1]) + 1) % 10)


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        (usps("940019460000000000000"), "Its check digit is right."),
        (f" {WELL[:2]} {WELL[2:9].lower()}-{WELL[9:]} ", "<b>UPS</b>: Its check digit is right."),
        (TYPO, "Its check digit is wrong: at least one character is mistyped."),
        ("GFUS01027999999999", "such numbers have no check digit"),
        ("no number at all", "No carrier that we know writes numbers like this one."),
        ("9" * 500, "No carrier that we know writes numbers like this one."),
        ("<script>", "No carrier that we know"),
        ("\x00", "No carrier that we know writes numbers like this one."),
    ],
)
def test_a_pasted_number_is_told_what_it_is_also_where_no_package_has_it(client, pasted, said):
    text = words(client.get("/tracking/", {"number": pasted}))

    assert said in text
    assert "<script>" not in re.sub(r"<script src[^>]*>", "", text)
    assert "No package of Glow Traders has it." in text


def test_a_pasted_number_names_the_teams_own_orders_that_have_it_and_no_others(client, shop, now):
    mine = package(shop, now, tracking_number=WELL, verdict="valid")
    theirs = package(factories.create_shop(), now, tracking_number=WELL)
    text = words(client.get("/tracking/", {"number": WELL}))

    checked = text[text.index('class="checked"') : text.index('class="tabs"')]
    assert f'href="/orders/{mine.orders.get().pk}/"' in checked
    assert "valid tracking" in checked
    assert f"/orders/{theirs.orders.get().pk}/" not in text


def test_filters_stay_while_a_number_is_checked(client, shop, now):
    package(shop, now)
    text = words(client.get("/tracking/?shop=us&number=1Z"))

    assert '<input type="hidden" name="shop" value="us">' in text
    assert '<a class="button quiet" href="/tracking/?shop=us">Close</a>' in text


@pytest.mark.parametrize("query", ["", "?kind=pending", "?number=9400"])
def test_cost_does_not_grow_with_packages(client, shop, now, query):
    def fill(count):
        for number in range(count):
            package(shop, now, reasons=["reused"], tracking_number=f"{number % 5}", hours_ago=70 + 3 * number)
            package(shop, now, verdict="pending")

    fill(2)
    client.get(f"/tracking/{query}")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/tracking/{query}")
    fill(30)
    with CaptureQueriesContext(connection) as many:
        client.get(f"/tracking/{query}")
    assert len(few) == len(many) <= 17


def test_each_list_is_read_from_an_index(shop, now):
    from fulfillment.tracking import attention, paging

    Package.objects.all().delete()
    for number in range(30):
        package(shop, now, hours_ago=40 + number * 3)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tracking_package")
        cursor.execute("SET LOCAL enable_seqscan TO off")
    for kind, wanted in (
        ("invalid", ["package_correctable", "package_attention"]),
        ("pending", ["package_waiting"]),
    ):
        asked = attention.narrowing(shop.team, {"kind": kind}, now=now)
        plans = [
            section.rows.order_by(section.column, "pk")[:51].explain() for section in paging.sections(asked)
        ]
        assert all(any(index in plan for index in wanted) for plan in plans), plans
