"""Lists of numbers in the browser: looked at, sent once however often they are pressed, followed, taken back."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.channels import base
from fulfillment.channels.models import NumberList
from fulfillment.channels.shipments import Capabilities
from fulfillment.channels.uploads import sending
from fulfillment.channels.uploads.findings import OF_LISTS
from fulfillment.channels.uploads.lists import going, keeping
from fulfillment.channels.uploads.lists.judging import Verdict, rows_of
from fulfillment.channels.uploads.lists.showing import WORDS
from fulfillment.channels.uploads.lists.tabular import Line
from fulfillment.orders.holds import place_hold
from fulfillment.outbox.claiming import answer, claim
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import Kind, Outcome, State
from tests import factories
from tests.channels.uploads.test_pages import to_ship

UPS = "1Z999AA10123456784"


def usps(serial):
    body = f"940011020088{serial:09d}"
    digits = [int(sign) for sign in body][::-1]
    return f"{body}{-(3 * sum(digits[0::2]) + sum(digits[1::2])) % 10}"


@pytest.fixture
def team(db):
    return factories.create_team()


@pytest.fixture
def shop(team):
    return factories.create_shop(team=team, name="Glow US", slug="glow-us")


@pytest.fixture
def person(client, team):
    user = factories.create_member(team=team, role=Role.OPERATOR)
    client.force_login(user)
    return user


@pytest.fixture(autouse=True)
def woken(monkeypatch):
    monkeypatch.setattr(sending, "wake", lambda shops, **_: None)
    monkeypatch.setattr(going, "wake", lambda shops, **_: None)


def bring(client, text, **more):
    answer = client.post(reverse("uploads:lists"), {"text": text, **more})
    assert answer.status_code == 302, answer.content.decode()
    return NumberList.objects.latest("brought_at")


def press(client, act, numbers, **given):
    return client.post(reverse(f"uploads:list-{act}", args=[numbers.pk]), given, follow=True).content.decode()


def page(client, numbers, **query):
    return client.get(reverse("uploads:list", args=[numbers.pk]), query).content.decode()


def verdicts(numbers):
    return [str(row.verdict) for row in rows_of(numbers, now=timezone.now())]


def said(numbers):
    return [[finding.code for finding in row.findings] for row in rows_of(numbers, now=timezone.now())]


def settle(shop, outcome=Outcome.DONE, **more):
    """The worker's part: every write of the shop is answered so."""
    later = timezone.now() + timedelta(minutes=5)
    while write := claim(shop.pk, now=later):
        answer(write, outcome, now=later, **more)


def test_a_pasted_list_is_looked_at_row_by_row(client, person, team, shop):
    good, held, warned = to_ship(shop), to_ship(shop), to_ship(shop)
    place_hold(held, reason="by_hand", owner="us", action="release_hold", evidence="wait", now=timezone.now())
    rows = [(good, usps(1), ""), (held, usps(2), ""), (warned, "LX123", "yanwen")]
    text = "\n".join(f"{order.external_id}\t{number}\t{carrier}" for order, number, carrier in rows)

    numbers = bring(client, f"{text}\nnobody\t{usps(4)}\n{good.external_id}\t9400")

    assert said(numbers)[3] == ["unknown_order"]
    shown = page(client, numbers)
    for words in (
        "The order is on hold: wait.",
        "No order “nobody” is here.",
        "read off the number",
        "5 tracking numbers",
    ):
        assert words in shown
    assert "Rows 1 and 5 give this order different numbers." in shown
    assert verdicts(numbers) == ["refused", "refused", "warned", "refused", "refused"]
    assert "nobody" not in page(client, numbers, show="warned")


def test_the_good_ones_are_sent_together_and_the_others_stay(client, person, shop):
    first, second, third = to_ship(shop), to_ship(shop), to_ship(shop)
    text = f"{first}\t{usps(1)}\n{second}\t{usps(2)[:-1]}{(int(usps(2)[-1]) + 1) % 10}\tusps\n{third}\tLX123\tyanwen"
    numbers = bring(client, text)
    assert verdicts(numbers) == ["good", "refused", "warned"]

    shown = press(client, "send", numbers)

    [write] = OutboundWrite.objects.all()
    assert (write.batch, write.subject, write.created_by) == (numbers.pk, first.external_id, person)
    assert write.not_before_at - write.created_at == sending.MANY_WAIT
    assert "1 number leaves in 60 s" in shown
    assert "every 3s" in shown
    assert verdicts(numbers) == ["going", "refused", "warned"]

    press(client, "send", numbers, warned="1")

    assert verdicts(numbers) == ["going", "refused", "going"]


