"""No page, file or search shows another team's rows: theirs carry a sign, and it must never appear on ours."""

from urllib.parse import quote, quote_plus

import pytest
from django.test import Client
from django.urls import reverse

from fulfillment.accounts.roles import Role
from tests.access.places import PLACES
from tests.access.worlds import World

# Asked with another team's own words wherever an address takes some.
QUERIES = {
    "today": ["shop={shop}", "owner=us", "stage=to_ship", "mine=1"],
    "orders:list": [
        "shop={shop}", "market=US", "sku={sku}", "supplier={supplier}", "assignee={member}", "open=on&sort=due",
        "tracking=invalid", "hold=on", "last=1", "level=will_count_late",
    ],
    "orders:export": ["board=1", "board=1&shop={shop}", "shop={shop}", "sku={sku}", "sort=due"],
    "tracking:list": [
        "kind=invalid", "kind=pending", "shop={shop}", "carrier=usps", "problem=reused", "number={number}", "last=1",
    ],
    "tracking:export": ["kind=pending", "shop={shop}"],
    "tickets:list": ["view=all&shop={shop}", "view=unlinked", "topic=fit", "view=all&last=1"],
    "tickets:export": ["view=all", "shop={shop}"],
    "stock:list": ["q={sku}", "warehouse=main", "view=free", "view=quarantined"],
    "stock:export": ["q={sku}"],
    "metrics:detail": ["tab=shop", "tab=supplier", "tab=sku", "tab=carrier", "tab=lane"],
    "metrics:units": ["outcome=against", "dimension=sku&value={sku}", "dimension=supplier&value={supplier}"],
    "metrics:export": ["outcome=against", "dimension=sku&value={sku}"],
    "refunds:index": ["tab=shop", "tab=supplier", "tab=sku", "tab=lane", "shop={shop}"],
    "refunds:rows": ["dimension=sku&value={sku}", "dimension=supplier&value={supplier}", "shop={shop}"],
    "refunds:export": ["dimension=sku&value={sku}", "shop={shop}"],
}  # fmt: skip
RATES = ("late-dispatch-rate", "valid-tracking-rate")
# Their own pages show their sign, or this test would prove nothing; these show no team's rows.
SHOW_NO_ROWS = {
    "truck:add-warehouse",
    "captures:parts",
    "captures:session",
    "inspections:tablet",  # the tablet asks for them
    "pack:table",  # the tablet asks for them
    "photos:photo",
    "photos:small",
    "truck:claim-paper",
    "violations:paper",  # a PDF and packed files: tests/metrics/test_violations.py reads them
    "violations:pack",
    "violations:of-order",
    "truck:paper",  # a PDF: tests/warehouse/handover reads it
    "sourcing:purchase-paper",  # a PDF
    "seeking:add",
    "rates:index",  # numbers alone: tests/sourcing/rates reads them
    "following:report",  # a PDF: tests/inspections reads it
    "refunds:defect-orders-export",  # orders with a defect, of theirs none: tests/metrics/refunds reads them
    "refunds:defects-export",  # counts by kind of defect, of theirs none: tests/metrics/refunds reads them
    "inspections:of-lot",  # verdicts and days: tests/inspections reads them
    "following:of-lot",  # leads on to the inspection, or to what follows
    "supplier-numbers:waiting",  # a count, where any wait: tests/sourcing/test_sent_numbers.py
    "following:of-order",  # leads on to the inspection, or to the order
    "weekly:coming",  # where enough is counted: tests/metrics/weekly reads it
    "orders:bulk-result",
    "channels:tiktok-callback",
    "channels:shopify-callback",
    "channels:woocommerce-callback",
    "rulebook-index",
    "rulebook",
}


def words(world: World) -> dict[str, object]:
    line = world.order.lines.exclude(sku=None).get()
    return {
        "shop": world.shop.slug,
        "sku": line.sku_code,
        "supplier": line.supplier.code,
        "member": world.member(Role.OPERATOR).pk,
        "number": world.package.tracking_number,
    }


def addresses(asker: World, told: World) -> list[str]:
    """Every page of the asker, plain and with each query in the words of `told`."""
    found = []
    for name, place in PLACES.items():
        if place.method == "POST":
            continue
        user = asker.member(Role.OWNER)
        arguments = [[slug] for slug in RATES] if name.startswith("metrics:") else [place.args(asker, user)]
        if name == "metrics:index":
            arguments = [[]]
        for each in arguments:
            url = reverse(name, args=each)
            found += [url, *(f"{url}?{query.format(**words(told))}" for query in QUERIES.get(name, ()))]
    return found


