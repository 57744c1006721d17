"""`manage.py import_catalog`: SKUs and who supplies them, from a CSV file."""

import io

import pytest
from django.core.management import CommandError, call_command

from fulfillment.catalog.importing import Unusable, import_catalog
from fulfillment.catalog.models import Sku, Supplier
from tests.factories import create_team

HEADER = "sku,title,supplier_code,supplier_name\n"

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return create_team(slug="glow")


@pytest.fixture
def imports(team, tmp_path):
    """Runs the command on a text; its exit code, what it printed, and what it complained of."""

    def imports(content: str | bytes, team_slug: str = "glow"):
        path = tmp_path / "skus.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        said, complained = io.StringIO(), io.StringIO()
        try:
            call_command("import_catalog", str(path), "--team", team_slug, stdout=said, stderr=complained)
        except SystemExit as stop:
            return stop.code, said.getvalue(), complained.getvalue()
        except CommandError as error:
            return error.returncode, "", str(error)
        return 0, said.getvalue(), complained.getvalue()

    return imports


def test_skus_and_suppliers_are_there_once_however_often_the_file_comes(imports):
    content = f"{HEADER}GLOW-1,Glow lamp,S1,Bright Agents\nGLOW-2,Glow lamp 2,S1,Bright Agents\nSOLO,Solo,,\n"

    first, second = imports(content), imports(content)

    assert first == second == (0, "3 SKUs of 1 suppliers.\n", "")
    assert list(Sku.objects.order_by("code").values_list("code", "title", "supplier__name")) == [
        ("GLOW-1", "Glow lamp", "Bright Agents"),
        ("GLOW-2", "Glow lamp 2", "Bright Agents"),
        ("SOLO", "Solo", None),
    ]


def test_a_newer_file_replaces_titles_and_suppliers(imports):
    imports(f"{HEADER}GLOW-1,Old,S1,Bright Agents\n")

    imports(f"{HEADER}GLOW-1,New,S2,Other Agents\n")

    assert list(Sku.objects.values_list("title", "supplier__code")) == [("New", "S2")]
    assert Supplier.objects.count() == 2


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (",No code,,", "no SKU"),
        ("GLOW-1,Another title,,", "SKU 'GLOW-1' stands in the file already, with other values"),
        (f"{'x' * 121},,,", "sku is longer than 120 characters"),
        (f"A,{'x' * 301},,", "title is longer than 300 characters"),
        (f"A,,{'x' * 65},", "supplier_code is longer than 64 characters"),
        ("A,T,S,N,more", "more values than the header has columns"),
        ("A,T\0,S,N", "a NUL byte: the file is damaged"),
    ],
)
def test_a_row_that_cannot_be_taken_is_listed_and_the_others_are_taken(imports, line, why):
    code, said, complained = imports(f"{HEADER}GLOW-1,Glow lamp,,\n{line}\nGLOW-2,,,\n")

    assert (code, said) == (1, "2 SKUs of 0 suppliers.\n")
    assert complained == f"line 3: {why}\n"
    assert set(Sku.objects.values_list("code", flat=True)) == {"GLOW-1", "GLOW-2"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no column sku, title"),
        ("sku,title\nA,B\n", "no column supplier_code, supplier_name; it needs sku, title"),
        (HEADER.encode() + b"A,Zo\xeb,,\n", "not CSV in UTF-8"),
        (HEADER + 'A,"' + "x" * 140_000, "not CSV in UTF-8"),
    ],
    ids=["empty", "columns missing", "latin-1", "open quote"],
)
def test_a_file_that_is_no_catalog_is_refused_whole(imports, content, said):
    code, _, complained = imports(content)

    assert code == 2
    assert said in complained
    assert not Sku.objects.exists()


def test_a_byte_order_mark_is_no_part_of_the_first_column(imports):
    assert imports(f"\ufeff{HEADER}A,,,\n")[0] == 0


def test_nobodys_team_and_no_file_are_wrong_use(imports, tmp_path):
    assert imports(HEADER, team_slug="nobody") == (2, "", "No team 'nobody'.")
    with pytest.raises(CommandError, match="Cannot read") as caught:
        call_command("import_catalog", str(tmp_path / "none.csv"), "--team", "glow")
    assert caught.value.returncode == 2


def test_teams_do_not_share_their_skus(imports, team):
    other = create_team()
    import_catalog(other, [HEADER, "GLOW-1,Theirs,S1,Theirs\n"])

    imports(f"{HEADER}GLOW-1,Ours,S1,Ours\n")

    assert set(Sku.objects.values_list("team__slug", "title", "supplier__name")) == {
        ("glow", "Ours", "Ours"),
        (other.slug, "Theirs", "Theirs"),
    }


def test_the_function_refuses_what_the_command_refuses(team):
    with pytest.raises(Unusable):
        import_catalog(team, [])