def test_pressing_twice_reloading_and_bringing_it_again_sends_once(client, person, shop):
    text = f"{to_ship(shop)}\t{usps(1)}"
    numbers = bring(client, text)

    press(client, "send", numbers)
    assert "Nothing more was sent" in press(client, "send", numbers)
    again = client.post(reverse("uploads:lists"), {"text": text}, follow=True)

    assert again.redirect_chain == [(reverse("uploads:list", args=[numbers.pk]), 302)]
    assert "This list was brought before" in again.content.decode()
    assert OutboundWrite.objects.count() == NumberList.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_send_once(client, person, shop):
    orders = [to_ship(shop) for _ in range(20)]
    numbers = bring(client, "\n".join(f"{order}\t{usps(n)}" for n, order in enumerate(orders)))

    def send(_):
        try:
            return going.send_list(numbers, warned_too=False, by=person, now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        sent = list(pool.map(send, range(2)))

    assert sorted(sent) == [0, 20]
    assert OutboundWrite.objects.count() == 20


def test_the_same_number_for_two_buyers_is_refused_and_for_one_buyer_is_one_parcel(client, person, shop):
    one, other = to_ship(shop), to_ship(shop)
    numbers = bring(client, f"{one}\t{usps(1)}\n{other}\t{usps(1)}")
    assert said(numbers) == [["number_twice"], ["number_twice"]]

    other.buyer_key = one.buyer_key
    other.save()

    assert verdicts(numbers) == ["good", "good"]
    assert said(numbers) == [["together"], ["together"]]


def test_orders_of_other_shops_and_of_other_teams(client, person, team, shop):
    elsewhere = factories.create_shop(team=team, name="Glow UK", slug="glow-uk")
    theirs = to_ship(factories.create_shop())
    there, twice = to_ship(elsewhere, number="77"), to_ship(shop, number="#77")
    rows = f"{there.external_id}\t{usps(1)}\n{theirs}\t{usps(2)}\n{twice.external_id}\t{usps(3)}"

    numbers = bring(client, rows, shop="glow-us")
    assert said(numbers) == [["other_shop"], ["unknown_order"], []]
    assert "is of Glow UK, not of the shop" in page(client, numbers)

    both = bring(client, f"77\t{usps(1)}\n77\t{usps(2)}\t\tglow us\n77\t{usps(3)}\t\tGlow XX")
    assert said(both)[1:] == [[], ["unknown_shop"]]
    assert rows_of(both, now=timezone.now())[1].order == twice


def test_one_number_in_two_shops_asks_which(client, person, team, shop):
    elsewhere = factories.create_shop(team=team, name="Glow UK", slug="glow-uk")
    to_ship(shop, number="88")
    to_ship(elsewhere, number="88")

    numbers = bring(client, f"88\t{usps(1)}")

    assert said(numbers) == [["in_two_shops"]]
    assert "“88” is an order of Glow UK and Glow US." in page(client, numbers).replace("&quot;", '"')


def test_what_the_channel_shows_already_is_nothing_to_send(client, person, shop):
    order = to_ship(shop, status="in_transit")
    factories.create_package(orders=[order], tracking_number=UPS, shipped_at=timezone.now())

    assert verdicts(bring(client, f"{order}\t{UPS}")) == ["there"]
    assert verdicts(bring(client, f"{order}\t{usps(1)}")) == ["refused"]


def test_shipped_orders_are_corrected_only_where_that_is_asked_for_and_ticked(client, person, shop):
    order = to_ship(shop, status="ready")
    factories.create_package(
        orders=[order],
        tracking_number=UPS,
        numbers_told=[UPS],
        shipped_at=timezone.now() - timedelta(hours=2),
    )
    numbers = bring(client, f"{order}\t{usps(1)}", corrects="on")
    assert "replaces" in said(numbers)[0]
    assert f"The order is shipped with {UPS}; this number would take its place." in page(client, numbers)

    press(client, "send", numbers)
    assert not OutboundWrite.objects.exists()
    press(client, "send", numbers, warned="1")

    assert OutboundWrite.objects.get().kind == Kind.SHIPMENT_CORRECT


def test_a_carrier_that_nobody_knows_is_read_off_the_number_and_said(client, person, shop):
    numbers = bring(client, f"{to_ship(shop)}\t{usps(1)}\tMy friend Joe")

    assert said(numbers) == [["unknown_carrier"]]
    assert "We know no carrier called “My friend Joe”; the number says USPS." in page(client, numbers)


@pytest.mark.parametrize(
    ("outcome", "more", "verdict", "shown"),
    [
        (Outcome.DONE, {}, "arrived", "TikTok Shop accepted it."),
        (Outcome.ALREADY_DONE, {"confirmed_at": timezone.now()}, "arrived", "had it already and shows it."),
        (
            Outcome.REFUSED,
            {"sentence": "The order is on hold. Wait."},
            "turned-down",
            "refused it: The order is on hold.",
        ),
        (Outcome.UNCLEAR, {"sentence": "TikTok shows X."}, "stuck", "TikTok shows X."),
        (
            Outcome.UNREACHABLE,
            {"sentence": "No answer."},
            "going",
            "Waiting: No answer. It is tried again by itself.",
        ),
    ],
)
def test_afterwards_each_row_says_what_became_of_it(client, person, shop, outcome, more, verdict, shown):
    numbers = bring(client, f"{to_ship(shop)}\t{usps(1)}")
    press(client, "send", numbers)

    write = claim(shop.pk, now=timezone.now() + timedelta(minutes=5))
    answer(write, outcome, now=timezone.now(), **more)

    assert verdicts(numbers) == [verdict]
    assert shown in page(client, numbers)
    assert ("every 3s" in page(client, numbers)) is (verdict == "going")


def test_what_has_not_left_is_withdrawn_and_may_be_sent_again(client, person, shop):
    left, waits = to_ship(shop), to_ship(shop)
    numbers = bring(client, f"{left}\t{usps(1)}\n{waits}\t{usps(2)}")
    press(client, "send", numbers)
    first = OutboundWrite.objects.get(subject=left.external_id)
    OutboundWrite.objects.filter(pk=first.pk).update(state=State.DONE, answered_at=timezone.now())

    shown = press(client, "undo", numbers)

    assert "1 did not leave." in shown
    assert (
        "1 left already and stays. TikTok Shop takes one correction of a number within 72 h: on the order"
        in shown
    )
    assert verdicts(numbers) == ["arrived", "good"]
    assert "taken back before it left" in page(client, numbers)
    press(client, "send", numbers)
    assert verdicts(numbers) == ["arrived", "going"]


def test_where_the_channel_takes_shipments_back_it_is_asked_to_once(client, person, shop, monkeypatch):
    monkeypatch.setattr(base, "capabilities", lambda _: Capabilities(can_upload=True, can_cancel=True))
    numbers = bring(client, f"{to_ship(shop)}\t{usps(1)}")
    press(client, "send", numbers)
    settle(shop, external_id="P7")

    assert "asked to take 1 back" in press(client, "undo", numbers)
    assert "nothing to take back" in press(client, "undo", numbers)

    back = OutboundWrite.objects.get(kind=Kind.SHIPMENT_CANCEL)
    assert (back.payload["package_external_id"], back.payload["tracking_number"]) == ("P7", usps(1))
    assert verdicts(numbers) == ["going"]
    settle(shop)
    assert verdicts(numbers) == ["taken-back"]


def test_the_report_has_every_row_and_nothing_that_a_sheet_would_run(client, person, shop):
    numbers = bring(client, f"{to_ship(shop)}\t{usps(1)}\n@SUM(A1)\t{usps(2)}")

    answer = client.get(reverse("uploads:list-report", args=[numbers.pk]))

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    header, first, second = csv.reader(io.StringIO(text))
    assert header[:6] == ["row", "order", "shop", "number", "carrier", "verdict"]
    assert (first[2], first[3], first[5]) == ("Glow US", usps(1), "Good")
    assert second[1] == "'@SUM(A1)"


def test_the_refused_rows_come_back_into_the_form(client, person, shop):
    order = to_ship(shop)
    numbers = bring(client, f"{order}\t{usps(1)}\nnobody\t{usps(2)}\tUSPS")

    shown = client.get(reverse("uploads:list-mend", args=[numbers.pk])).content.decode()

    assert f"nobody\t{usps(2)}\tUSPS" in shown
    assert usps(1) not in shown


def test_a_file_is_brought_and_a_bad_one_is_said_at_its_field(client, person, shop):
    content = f"Order,Tracking\n{to_ship(shop)},{usps(1)}\n".encode()
    url = reverse("uploads:lists")

    client.post(url, {"file": SimpleUploadedFile("today.csv", content)})
    bad = client.post(url, {"file": SimpleUploadedFile("today.pdf", content)})

    assert NumberList.objects.get().name == "today.csv"
    assert "Bring a CSV, XLSX or JSONL file." in bad.content.decode()
    assert "There is nothing in it" in client.post(url, {"text": ""}).content.decode()
    assert "today.csv" in client.get(url).content.decode()


def test_a_list_is_removed_only_when_nothing_of_it_is_on_its_way(client, person, shop):
    numbers = bring(client, f"{to_ship(shop)}\t{usps(1)}")
    press(client, "send", numbers)

    assert "Some of it is still on its way" in press(client, "forget", numbers)
    settle(shop)
    press(client, "forget", numbers)

    assert not NumberList.objects.exists()
    assert OutboundWrite.objects.exists()


def many(team, shop, count):
    orders = [to_ship(shop) for _ in range(count)]
    lines = [Line(n, order.external_id, usps(n)) for n, order in enumerate(orders)]
    numbers, _ = keeping.keep(team, lines, name="x", shop=None, corrects=False, by=None, now=timezone.now())
    return numbers


def test_a_list_costs_the_same_number_of_questions_however_long_it_is(client, person, team, shop):
    page(client, many(team, shop, 1))  # the session is written once
    counts = {}
    for size in (2, 60):
        numbers = many(team, shop, size)
        with CaptureQueriesContext(connection) as looked:
            page(client, numbers)
        with CaptureQueriesContext(connection) as sent:
            going.send_list(numbers, warned_too=False, by=person, now=timezone.now())
        with CaptureQueriesContext(connection) as followed:
            page(client, numbers)
        with CaptureQueriesContext(connection) as undone:
            going.undo_list(numbers, by=person, now=timezone.now())
        counts[size] = [len(each) for each in (looked, sent, followed, undone)]

    assert counts[2] == counts[60]
    assert max(counts[60]) < 29


def test_rows_stand_on_pages_of_a_hundred(client, person, team, shop):
    lines = [Line(n, f"none-{n}", usps(n)) for n in range(1, 251)]
    numbers, _ = keeping.keep(team, lines, name="x", shop=None, corrects=False, by=None, now=timezone.now())

    assert "none-101" not in page(client, numbers)
    second = page(client, numbers, page="1")
    assert "none-101<" in second
    assert "none-201<" not in second
    assert "none-250<" in page(client, numbers, page="99")
    assert "none-1<" in page(client, numbers, page="x", show="nonsense")


def test_every_verdict_has_its_words():
    assert set(WORDS) == set(Verdict)


def test_every_finding_of_lists_is_told_by_this_file_or_the_clashes():
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))

    assert {code for code in OF_LISTS if f'"{code}"' not in tests} == set()


