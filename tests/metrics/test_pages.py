"""The pages: what is shown is what was counted, every figure leads to its rows, and nothing odd breaks them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from fulfillment.accounts.roles import Role
from fulfillment.orders.watch import wake
from fulfillment.policies import rulebook
from metrics import facts
from metrics.clock import utc_now
from metrics.lanes import named
from metrics.models import Fact
from tests.factories import (
    create_line,
    create_member,
    create_order,
    create_package,
    create_shop,
    create_sku,
    create_supplier,
    create_team,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
LATE, VALID = "late-dispatch-rate", "valid-tracking-rate"


@pytest.fixture
def shop():
    return create_shop(team=create_team(), slug="glow-us")


@pytest.fixture
def client(shop):
    client = Client()
    client.force_login(create_member(team=shop.team, role=Role.MANAGER))
    return client


def dispatch(shop, *, late: int, in_time: int, days_ago: int = 3, **line):
    """Orders with a package each, dispatched at noon of a day, judged."""
    at = utc_now().replace(hour=20, minute=0, second=0, microsecond=0) - timedelta(days=days_ago)
    made = []
    for number in range(late + in_time):
        due_at = at - HOUR if number < late else at
        order = create_order(
            shop=shop, dispatched_at=at, dispatch_due_at=due_at, status="in_transit", placed_at=at - 40 * HOUR
        )
        create_line(order=order, **line)
        verdict = (
            {"verdict": "invalid", "verdict_reasons": ["check_digit"]}
            if number < late
            else {"verdict": "valid"}
        )
        create_package(orders=[order], shipped_at=at, tracking_number=f"94{order.pk}", **verdict)
        made.append(order)
    wake([order.pk for order in made], now=NOW)
    while facts.judge_changed():
        pass
    return made


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace(
        "\N{NO-BREAK SPACE}", " "
    )


def links_of(response) -> list[str]:
    return [
        each.replace("&amp;", "&")
        for each in re.findall(r'href="(/metrics/[^"]*)"', response.content.decode())
    ]


def test_the_index_shows_each_shop_by_its_own_rules_worst_first(client, shop):
    other = create_shop(team=shop.team, name="Glow two", slug="glow-two")
    dispatch(shop, late=0, in_time=20)
    dispatch(other, late=5, in_time=15)

    shown = text_of(client.get("/metrics/"))

    assert shown.index("Glow two") < shown.index("Glow US")
    assert "25.0 % 5 of 20" in shown
    assert "0.0 % 0 of 20" in shown
    assert "5 of 40" not in shown  # never added up


def test_a_rate_stands_with_its_counts_its_limits_and_its_rows(client, shop):
    supplier = create_supplier(team=shop.team, name="Bright Agents")
    dispatch(shop, late=3, in_time=17, supplier=supplier, sku_code="LAMP")

    response = client.get(f"/metrics/{LATE}/?shop=glow-us")
    shown = text_of(response)

    assert "15.0 %" in shown
    assert "3 of 20" in shown
    assert "target 4 %" in shown
    assert "enforced 10 %" in shown
    assert "Bright Agents" in shown
    assert "tiktok-us/2026-03-02" in shown
    assert '"customdata"' in response.content.decode()


@pytest.mark.parametrize("slug", [LATE, VALID])
@pytest.mark.parametrize("tab", ["supplier", "carrier", "sku", "lane", "shop"])
@pytest.mark.parametrize("by", ["day", "week", "month"])
def test_every_link_of_a_rate_opens(client, shop, slug, tab, by):
    sku = create_sku(team=shop.team, code="LAMP & co", supplier=create_supplier(team=shop.team))
    dispatch(shop, late=3, in_time=12, sku=sku, sku_code=sku.code, supplier=sku.supplier)

    page = client.get(f"/metrics/{slug}/?shop=glow-us&days=28&tab={tab}&by={by}")

    assert page.status_code == 200
    opened = {link: client.get(link).status_code for link in set(links_of(page))}
    assert len(opened) > 8
    assert {link: status for link, status in opened.items() if status != 200} == {}


@pytest.mark.parametrize(("slug", "outcome", "count"), [
    (LATE, "against", 3), (LATE, "fine", 12), (LATE, "", 15), (LATE, "left-out", 0),
    (VALID, "against", 3), (VALID, "fine", 12), (VALID, "", 15),
])  # fmt: skip
def test_as_many_rows_stand_behind_a_figure_as_it_counts(client, shop, slug, outcome, count):
    dispatch(shop, late=3, in_time=12, sku_code="LAMP")

    page = client.get(f"/metrics/{slug}/units/?shop=glow-us&outcome={outcome}")
    by_sku = client.get(f"/metrics/{slug}/units/?shop=glow-us&outcome={outcome}&dimension=sku&value=LAMP")
    lines = b"".join(
        client.get(f"/metrics/{slug}/units/export/?shop=glow-us&outcome={outcome}").streaming_content
    )

    assert len(page.context["rows"]) == page.context["pager"]["total"] == count
    assert len(by_sku.context["rows"]) == count
    assert len(lines.splitlines()) == count + 1


def test_a_row_says_how_late_and_an_invalid_package_says_why(client, shop):
    dispatch(shop, late=1, in_time=0)

    assert "1 h 00 m" in text_of(client.get(f"/metrics/{LATE}/units/?outcome=against"))
    assert "check digit is wrong" in text_of(client.get(f"/metrics/{VALID}/units/?outcome=against"))


def test_what_no_source_confirms_of_a_rates_rule_is_marked(client, shop):
    rules = rulebook.load().versions("tiktok", "US")[-1]
    told = {
        name.rpartition(".")[2] for name, each in rules.stated.items()
        if name.startswith("metric.late-dispatch-rate.") and not each.confirmed
    }  # fmt: skip
    page = client.get(f"/metrics/late-dispatch-rate/?shop={shop.slug}")

    assert page.context["unconfirmed"] == told
    shown = told & {"window", "minimum_count", "maturity", "target", "enforcement"}
    assert shown
    assert page.content.decode().count("(not confirmed)") == len(shown)


def test_what_was_left_out_is_counted_with_its_reason_and_its_rows(client, shop):
    order = create_order(
        shop=shop, shipping_type="digital", dispatched_at=utc_now() - HOUR, dispatch_due_at=utc_now()
    )
    wake([order.pk], now=NOW)
    facts.judge_changed()

    page = client.get(f"/metrics/{LATE}/")

    assert "Digital: nothing is shipped" in text_of(page)
    (link,) = [link for link in links_of(page) if "why=digital" in link]
    assert [row.orders[0].id for row in client.get(link).context["rows"]] == [order.pk]


def test_pages_of_rows_follow_each_other_both_ways_without_loss(client, shop):
    made = dispatch(shop, late=65, in_time=0, days_ago=2) + dispatch(shop, late=60, in_time=0, days_ago=3)
    seen, url, pages = [], f"/metrics/{LATE}/units/?days=28", []

    while url:
        page = client.get(url)
        pages.append([row.orders[0].id for row in page.context["rows"]])
        seen += pages[-1]
        url, back = page.context["pager"]["older_url"], page.context["pager"]["newer_url"]

    assert sorted(seen) == sorted(order.pk for order in made)
    assert [len(ids) for ids in pages] == [50, 50, 25]
    assert [row.orders[0].id for row in client.get(back).context["rows"]] == pages[1]


def test_below_the_minimum_the_rate_is_not_told_only_its_counts(client, shop):
    dispatch(shop, late=3, in_time=2)

    shown = text_of(client.get(f"/metrics/{LATE}/?shop=glow-us"))

    assert "n/a" in shown
    assert "3 of 5" in shown
    assert "60.0 %" not in shown


@pytest.mark.parametrize("path", [
    "?week=2026-W54", "?from=2026-13-01", "?from=2026-11-20&to=2026-11-01", "?by=fortnight", "?days=9999999",
])  # fmt: skip
@pytest.mark.parametrize("page", ["", "units/", "units/export/"])
def test_days_that_do_not_exist_are_refused_with_a_sentence(client, page, path):
    response = client.get(f"/metrics/{LATE}/{page}{path}")

    assert response.status_code == 400
    assert b"." in response.content


@pytest.mark.parametrize(
    "path", ["?outcome=maybe", "?dimension=colour", "?before=yesterday", "?after=2026-11-01.x"]
)
def test_filters_that_do_not_exist_are_refused(client, path):
    assert client.get(f"/metrics/{LATE}/units/{path}").status_code == 400


@pytest.mark.parametrize(
    "path", ["/metrics/happiness-rate/", f"/metrics/{LATE}/?shop=no-such", "/metrics/x/units/"]
)
def test_rates_and_shops_that_do_not_exist_are_not_found(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("page", ["", "units/", "units/export/"])
def test_a_shop_that_does_not_exist_is_told_as_a_shop(client, page):
    shown = text_of(client.get(f"/metrics/{LATE}/{page}?shop=no-such"))

    assert "No shop of this team that a rulebook judges is called" in shown
    assert "Search for" not in shown


def test_other_days_are_named_by_their_dates_with_no_rules_and_no_tick_over_nothing(client, shop):
    dispatch(shop, late=1, in_time=12)

    page = client.get(f"/metrics/{LATE}/?shop=glow-us&from=2020-01-01&to=2020-01-07")
    shown = text_of(page)

    assert "1 to 7 Jan 2020. " in shown
    assert "Last 7 days" not in shown
    assert "days are provisional" not in shown
    assert "none: nothing was counted" in shown
    assert 'class="empty tone-ok"' not in page.content.decode()


def test_valid_tracking_shows_the_last_settled_window_beside_provisional_days(client, shop):
    dispatch(shop, late=1, in_time=19, days_ago=2)
    dispatch(shop, late=3, in_time=17, days_ago=16)

    for page in ("/metrics/", f"/metrics/{VALID}/?shop=glow-us"):
        shown = text_of(client.get(page))
        assert "all of these days are provisional. Settled: 85.0 % of 20, " in shown


def test_without_a_shop_the_one_that_stands_worst_is_shown(client, shop):
    create_shop(team=shop.team, name="Aaa", slug="aaa-us")
    worst = create_shop(team=shop.team, name="Zzz", slug="zzz-us")
    dispatch(shop, late=0, in_time=20)
    dispatch(worst, late=5, in_time=15)

    for page in (f"/metrics/{LATE}/", f"/metrics/{LATE}/units/"):
        assert client.get(page).context["shop"] == worst


def test_the_rows_page_counts_every_outcome_and_says_what_is_counted(client, shop):
    dispatch(shop, late=3, in_time=12, sku_code="LAMP")

    shown = text_of(client.get(f"/metrics/{LATE}/units/?shop=glow-us"))
    by_sku = text_of(client.get(f"/metrics/{LATE}/units/?shop=glow-us&dimension=sku&value=LAMP"))

    assert "All 15 Late 3 In time 12 Left out 0" in shown
    assert "3 orders dispatched after their deadline, of 15 orders dispatched" in shown
    assert "on the day it was dispatched, in America/" in shown
    assert "All 15 Late 3 In time 12 Left out " in by_sku
    assert "Left out 0" not in by_sku


def test_the_file_of_orders_has_their_tracking_numbers(client, shop):
    (order,) = dispatch(shop, late=1, in_time=0)

    lines = b"".join(client.get(f"/metrics/{LATE}/units/export/").streaming_content).decode()

    assert f",94{order.pk}," in lines.splitlines()[1]


def test_values_below_the_minimum_and_sums_past_the_total_are_explained(client, shop):
    lamp = dispatch(shop, late=1, in_time=4, sku_code="LAMP")
    create_line(order=lamp[0], sku_code="CORD")
    wake([lamp[0].pk], now=NOW)
    facts.judge_changed()

    shown = text_of(client.get(f"/metrics/{LATE}/?shop=glow-us&tab=sku"))
    by_carrier = text_of(client.get(f"/metrics/{LATE}/?shop=glow-us&tab=carrier"))

    assert "below 10" in shown
    assert "add up to more than the 5 counted" in shown
    assert "add up to more" not in by_carrier


def test_a_lane_with_one_end_says_which_is_missing():
    suppliers = {"bright": "Bright Agents"}

    assert named("bright → usps", suppliers) == "Bright Agents → USPS"
    assert named("bright", suppliers) == "Bright Agents → no carrier yet"
    assert named("usps", suppliers) == "unknown supplier → USPS"
    assert named("", suppliers) == ""


def test_the_page_says_where_the_platform_may_date_later(client, shop):
    dispatch(shop, late=1, in_time=1)

    assert "the platform may date it later" in text_of(client.get(f"/metrics/{LATE}/"))
    assert "the platform may date it later" not in text_of(client.get(f"/metrics/{VALID}/"))


def test_filters_that_match_nothing_say_so_and_lead_back(client, shop):
    dispatch(shop, late=1, in_time=1)

    shown = text_of(client.get(f"/metrics/{LATE}/units/?dimension=carrier&value=nobody"))

    assert "Nothing here matches" in shown


def test_a_team_without_shops_is_told_what_to_do():
    client = Client()
    client.force_login(create_member(team=create_team(), role=Role.MANAGER))

    for path in ("/metrics/", f"/metrics/{LATE}/", f"/metrics/{LATE}/units/"):
        assert "Open Channels" in text_of(client.get(path))


def test_another_teams_shop_and_rows_are_not_shown(client, shop):
    outsider = create_shop(team=create_team(), slug="theirs")
    dispatch(outsider, late=15, in_time=0)

    assert client.get(f"/metrics/{LATE}/?shop=theirs").status_code == 404
    assert client.get(f"/metrics/{LATE}/units/?shop=theirs").status_code == 404
    assert len(client.get(f"/metrics/{LATE}/units/").context["rows"]) == 0
    assert Fact.objects.filter(metric=LATE).count() == 15


@pytest.mark.parametrize(
    "path", ["/metrics/", f"/metrics/{LATE}/", f"/metrics/{LATE}/units/", f"/metrics/{LATE}/units/export/"]
)
def test_inspectors_and_strangers_see_no_metrics(shop, path):
    inspector, stranger = Client(), Client()
    inspector.force_login(create_member(team=shop.team, role=Role.INSPECTOR))

    assert inspector.get(path).status_code == 403
    assert stranger.get(path).status_code == 302


def test_what_still_waits_to_be_judged_is_said(client, shop):
    orders = dispatch(shop, late=1, in_time=1)
    wake([orders[0].pk], now=NOW)

    assert "1 changed order waits to be judged" in text_of(client.get(f"/metrics/{LATE}/"))


def test_a_cell_that_a_spreadsheet_would_run_is_exported_as_text(client, shop):
    at = utc_now() - HOUR
    order = create_order(shop=shop, dispatched_at=at, dispatch_due_at=at, external_id='=HYPERLINK("x")')
    wake([order.pk], now=NOW)
    facts.judge_changed()

    lines = b"".join(client.get(f"/metrics/{LATE}/units/export/").streaming_content).decode()

    assert "'=HYPERLINK" in lines


@pytest.mark.parametrize("tab", ["supplier", "carrier", "sku", "lane", "shop"])
def test_a_page_costs_few_queries_however_many_orders_there_are(
    client, shop, tab, django_assert_max_num_queries
):
    dispatch(shop, late=3, in_time=30, sku_code="LAMP")
    client.get("/metrics/")

    with django_assert_max_num_queries(12):
        client.get(f"/metrics/{LATE}/?shop=glow-us&days=28&tab={tab}")
    with django_assert_max_num_queries(12):
        client.get(f"/metrics/{VALID}/units/?shop=glow-us&days=28&dimension=sku&value=LAMP")


def test_what_is_behind_the_figure_stands_beside_it(client, shop):
    dispatch(shop, late=3, in_time=12, sku_code="LAMP")

    page = client.get(f"/metrics/{LATE}/?shop=glow-us").content.decode()

    assert re.search(r'<a class="button" href="[^"]*outcome=against[^"]*">The 3 late</a>', page)
    assert "All orders of these days" in page
    assert "What can still be corrected" not in page
    assert "the day it was dispatched, in America/" in " ".join(page.split())


def test_an_own_store_without_a_target_is_not_said_to_lack_a_source(client, shop):
    own = create_shop(
        team=shop.team, slug="own", name="Own", channel="generic", platform="own_store", market=""
    )
    dispatch(own, late=2, in_time=12)

    page = client.get(f"/metrics/{LATE}/?shop=own").content.decode()

    assert "An own store has no target but its own, and none is set." in page
    assert "No source gives a target" not in page


def test_more_days_than_a_page_shows_lead_to_the_last_of_them(client, shop):
    response = client.get(f"/metrics/{LATE}/?shop=glow-us&from=2024-01-01&to=2026-01-31")
    text = " ".join(response.content.decode().split())

    assert response.status_code == 400
    assert "These are 762 days; a page shows at most 400." in text
    assert "from=2024-12-28&amp;to=2026-01-31" in text
    assert "Show the 400 days up to 31 Jan 2026" in text


def test_a_breakdown_that_there_is_not_is_said(client, shop):
    assert "No such breakdown: moon." in text_of(client.get(f"/metrics/{LATE}/?tab=moon"))


def test_shops_are_compared_where_no_single_one_was_asked_for(client, shop):
    assert not [each for each in links_of(client.get(f"/metrics/{LATE}/")) if "tab=shop" in each]

    create_shop(team=shop.team, name="Glow two", slug="glow-two")

    (compare,) = [each for each in links_of(client.get(f"/metrics/{LATE}/")) if "tab=shop" in each]
    assert "shop=" not in compare.replace("tab=shop", "")
    assert "Glow two" in text_of(client.get(compare))
    of_one = client.get(f"/metrics/{LATE}/?shop=glow-us")
    assert not [each for each in links_of(of_one) if "tab=shop" in each]


def test_of_a_day_what_counts_against_us_and_the_latest_stands_first(client, shop):
    at = utc_now() - HOUR
    orders = [
        create_order(shop=shop, dispatched_at=at, dispatch_due_at=at - late * HOUR) for late in (-1, 2, 9)
    ]
    wake([order.pk for order in orders], now=NOW)
    facts.judge_changed()
    response = client.get(f"/metrics/{LATE}/units/?shop=glow-us")

    assert [row.late_by for row in response.context["rows"]] == [9 * HOUR, 2 * HOUR, None]
    assert "Counts against you: dispatched late" in response.content.decode()
