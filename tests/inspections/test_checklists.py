"""Checklists: what may be published, which speaks of which goods, and that a version stands."""

from dataclasses import dataclass

import pytest
from django.db import IntegrityError
from msgspec.structs import replace

from fulfillment.inspections import asking, planning
from fulfillment.inspections.asking import Check
from fulfillment.inspections.checklists import comparing, publishing, reading, sheets
from fulfillment.inspections.checklists.choosing import Goods, Rule, choose
from fulfillment.inspections.checklists.reading import Content
from fulfillment.inspections.checklists.starting import starters
from fulfillment.inspections.models import ChecklistVersion, Inspection
from fulfillment.warehouse.refusing import NotDone
from tests import factories
from tests.factories import NOW
from tests.inspections.tablets import Tablet
from tests.racing import at_once
from tests.warehouse.stock import create_lot

WORDS = {"en": "Weight", "zh-hans": "重量"}
RULES = (
    Rule(1, codes=("BT-",), words=("cream",)),
    Rule(2, brand="Halcyon"),
    Rule(3, words=("lamp", "led lamp", "充电器")),
)


def test_every_starter_may_be_published_in_both_languages_and_its_defects_are_named_once():
    assert set(starters()) == {"general", "beauty", "fashion", "pet", "health", "electronics", "branded"}
    for starter in starters().values():
        assert reading.problems(starter.content) == []
        assert reading.read(reading.kept(starter.content)) == starter.content
        for check in starter.content.checks:
            assert len({tile.code for tile in check.defects}) == len(check.defects)
            assert check.kind in ("number", "scan") or check.defects
    beauty = starters()["beauty"].content
    assert {"batch", "expiry", "seal"} <= {
        check.key for check in beauty.checks if check.severity == "critical"
    }
    assert "critical" not in beauty.aqls


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"low": "", "high": ""}, "without limits nothing fails"),
        ({"low": "12", "high": "9"}, "above its highest"),
        ({"low": "heavy"}, "as numbers"),
        ({"low": "1", "words": {"en": "Weight"}}, "no words in 简体中文"),
        ({"low": "1", "severity": "awful"}, "how bad"),
        ({"low": "1", "per_unit": False}, "on every piece"),
    ],
)
def test_what_cannot_be_inspected_by_is_not_published_and_says_why(told, says):
    check = replace(Check("weight", WORDS, kind="number"), **told)

    assert says in " ".join(reading.problems(Content((check,))))


def test_levels_aqls_and_keys_are_those_of_the_table_and_stand_once():
    check = Check("weight", WORDS)
    found = " ".join(reading.problems(Content((check, check), level="IX", aqls={"major": "3.1"})))

    assert "one of the levels" in found
    assert "3.1" in found
    assert "Two checks are called weight" in found


@pytest.mark.parametrize(
    ("code", "title", "last", "chosen"),
    [
        ("BT-4", "Halcyon LED lamp", 3, 1),  # its code
        ("X-1", "Halcyon LED lamp", 3, 2),  # its brand
        ("X-1", "Cream", 3, 3),  # as last time
        ("X-1", "Cream", 9, 1),  # that checklist is away: its category
        ("X-1", "Night creams", None, 1),
        ("X-1", "LED lamp cream", None, 3),  # the longer word
        ("X-1", "快速充电器", None, 3),
        ("X-1", "Screamer", None, None),
        ("X-1", "Tumbler with straw, Cream", None, None),  # a colour
        ("X-1", "Halcy, night cream", None, 1),
        ("", "", None, None),
    ],
)
def test_goods_are_asked_by_code_brand_history_category_in_this_order(code, title, last, chosen):
    found = choose(Goods(code, title, last), RULES)

    assert (found.checklist if found else None) == chosen


def test_two_versions_tell_in_sentences_what_changed():
    one = starters()["beauty"].content
    first, *rest = one.checks
    changed = replace(first, severity="critical", words={**first.words, "en": "Cartons"})
    other = Content((*rest[:-1], changed, Check("smell", {"en": "Smell"})), "I", {"major": "1.0"})

    assert comparing.differences(one, one) == []
    assert comparing.differences(one, other) == [
        "Level II became I.",
        "AQL of major defects: 2.5 became 1.0.",
        "AQL of minor defects: 4.0 became none allowed.",
        "“Cartons” has other words in English.",
        "“Cartons”: major became critical.",
        "“Smell” is new.",
        "“List of ingredients in the language of the market” was taken out.",
        "The checks stand in another order.",
    ]