def signed_in(world: World) -> Client:
    client = Client()
    client.force_login(world.member(Role.OWNER))
    return client


def text_of(answer: object) -> str:
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return raw.decode(errors="replace").lower()


def without_echo(text: str, *asked: str) -> str:
    """A page may repeat what it was asked for."""
    for each in asked:
        for spelled in (each, quote(each), quote_plus(each)):
            text = text.replace(spelled.lower(), "")
    return text


def test_no_page_shows_rows_of_another_team(ours: World, theirs: World):
    client = signed_in(ours)

    for url in addresses(ours, theirs):
        for headers in ({}, {"HX-Request": "true"}):
            answer = client.get(url, headers=headers)
            text = without_echo(text_of(answer), *map(str, words(theirs).values()))
            assert theirs.sign not in text, url


def test_the_same_pages_do_show_the_teams_own_rows(theirs: World):
    client = signed_in(theirs)
    without = []

    for name, place in PLACES.items():
        if place.method != "POST" and name not in SHOW_NO_ROWS:
            user = theirs.member(Role.OWNER)
            text = text_of(client.get(place.url(name, theirs, user), headers={"HX-Request": "true"}))
            without += [name] if theirs.sign not in text else []

    assert without == []


@pytest.mark.parametrize("kind", ["order", "tracking number", "buyer", "sku"])
def test_a_search_finds_nothing_of_another_team(kind, ours: World, theirs: World):
    asked = {
        "order": theirs.order.external_id,
        "tracking number": theirs.package.tracking_number,
        "buyer": theirs.word,
        "sku": theirs.order.lines.exclude(sku=None).get().sku_code,
    }[kind]
    url = reverse("orders:list")

    own = signed_in(theirs).get(url, {"q": asked}, follow=True)
    foreign = signed_in(ours).get(url, {"q": asked}, follow=True)

    assert f'data-row="{theirs.order.pk}"' in text_of(own) or own.redirect_chain, "the search works at all"
    assert foreign.redirect_chain == []
    assert theirs.sign not in without_echo(text_of(foreign), asked)
    assert 'data-row="' not in text_of(foreign)


@pytest.mark.parametrize("name", ["orders:bulk", "orders:bulk-preview"])
@pytest.mark.parametrize("act", ["hold", "release", "snooze", "assign", "ask-carrier"])
def test_a_bulk_act_leaves_the_orders_of_another_team_alone(act, name, ours: World, theirs: World):
    before = sorted(theirs.order.events.values_list("key", flat=True))

    answer = signed_in(ours).post(
        reverse(name, args=[act]),
        {"order": [theirs.order.pk, theirs.sent.pk], "evidence": "lid cracked"},
        follow=True,
    )

    assert theirs.sign not in text_of(answer)
    assert sorted(theirs.order.events.values_list("key", flat=True)) == before
    theirs.order.refresh_from_db()
    theirs.hold.refresh_from_db()
    assert (theirs.order.assignee, theirs.order.snoozed_until_at, theirs.hold.released_at) == (
        None,
        None,
        None,
    )


def test_an_order_cannot_be_assigned_to_somebody_of_another_team(ours: World, theirs: World):
    stranger = theirs.member(Role.OPERATOR)

    signed_in(ours).post(reverse("orders:assign", args=[ours.order.pk]), {"user": stranger.pk})

    ours.order.refresh_from_db()
    assert ours.order.assignee is None


def test_a_hold_of_another_teams_order_is_not_released_through_ones_own_order(ours: World, theirs: World):
    answer = signed_in(ours).post(reverse("orders:release-hold", args=[ours.order.pk, theirs.hold.pk]))

    theirs.hold.refresh_from_db()
    assert (answer.status_code, theirs.hold.released_at) == (404, None)


def test_an_undo_kept_in_one_session_is_nothing_in_another(ours: World, theirs: World):
    """The event's id is in the address, what it undoes only in the session of whoever acted."""
    answer = signed_in(ours).post(reverse("orders:undo", args=[ours.event.pk]), follow=True)

    ours.hold.refresh_from_db()
    assert "can no longer be undone here" in text_of(answer)
    assert ours.hold.released_at is None