def test_a_row_without_an_order_or_with_a_formula_is_refused(client, person, shop):
    assert said(bring(client, f"order,tracking\n,{usps(1)}\n1,=A1")) == [["no_order"], ["unreadable"]]


def test_the_most_that_a_file_may_have_stands_beside_it_and_is_known_before_it_is_sent(client, person, shop):
    page = client.get(reverse("uploads:lists")).content.decode()

    assert "up to 2,000 rows and 2 MB" in page
    assert 'data-largest="2097152"' in page


# --- an order in several parcels ---


@pytest.fixture
def parting(monkeypatch):
    able = Capabilities(can_upload=True, can_correct=True, can_split=True)
    monkeypatch.setattr(base, "capabilities", lambda connection: able)


@pytest.fixture
def of_two(shop):
    order = to_ship(shop)
    order.lines.all().delete()
    factories.create_line(order=order, external_id="11", sku_code="LAMP", quantity=2)
    factories.create_line(order=order, external_id="12", sku_code="MUG", quantity=1)
    return order


def sent_lines():
    writes = OutboundWrite.objects.order_by("created_at", "payload__tracking_number")
    return {
        write.payload["tracking_number"]: {
            each["external_id"]: each["quantity"] for each in write.payload["lines"]
        }
        for write in writes
    }