@dataclass
class Made:
    row: object
    by: object


@pytest.fixture
def made(db):
    team = factories.create_team()
    row = publishing.begin(team, starters()["electronics"], "Lamps", now=NOW)
    return Made(row, factories.create_user())


def test_a_version_is_published_once_and_never_without_a_change(made):
    first = publishing.publish(made.row, by=made.by, now=NOW)

    assert (first.number, str(first)) == (1, "Lamps, version 1")
    with pytest.raises(NotDone, match="Nothing was changed"):
        publishing.publish(made.row, by=made.by, now=NOW)
    with pytest.raises(IntegrityError):
        ChecklistVersion.objects.create(
            team=made.row.team, checklist=made.row, number=1, content={}, published_at=NOW
        )


def test_a_draft_with_a_fault_is_kept_and_not_published(made):
    publishing.save_draft(made.row, Content(level="II"), now=NOW)

    with pytest.raises(NotDone, match="Add a check"):
        publishing.publish(made.row, by=made.by, now=NOW)
    assert made.row.versions.count() == 0


def test_a_name_stands_once(made):
    with pytest.raises(NotDone, match="already"):
        publishing.begin(made.row.team, starters()["pet"], "Lamps", now=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_does(transactional_db):
    row = publishing.begin(factories.create_team(), starters()["pet"], "Pets", now=NOW)

    def publish():
        return publishing.publish(row, by=None, now=NOW)

    found = at_once(publish, publish, refused=(NotDone,))

    assert sorted(str(each)[:14] for each in found) == ["Nothing was ch", "Pets, version "]


def test_goods_are_asked_by_the_newest_version_and_an_inspection_keeps_its_own(
    made, django_assert_num_queries
):
    team = made.row.team
    lamp = team.skus.create(code="L-1", title="LED lamp")
    book = team.skus.create(code="B-1", title="Notebook")
    assert sheets.sheets_of(team, [lamp.pk]) == {}

    first = publishing.publish(made.row, by=made.by, now=NOW)
    with django_assert_num_queries(3):
        found = sheets.sheets_of(team, [lamp.pk, book.pk, None])
    assert list(found) == [lamp.pk]
    assert (found[lamp.pk].version, found[lamp.pk].name) == (first.pk, "Lamps 1")

    plan = planning.asked_of(500, sheet=found[lamp.pk])
    assert (plan.version, "plug" in plan.of_pieces(), plan.sample) == (first.pk, True, 50)
    Inspection.objects.create(
        team=team, client_uuid="00000000-0000-4000-8000-000000000001", kind="received", sku=book, lot_size=500,
        plan=asking.kept(plan), first_told_at=NOW, settled_at=NOW, verdict="passed",
    )  # fmt: skip
    draft = reading.read(made.row.draft)
    publishing.save_draft(made.row, replace(draft, level="I"), now=NOW)
    second = publishing.publish(made.row, by=made.by, now=NOW)

    assert sheets.sheets_of(team, [book.pk])[book.pk].version == second.pk  # as last time, by the newest
    assert asking.read(Inspection.objects.get().plan) == plan
    assert sheets.version_of(team, first.pk).name == "Lamps 1"
    assert sheets.version_of(factories.create_team(), first.pk) is None
    publishing.set_active(made.row, False, now=NOW)
    assert sheets.sheets_of(team, [lamp.pk, book.pk]) == {}


def test_an_inspection_goes_by_the_version_that_its_tablet_showed(made):
    """Changing the checklist afterwards changes nothing; a version of nobody's is the general checks."""
    team = made.row.team
    first = publishing.publish(made.row, by=made.by, now=NOW)
    lot = create_lot(sku=team.skus.create(code="L-1", title="LED lamp"), quantity=8, is_quarantined=True)
    other = create_lot(sku=lot.sku, quantity=8, is_quarantined=True)
    tablet = Tablet(factories.create_member(team=team), lot)
    told = tablet.open()
    told.payload["about"]["version"] = first.pk
    tablet.send(told)
    publishing.save_draft(made.row, replace(reading.read(made.row.draft), level="I"), now=NOW)
    publishing.publish(made.row, by=made.by, now=NOW)

    plan = asking.read(tablet.row.plan)
    assert (plan.name, plan.version, plan.level) == ("Lamps 1", first.pk, "II")

    stranger = Tablet(tablet.by, other)
    told = stranger.open()
    told.payload["about"]["version"] = 10**9
    stranger.send(told)
    assert asking.read(stranger.row.plan).name == "General"
