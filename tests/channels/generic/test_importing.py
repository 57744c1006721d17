"""The import as a whole, on PostgreSQL: nothing lost, nothing doubled, every row accounted for."""

import csv
import gzip
import io
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop, Supplier
from fulfillment.channels.generic import importing
from fulfillment.channels.generic.grouping import survey
from fulfillment.channels.generic.mapfile import read_map
from fulfillment.channels.models import ImportReject, ImportRun, QuarantinedItem
from fulfillment.orders.models import Order, OrderCopy, OrderEvent, OrderLine, Ticket
from tests.channels.browser_import.bringing import as_xlsx
from tests.channels.generic.files import HEADER, MAP, row, write_csv, write_map
from tests.factories import create_order, create_shop, create_team

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
TOO_LONG = "x" * 5000  # longer than any title may be

pytestmark = pytest.mark.django_db


@pytest.fixture
def imports(tmp_path):
    """Runs the command on a file; its exit code, and what it printed."""
    team, _ = Team.objects.get_or_create(slug="glow", defaults={"name": "Glow"})

    def imports(path, *more, shop="market", map_path=None):
        said = io.StringIO()
        stated = map_path or write_map(tmp_path)
        arguments = ["--team", team.slug, "--shop", shop, "--map", str(stated), *map(str, more)]
        try:
            call_command("import_orders", str(path), *arguments, stdout=said)
        except SystemExit as stop:
            return stop.code, said.getvalue()
        except CommandError as error:
            return error.returncode, str(error)
        return 0, said.getvalue()

    return imports


TICKETS = """
[file]
time_zone = "America/Los_Angeles"

[ticket]
external_id = "Ticket ID"
opened_at = "Created At"
order = "Order"
text = "Message"
"""


@pytest.fixture
def imports_tickets(tmp_path):
    """Runs the command on rows of (ticket, order, words); its exit code, and what it printed."""
    team, _ = Team.objects.get_or_create(slug="glow", defaults={"name": "Glow"})

    def imports_tickets(rows, *more, shop="market", stated=TICKETS):
        header = ("Ticket ID", "Created At", "Order", "Message")
        lines = [(name, "2026-11-20 09:00", order, words) for name, order, words in rows]
        path = write_csv(tmp_path / "tickets.csv", lines, header=header)
        said = io.StringIO()
        arguments = ["--team", team.slug, "--shop", shop, "--map", str(write_map(tmp_path, stated))]
        try:
            call_command("import_tickets", str(path), *arguments, *map(str, more), stdout=said)
        except SystemExit as stop:
            return stop.code, said.getvalue()
        except CommandError as error:
            return error.returncode, str(error)
        return 0, said.getvalue()

    return imports_tickets


def test_tickets_of_a_file_are_linked_to_the_orders_of_a_shop_of_any_channel(imports_tickets):
    shop = create_shop(team=Team.objects.get(slug="glow"), slug="market", channel="tiktok")
    order = create_order(shop=shop, external_id="1001")

    said = imports_tickets(
        [("T1", "1001", "Where is my order?"), ("T2", "", "It is broken"), ("", "1001", "x")]
    )

    assert said == (1, "3 rows: 2 tickets taken, 1 refused.\n  no_ticket_id: 1\n")
    assert list(Ticket.objects.order_by("external_id").values_list("external_id", "order", "topic")) == [
        ("T1", order.pk, "where_is_my_order"),
        ("T2", None, "damaged"),
    ]


def test_a_dry_run_of_tickets_reports_and_writes_nothing(imports_tickets, tmp_path):
    create_shop(team=Team.objects.get(slug="glow"), slug="market")
    report = tmp_path / "report.csv"

    code, said = imports_tickets([("T1", "", "Hello"), ("", "", "x")], "--dry-run", "--report", report)

    assert (code, said.splitlines()[0]) == (1, "2 rows: 1 tickets would be taken, 1 refused.")
    assert report.read_text().splitlines()[0] == "row,ticket,code,sentence,rejected"
    assert not Ticket.objects.exists()


def test_tickets_need_a_shop_that_there_is_and_a_map_of_tickets(imports_tickets, imports, tmp_path):
    assert imports_tickets([]) == (2, "No shop 'market'; the team has none yet.")
    create_shop(team=Team.objects.get(slug="glow"), slug="market", channel="own_store")
    assert imports_tickets([], stated=MAP)[1].endswith("it has no [ticket] table: use import_orders.")
    tickets = write_map(tmp_path, TICKETS)
    told = imports(write_csv(tmp_path / "f.csv", []), map_path=tickets)
    assert told == (2, "This map is of tickets: use import_tickets.")