def test_rows_say_what_is_in_each_parcel_of_an_order(client, person, parting, of_two):
    text = (
        "Order ID,Tracking number,SKU,Quantity\n"
        f"{of_two},{usps(1)},LAMP,1\n{of_two},{usps(2)},LAMP,1\n{of_two},{usps(2)},MUG,1\n"
    )
    numbers = bring(client, text)
    assert verdicts(numbers) == ["good", "good", "there"]
    assert "holds 1 × LAMP, 1 × MUG" in page(client, numbers)

    press(client, "send", numbers)

    assert sent_lines() == {usps(1): {"11": 1}, usps(2): {"11": 1, "12": 1}}
    assert verdicts(numbers) == ["going", "going", "there"]


def test_what_is_assumed_is_said_and_sent_only_when_somebody_agrees(client, person, parting, of_two):
    numbers = bring(client, f"{of_two}\t{usps(1)}\n{of_two}\t{usps(2)}")
    assert verdicts(numbers) == ["warned", "warned"]
    assert "Assumed to hold 2 × LAMP: its row does not say it." in page(client, numbers)

    press(client, "send", numbers, warned="1")

    assert sent_lines() == {usps(1): {"11": 2}, usps(2): {"12": 1}}


def test_where_it_is_not_plain_what_is_in_them_none_goes(client, person, parting, of_two):
    numbers = bring(client, "\n".join(f"{of_two}\t{usps(serial)}" for serial in range(1, 5)))
    assert verdicts(numbers) == ["refused"] * 4
    assert "several numbers, and not what is in each parcel" in page(client, numbers)


