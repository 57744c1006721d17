"""What people do all day, in a browser: sign in, work the board with keys, search with a scanner, follow a number."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from fulfillment.accounts.roles import Role
from fulfillment.channels.models import Connection
from fulfillment.channels.secrets import unseal
from fulfillment.channels.tiktok import connecting
from fulfillment.orders.models import Hold, Order
from tests.e2e.buttons import eventually, open_order
from tests.e2e.floor import PASSWORD

pytestmark = [pytest.mark.e2e, pytest.mark.browser]
CURRENT = "[data-row].is-current"
COPY = """(text) => {
  const sheet = document.body.appendChild(Object.assign(document.createElement("textarea"), {value: text}));
  sheet.select();
}"""


@pytest.fixture
def board(floor, page):
    """Today, open for an operator."""
    floor.open(floor.sign_in(page, Role.OPERATOR))
    assert page.locator("[data-row]").count() > 3
    return page


def current(page):
    return page.locator(CURRENT).get_attribute("data-row")


def rows(page):
    return [row.get_attribute("data-row") for row in page.locator("[data-row]").all()]


def refreshed(page):
    """The live part of the page is asked for once more, as every 20 seconds."""
    with page.expect_response(lambda answer: answer.request.headers.get("hx-request") == "true"):
        page.evaluate("htmx.trigger('#live', 'live')")
    # A locator, as a function that is polled is evaluated as a string, which our own policy forbids.
    expect(page.locator(".htmx-request, .htmx-settling, .htmx-swapping")).to_have_count(0)


def test_signing_in_with_a_wrong_password_says_so_and_with_the_right_one_opens_today(floor, page):
    floor.open(page, "/orders/?open=on")
    page.get_by_label("E-mail").or_(page.get_by_label("Email")).first.fill("operator@glow.example")
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("alert").or_(page.locator(".error")).first.wait_for()

    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/orders/?open=on")

    page.locator("details.menu summary[aria-label='Team and account']").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/accounts/login/**")
    floor.open(page, "/")
    assert "/accounts/login/" in page.url


def test_the_board_is_worked_with_keys(board):
    all_rows = rows(board)

    board.keyboard.press("j")
    assert current(board) == all_rows[0]
    board.keyboard.press("j")
    board.keyboard.press("j")
    board.keyboard.press("k")
    assert current(board) == all_rows[1]
    board.keyboard.press("x")
    assert board.locator(f'[data-row="{all_rows[1]}"] [data-pick]').is_checked()
    assert board.locator("[data-bulk-count]").inner_text() == "1"
    board.keyboard.press("Escape")
    assert board.locator("[data-bulk]").is_hidden()

    board.keyboard.press("?")
    assert board.locator("#keys-help").is_visible()
    board.keyboard.press("Escape")
    assert board.locator("#keys-help").is_hidden()
    board.keyboard.press("/")
    assert board.locator("[data-search]").evaluate("field => field === document.activeElement")
    board.keyboard.press("Escape")
    board.keyboard.press("o")
    board.wait_for_url(f"**/orders/{all_rows[1]}/")


def test_enter_does_the_next_action_of_the_row(floor, page):
    floor.sign_in(page, Role.OPERATOR)
    asked = Order.objects.filter(
        next_action="ask_carrier", severity__gte=2, is_open=True, snoozed_until_at=None
    )
    order = asked.order_by("-severity")[0]
    # Today shows the worst of each level: on some days of the week this one is not among them.
    others = Order.objects.filter(severity=order.severity, snoozed_until_at=None).exclude(pk=order.pk)
    asleep = list(others.values_list("pk", flat=True))
    others.update(snoozed_until_at=timezone.now() + timedelta(hours=1))
    floor.open(page, "/")
    page.locator(f'[data-row="{order.pk}"]').focus()

    page.keyboard.press("Enter")
    sheet = page.locator("#sheet[open]")
    sheet.get_by_role("heading", name="Ask the carrier about").wait_for()
    sheet.get_by_role("textbox", name="What they said").fill("they look for it")
    sheet.get_by_role("button", name="Note that I asked").click()

    row = page.locator(f'[data-row="{order.pk}"]')
    row.get_by_text("Carrier asked").wait_for()
    assert page.locator("dialog[open]").count() == 0
    assert row.get_by_role("link", name="Follow up").is_visible()
    event = order.events.get(kind="carrier.asked", actor=floor.people[Role.OPERATOR])
    assert event.data == {"note": "they look for it"}

    page.locator("#messages").get_by_role("button", name="Undo").click()
    row.get_by_role("link", name="Ask the carrier").wait_for()
    Order.objects.filter(pk__in=asleep).update(snoozed_until_at=None)


def done(page):
    """The result of an act on many, once it is there and the dialog gone."""
    page.locator("#bulk-result table").wait_for()
    assert page.locator("dialog[open]").count() == 0
    return page.locator("#bulk-result")


def test_selected_orders_are_snoozed_together_and_come_back(board):
    first, second, *_ = rows(board)

    for key in ("j", "x", "j", "x", "s"):
        board.keyboard.press(key)
    dialog = board.locator("#bulk-dialog[open]")
    dialog.get_by_role("heading", name="Snooze 2 orders").wait_for()
    board.keyboard.press("ArrowDown")
    board.keyboard.press("Enter")
    assert "2 snoozed for 16 h" in done(board).inner_text()
    board.locator(f'[data-row="{first}"]').wait_for(state="detached")
    assert not {first, second} & set(rows(board))
    assert board.locator("[data-bulk]").is_hidden()

    done(board).get_by_role("button", name="Undo").click()
    board.get_by_text("Undone for 2 orders").wait_for()
    board.locator(f'[data-row="{first}"]').wait_for()
    assert {first, second} <= set(rows(board))
    expect(board.locator("#bulk-result table")).to_have_count(0)


def test_keys_are_not_waited_for(board):
    """x x s Enter, faster than the server answers; the list can be worked on at once."""
    chosen = rows(board)[:2]
    for key in ("j", "x", "j", "x", "s", "Enter"):
        board.keyboard.press(key)

    assert "2 snoozed for 4 h" in done(board).inner_text()
    assert Order.objects.filter(pk__in=chosen, snoozed_until_at__isnull=False).count() == 2
    board.keyboard.press("j")
    assert board.locator(CURRENT).count() == 1
    done(board).get_by_role("button", name="Undo").click()
    board.get_by_text("Undone for 2 orders").wait_for()
    expect(board.locator("#bulk-result table")).to_have_count(0)


def test_arrows_choose_as_soon_as_there_is_something_to_choose(board):
    """The browser needs a moment to settle what came; a person does not wait for it."""
    board.evaluate("htmx.config.defaultSettleDelay = 1000")
    for key in ("j", "x", "s"):
        board.keyboard.press(key)
    board.get_by_role("heading", name="Snooze 1 order").wait_for()
    board.keyboard.press("ArrowDown")
    board.keyboard.press("Enter")

    assert "1 snoozed for 16 h" in done(board).inner_text()
    done(board).get_by_role("button", name="Undo").click()
    board.locator("#messages").get_by_text("Undone").wait_for()  # by a plain form where htmx has not settled


def test_a_key_without_a_selection_means_the_current_row_and_escape_leaves_it_alone(board):
    first = rows(board)[0]
    before = Hold.objects.count()
    board.keyboard.press("j")
    board.keyboard.press("h")
    board.get_by_role("heading", name="Hold 1 order").wait_for()
    board.keyboard.press("Escape")

    expect(board.locator("dialog[open]")).to_have_count(0)
    assert board.locator(f'[data-row="{first}"] [data-pick]').is_checked()
    assert Hold.objects.count() == before


def test_all_that_the_filters_leave_are_chosen_at_once(floor, page):
    floor.open(floor.sign_in(page, Role.OPERATOR), "/orders/")
    total = int(re.search(r"of ([\d,]+)", page.locator(".pager span").first.inner_text())[1].replace(",", ""))
    assert total > page.locator("[data-row]").count()

    page.locator("[data-pick-all]").click()
    page.locator("[data-bulk-all]").click()
    assert page.locator("[data-bulk-count]").inner_text() == str(total)
    page.locator("[data-bulk] [data-key=a]").click()

    page.get_by_role("heading", name=f"Assign {total:,} orders").wait_for()
    assert page.locator("#bulk-dialog tbody tr").count() == total


def test_without_javascript_an_act_on_many_is_three_pages(floor, page, browser):
    floor.sign_in(page, Role.OPERATOR)
    plain = browser.new_context(
        java_script_enabled=False, storage_state=page.context.storage_state()
    ).new_page()
    plain.goto(f"{floor.url}/orders/?open=on")
    plain.locator("[data-pick]").nth(0).check()
    plain.locator("[data-pick]").nth(1).check()

    plain.get_by_role("button", name="Assign").click()
    plain.get_by_role("heading", name="Assign 2 orders").wait_for()
    plain.get_by_role("button", name="Assign 2 orders").click()

    assert plain.locator("main tbody tr").count() == 2
    plain.get_by_role("button", name="Undo").click()
    assert plain.url.endswith("/orders/?open=on")
    assert "Undone for 2 orders" in plain.locator("#messages").inner_text()


def test_a_refresh_keeps_selection_and_place_and_shows_what_is_new(board, floor):
    order = Order.objects.get(pk=rows(board)[1])
    board.keyboard.press("j")
    board.keyboard.press("x")
    board.keyboard.press("j")
    Order.objects.filter(pk=order.pk).update(assignee=floor.people[Role.MANAGER])

    refreshed(board)

    picked = board.locator("[data-pick]:checked")
    assert [box.get_attribute("value") for box in picked.all()] == [rows(board)[0]]
    assert current(board) == str(order.pk)
    assert board.evaluate("document.activeElement.dataset.row") == str(order.pk)
    assert "manager@glow.example" in board.locator(f'[data-row="{order.pk}"]').inner_text()


def test_from_the_board_to_an_order_its_packages_and_back(board):
    label = board.locator("[data-row] [data-open]").first.inner_text()
    board.locator("[data-row] [data-open]").first.click()
    board.wait_for_url(re.compile(r"/orders/\d+/$"))

    assert board.get_by_role("heading", level=1).inner_text() == label
    board.locator("#packages").wait_for()
    assert board.locator(".way-bar li").count() > 1
    board.go_back()
    board.wait_for_url("**/")


def test_a_scanner_lands_on_the_order(board):
    order = Order.objects.filter(is_open=False).first()

    board.keyboard.press("/")
    board.keyboard.type(order.external_id)
    board.keyboard.press("Enter")

    board.wait_for_url(f"**/orders/{order.pk}/")


def test_ids_pasted_from_a_sheet_are_listed_and_what_is_unknown_is_said(board):
    orders = Order.objects.order_by("pk")[:3]
    column = "\n".join([*(order.external_id for order in orders), "576999999999999999"])

    board.evaluate(COPY, column)
    board.keyboard.press("ControlOrMeta+C")
    board.locator("[data-search]").focus()
    board.keyboard.press("ControlOrMeta+V")
    board.keyboard.press("Enter")
    board.wait_for_url("**/orders/?q=**")

    assert set(rows(board)) == {str(order.pk) for order in orders}
    assert "1 not found" in board.locator("main").inner_text()


@pytest.mark.parametrize("rate", ["late-dispatch-rate", "valid-tracking-rate"])
def test_a_click_on_a_point_of_the_trend_opens_the_rows_behind_it(floor, page, rate):
    floor.open(floor.sign_in(page, Role.MANAGER), reverse("metrics:detail", args=[rate]) + "?shop=glow-us")
    point = page.locator(".scatterlayer .points path").first
    point.scroll_into_view_if_needed()
    box = point.bounding_box()

    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    page.wait_for_url(f"**/metrics/{rate}/units/**")
    shown = int(re.match(r"(\d+)", page.locator(".pager span").first.inner_text())[1])
    assert shown == page.locator("[data-row]").count() > 0


def test_the_colours_chosen_stay(floor, page):
    floor.open(floor.sign_in(page))
    switch = page.locator("[data-theme-switch]")
    page.locator("details.menu summary[aria-label='Team and account']").click()

    def theme():
        return page.evaluate("document.documentElement.dataset.theme || 'system'")

    chosen = []
    for _ in range(2):
        switch.click()
        chosen.append(theme())
    page.reload()

    assert chosen == ["light", "dark"]
    assert theme() == "dark"


def test_pulled_now_a_new_order_is_in_the_list(floor, page):
    floor.sign_in(page, Role.OPERATOR)
    placed = floor.box.place(1, "glow-us")[0]
    floor.open(page, "/channels/")

    shop = page.locator("section.card", has=page.get_by_role("heading", name=re.compile("US")))
    shop.get_by_role("button", name="Pull now").click()
    page.get_by_text("is pulled within seconds").wait_for()
    floor.work()

    floor.open(page, "/orders/")
    page.locator("[data-search]").fill(placed)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/orders/\d+/$"))


def test_a_shop_connected_in_the_browser_tells_us_of_its_orders_by_itself(floor, page, settings):
    """Consent, shops, webhooks: all of it over HTTP, in both directions."""
    settings.TIKTOK_APP_KEY, settings.TIKTOK_APP_SECRET = floor.box.app_key, floor.box.app_secret
    settings.TIKTOK_SERVICE_ID = "7000000000000000001"
    settings.TIKTOK_API_URL = settings.TIKTOK_AUTH_URL = floor.box.url
    settings.TIKTOK_CONSENT_URL = f"{floor.box.url}/open/authorize"
    floor.box.redirect_uri = floor.url + reverse("channels:tiktok-callback")
    floor.open(floor.sign_in(page, Role.OPERATOR), "/channels/")

    page.get_by_role("link", name="Connect a shop").click()
    page.get_by_role("link", name="TikTok Shop").click()
    page.get_by_role("button", name="Go on to TikTok Shop").click()
    page.locator("#authorise").click()
    page.get_by_text("connected. It goes on where it stopped").wait_for()

    connection = Connection.objects.select_related("credential").get(team=floor.team, shop__market="US")
    subscribe(floor, connection)
    Connection.objects.filter(pk=connection.pk).update(last_webhook_at=None, failures=0)
    floor.box.place(1, "glow-us")
    read = Connection.objects.filter(pk=connection.pk, last_webhook_at__isnull=False)
    assert eventually(read.exists, True, seconds=15)


def subscribe(floor, connection):
    app = connecting.App(
        key=floor.box.app_key, secret=floor.box.app_secret, base_url=floor.box.url, auth_url=floor.box.url
    )
    token = unseal(connection.credential.secrets)["access_token"]
    connecting.subscribe(connection, app=app, access_token=token, public_url=floor.url)


def test_on_an_orders_page_a_hold_by_key_shows_at_once_and_is_released_by_key(floor, page):
    order = open_order(floor, level="on_track")
    floor.open(floor.sign_in(page, Role.OPERATOR), f"/orders/{order.pk}/")

    page.keyboard.press("h")
    page.locator("#hold [name=evidence]").fill("lid cracked")
    page.keyboard.press("Enter")
    page.locator("#holds").get_by_text("lid cracked").wait_for()
    assert page.locator("#order-state").inner_text() == "On hold"
    assert "Held since" in page.locator(".reasons").first.inner_text()

    page.keyboard.press("r")
    expect(page.locator("#order-state")).to_have_text("On track")
    assert "released" in page.locator("#holds").inner_text()


def test_a_refresh_of_an_order_brings_the_new_level_and_leaves_its_packages_alone(floor, page):
    order = open_order(floor, level="on_track", packages_total=1)
    floor.open(floor.sign_in(page, Role.OPERATOR), f"/orders/{order.pk}/")
    page.locator("#packages").wait_for()
    page.evaluate("document.getElementById('packages').dataset.seen = 'before'")
    Order.objects.filter(pk=order.pk).update(level="at_risk")

    refreshed(page)

    assert page.locator("#order-state").inner_text() == "At risk"
    assert page.locator("#packages").get_attribute("data-seen") == "before"