def test_an_order_that_names_its_original_is_linked_to_it(imports, tmp_path):
    tiktok = create_shop(team=Team.objects.get(slug="glow"), slug="glow-us", channel="tiktok")
    original = create_order(shop=tiktok, external_id="576461413038785752")
    stated = write_map(tmp_path, MAP.replace("[line]", 'copied_from = "original"\n\n[line]'))
    rows = [[*row("A1"), "576461413038785752"], [*row("A2"), ""]]

    imports(write_csv(tmp_path / "f.csv", rows, header=(*HEADER, "original")), map_path=stated)

    copy = OrderCopy.objects.get(order__external_id="A1")
    assert (copy.original, copy.is_told) == (original, True)
    assert not OrderCopy.objects.filter(order__external_id="A2").exists()


def some_orders(count: int, start: int = 1) -> list[list[str]]:
    return [row(f"A{number}", line) for number in range(start, start + count) for line in ("1", "2")]


def state() -> dict[str, list]:
    """Everything that the import wrote, without the ids of its rows."""
    orders = Order.objects.order_by("external_id")
    lines = OrderLine.objects.order_by("order__external_id", "external_id")
    events = OrderEvent.objects.order_by("order__external_id", "kind", "happened_at")
    notes = ImportReject.objects.order_by("row", "code")
    return {
        "orders": list(orders.values_list("external_id", "status", "placed_at", "scanned_at", "total")),
        "lines": list(lines.values_list("order__external_id", "external_id", "supplier__code", "quantity")),
        "events": list(events.values_list("order__external_id", "kind", "happened_at")),
        "notes": list(notes.values_list("row", "external_id", "code", "is_rejected")),
        "runs": list(ImportRun.objects.values_list("rows_done", "orders_done", "rejected", "noted")),
        "quarantine": list(QuarantinedItem.objects.values_list("external_id", "sentence")),
    }


def test_orders_lines_and_suppliers_are_there(imports, tmp_path):
    code, said = imports(write_csv(tmp_path / "f.csv.gz", some_orders(3)))

    assert (code, said) == (0, "6 rows: 3 orders taken, 0 refused.\n")
    shop = Shop.objects.get(slug="market")
    assert (shop.platform, shop.market, shop.time_zone) == ("own_store", "US", "America/Los_Angeles")
    assert Order.objects.filter(shop=shop).count() == 3
    assert set(OrderLine.objects.values_list("supplier__code", flat=True)) == {"S1"}
    assert Supplier.objects.count() == 1


def test_a_gzip_file_is_known_by_its_bytes_not_its_name(imports, tmp_path):
    plain = write_csv(tmp_path / "f.csv", some_orders(1))
    packed = tmp_path / "packed.csv"
    packed.write_bytes(gzip.compress(plain.read_bytes()))

    assert imports(packed)[0] == 0


def test_a_file_that_is_named_gzip_and_is_none_is_refused_in_a_sentence(imports, tmp_path):
    path = tmp_path / "f.csv.gz"
    path.write_bytes(b"\x00\x93\xff rubbish")

    code, said = imports(path)

    assert (code, said[:28]) == (2, "f.csv.gz is not a gzip file,")
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_orders_of_a_shop_that_has_a_channel_do_not_come_by_file(imports, tmp_path, more):
    create_shop(team=Team.objects.get(), slug="market", name="Glow US", channel="tiktok")

    code, said = imports(write_csv(tmp_path / "f.csv", some_orders(1)), *more)

    assert (code, said) == (
        2,
        "Glow US's orders are read from its channel: choose a store of your own, or add one under Channels, "
        "Connect a shop.",
    )
    assert not Order.objects.exists()
    assert not ImportRun.objects.exists()


def test_a_second_run_changes_nothing(imports, tmp_path):
    path = write_csv(tmp_path / "f.csv", [*some_orders(3), row("B", status="lost"), row("C", title=TOO_LONG)])
    first = imports(path)
    before = state()

    again = imports(path)

    assert again == first
    assert state() | {"quarantine": []} == before | {"quarantine": []}


def test_a_dry_run_writes_nothing_and_says_the_same(imports, tmp_path):
    path = write_csv(tmp_path / "f.csv", [*some_orders(3), row("B", status="lost"), row("C", sku=TOO_LONG)])
    dry_report, real_report = tmp_path / "dry.csv", tmp_path / "real.csv"

    dry = imports(path, "--dry-run", "--report", dry_report)

    assert not Shop.objects.exists()
    assert not any(state().values())
    assert not Supplier.objects.exists()
    real = imports(path, "--report", real_report)
    assert dry == (1, real[1].replace("orders taken", "orders would be taken"))
    assert dry_report.read_text() == real_report.read_text()


def test_what_the_database_refuses_stands_in_the_report(imports, tmp_path):
    report = tmp_path / "report.csv"
    path = write_csv(tmp_path / "f.csv", [row("A"), row("B", "1", sku=TOO_LONG), row("B", "2")])

    code, said = imports(path, "--report", report)

    assert code == 1
    assert said == "3 rows: 1 orders taken, 1 refused.\n  not_storable: 2\n"
    rows = list(csv.DictReader(report.read_text().splitlines()))
    assert [(each["row"], each["order"], each["rejected"]) for each in rows] == [
        ("2", "B", "True"),
        ("3", "B", "True"),
    ]
    assert rows[0]["sentence"] == QuarantinedItem.objects.get().sentence
    assert ImportReject.objects.get(row=3).payload["sku"] == "GLOW-2"