def test_one_bad_parcel_leaves_the_others_their_own_content(client, person, parting, of_two):
    bad = usps(1)[:-1] + str((int(usps(1)[-1]) + 1) % 10)
    numbers = bring(client, f"{of_two}\t{bad}\tusps\n{of_two}\t{usps(2)}\tusps")
    assert verdicts(numbers) == ["refused", "warned"]

    press(client, "send", numbers, warned="1")

    assert sent_lines() == {usps(2): {"12": 1}}


def test_a_channel_that_takes_one_number_warns_of_a_row_that_names_a_part(client, person, of_two):
    text = f"Order ID,Tracking number,SKU,Quantity\n{of_two},{usps(1)},LAMP,2"
    numbers = bring(client, text)
    assert said(numbers) == [["whole_order"]]
    whole = bring(client, f"{text}\n{of_two},{usps(1)},MUG,1")
    assert verdicts(whole) == ["good", "there"]


def test_parcels_of_many_orders_are_looked_at_in_a_fixed_number_of_questions(client, person, parting, shop):
    def count(orders):
        rows = "\n".join(f"{order},{usps(2 * n + half)}" for n, order in enumerate(orders) for half in (0, 1))
        numbers = bring(client, f"Order ID,Tracking number\n{rows}")
        with CaptureQueriesContext(connection) as asked:
            rows_of(numbers, now=timezone.now())
        return len(asked)

    some = [to_ship(shop) for _ in range(2)]
    for order in some:
        factories.create_line(order=order, external_id="x", sku_code="X", quantity=1)
    few = count(some)
    more = [to_ship(shop) for _ in range(6)]
    for order in more:
        factories.create_line(order=order, external_id="x", sku_code="X", quantity=1)
    assert count(more) == few


def test_what_is_to_be_mended_keeps_its_columns(client, person, parting, of_two):
    numbers = bring(client, f"Order ID,Tracking number,SKU,Quantity\n{of_two},{usps(1)},CUP,1")
    answer = client.get(reverse("uploads:list-mend", args=[numbers.pk])).content.decode()
    assert "SKU\tQuantity" in answer
    assert "CUP\t1" in answer