def test_an_order_that_was_mended_leaves_the_quarantine(imports, tmp_path):
    imports(write_csv(tmp_path / "f.csv", [row("B", sku=TOO_LONG)]))

    assert imports(write_csv(tmp_path / "f.csv", [row("B")]))[0] == 0
    assert not QuarantinedItem.objects.filter(resolved_at=None).exists()


def test_an_order_of_which_the_shop_knows_more_is_said(imports, tmp_path):
    imports(write_csv(tmp_path / "new.csv", [row("A", scanned="2026-11-05 10:00:00")]))

    code, said = imports(write_csv(tmp_path / "old.csv", [row("A", status="new", scanned="")]))

    assert (code, "older_than_known: 1" in said) == (0, True)
    assert Order.objects.get().status == "in_transit"


def test_a_supplier_that_another_file_names_replaces_the_first(imports, tmp_path):
    imports(write_csv(tmp_path / "f.csv", [row("A")]))

    imports(write_csv(tmp_path / "f.csv", [row("A", supplier="S2")]))

    assert OrderLine.objects.get().supplier.code == "S2"


class Stopped(Exception):
    pass


def test_a_run_that_stops_in_the_middle_is_taken_up_there(imports, tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 4)
    odd = [
        row("X", status="lost"),
        row("A2", "3"),
        row("Y", sku=TOO_LONG),
        row("Z", scanned="2026-11-01 10:00:00"),
    ]
    path = write_csv(tmp_path / "f.csv", [*some_orders(6), *odd, *some_orders(6, start=7), row("A1", "3")])
    whole = imports(path, shop="whole")
    expected = state()
    Shop.objects.all().delete()
    Supplier.objects.all().delete()
    shop = create_shop(
        team=create_team(slug="other"), slug="again", channel="own_store", platform="own_store"
    )
    calls = []

    def stop(summary):
        calls.append(summary.rows)
        if len(calls) == 3:
            raise Stopped

    file = survey(path, read_map(write_map(tmp_path)))
    with pytest.raises(Stopped):
        importing.run(file, shop, now=NOW, progress=stop)
    reached = ImportRun.objects.get().rows_done

    summary, _ = importing.run(file, shop, now=NOW, progress=lambda summary: None)

    assert (summary.taken_up_after, summary.rows) == (reached, 29)
    assert 0 <= reached < 29
    assert f"{summary.taken} orders taken, {summary.rejected} refused" in whole[1]
    assert state() == expected


def test_only_a_terminal_sees_progress(tmp_path):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    create_team(slug="glow")
    path = write_csv(tmp_path / "f.csv", some_orders(1))
    seen = Terminal()
    arguments = ["--team", "glow", "--shop", "s", "--map", str(write_map(tmp_path))]
    call_command("import_orders", str(path), *arguments, stdout=seen)

    assert "2 rows, 1 orders\r" in seen.getvalue()


def test_an_unusable_file_or_map_leaves_no_trace(imports, tmp_path):
    whole = gzip.compress(write_csv(tmp_path / "f.csv", some_orders(500)).read_bytes())
    cut = tmp_path / "cut.csv.gz"
    cut.write_bytes(whole[: len(whole) // 2])

    code, said = imports(cut)

    assert (code, "damaged or not whole" in said) == (2, True)
    assert not Shop.objects.exists()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("file", "more", "said"),
    [
        ("none.csv", (), "Cannot read"),
        (".", (), "Cannot read"),
        ("f.csv", ("--map", "no-such-map"), "no shipped map of that name (olist)"),
        ("f.csv", ("--shop", "not a slug"), "cannot name a shop"),
        ("f.csv", ("--team", "nobody"), "No team 'nobody'"),
        ("f.csv", ("--report", "/no/such/place.csv"), "Cannot write the report"),
    ],
)
def test_wrong_use_says_the_fix_with_exit_code_2(imports, tmp_path, file, more, said):
    write_csv(tmp_path / "f.csv", some_orders(1))

    code, sentence = imports(tmp_path / file, *more)

    assert code == 2
    assert said in sentence
    assert not Order.objects.exists()


def test_the_command_reads_excel_files_and_says_which_sheet_there_is(imports, tmp_path):
    path = tmp_path / "orders.xlsx"
    path.write_bytes(as_xlsx([row("A1"), row("A1", "2"), row("A2")], header=HEADER))

    code, said = imports(path)
    other = write_map(tmp_path, MAP.replace("[file]", '[file]\nsheet = "December"'))
    wrong = imports(path, map_path=other)

    assert (code, Order.objects.count(), OrderLine.objects.count()) == (0, 2, 3), said
    assert wrong == (2, "orders.xlsx has no sheet 'December'; it has Sheet.")
