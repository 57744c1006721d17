"""A manager writes a checklist: drafts that are undone, versions that are compared and published again, who may."""

import pytest
from django.test import Client
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.inspections import asking
from fulfillment.inspections.asking import Tile
from fulfillment.inspections.checklists import changing, drafting, publishing, reading
from fulfillment.inspections.checklists.starting import starters
from fulfillment.inspections.models import Checklist, ChecklistVersion
from tests import factories
from tests.factories import NOW
from tests.inspections.tablets import Tablet
from tests.warehouse.stock import create_lot

CONTENT = starters()["electronics"].content
KEYS = [check.key for check in CONTENT.checks]


def keys(content):
    return [check.key for check in content.checks]


@pytest.mark.parametrize(
    ("key", "places", "expected"),
    [
        (KEYS[1], -1, [KEYS[1], KEYS[0], *KEYS[2:]]),
        (KEYS[0], 1, [KEYS[1], KEYS[0], *KEYS[2:]]),
        (KEYS[0], -1, KEYS),
        (KEYS[-1], 1, KEYS),
        (KEYS[0], 99, [*KEYS[1:], KEYS[0]]),
        ("nobody", 1, KEYS),
    ],
)
def test_a_check_moves_by_places_and_stays_at_the_ends(key, places, expected):
    assert keys(changing.move(CONTENT, key, places)) == expected


def test_a_check_that_is_changed_keeps_its_place_and_one_that_is_new_comes_last():
    changed = asking.Check(KEYS[2], {"en": "Other"})
    assert keys(changing.put(CONTENT, changed, instead_of=KEYS[2])) == KEYS
    assert changing.put(CONTENT, changed, instead_of=KEYS[2]).check(KEYS[2]) == changed
    assert keys(changing.put(CONTENT, asking.Check("new", {}))) == [*KEYS, "new"]
    assert keys(changing.take_out(CONTENT, KEYS[0])) == KEYS[1:]


def test_a_defect_keeps_its_code_as_long_as_its_english_stands():
    known = (Tile("scratch", {"en": "Scratches", "zh-hans": "划痕"}),)
    found = changing.tiles(
        ["Scratches = 刮花", " ", "Deep scratches ＝ 深划痕", "Deep  scratches = 又"], known
    )

    assert [(tile.code, tile.words["zh-hans"]) for tile in found] == [
        ("scratch", "刮花"),
        ("deep_scratches", "深划痕"),
        ("deep_scratches_2", "又"),
    ]
    assert changing.tiles(changing.lines(found).splitlines(), found) == found


def test_a_class_of_defects_with_a_blank_aql_allows_none():
    assert changing.sample(CONTENT, "I", {"major": "1.0", "minor": ""}).aqls == {"major": "1.0"}


@pytest.fixture
def team(db):
    return factories.create_team()


@pytest.fixture
def row(team):
    made = publishing.begin(team, starters()["electronics"], "Lamps", now=NOW)
    publishing.publish(made, by=None, now=NOW)
    return made


@pytest.fixture
def client(team):
    client = Client()
    client.force_login(factories.create_member(team=team, role=Role.MANAGER))
    return client


def press(client, act, row, *rest, **told):
    """As the page would, that shows the draft as it is now."""
    seen = drafting.mark(Checklist.objects.get(pk=row.pk))
    answer = client.post(
        reverse(f"checklists:{act}", args=[row.pk, *rest]), {"seen": seen, **told}, follow=True
    )
    return answer.content.decode()


def draft(row):
    return reading.read(Checklist.objects.get(pk=row.pk).draft)


CHECK = {
    "en": "Cord is 1.5 m", "zh": "电线长 1.5 米", "kind": "number", "severity": "minor", "per": "unit", "low": "1,45",
    "high": "1.55", "unit": "m", "defects": "Too short = 过短",
}  # fmt: skip


def test_from_a_starter_to_a_published_version_that_tablets_go_by(team, client):
    client.post(reverse("checklists:list"), {"starter": "beauty", "name": "Creams"})
    row = Checklist.objects.get(name="Creams")
    press(client, "add-check", row, **CHECK)
    press(client, "sampling", row, level="III", major="1.0", minor="", critical="")
    assert "Version 1 is published" in press(client, "publish", row)

    content = reading.read(row.versions.get().content)
    added = content.check("cord_is_1_5_m")
    assert (added.low, added.high, added.unit, added.defects[0].words["zh-hans"]) == (
        "1.45",
        "1.55",
        "m",
        "过短",
    )
    assert (content.level, content.aqls) == ("III", {"major": "1.0"})


@pytest.mark.parametrize(
    ("act", "rest", "told"),
    [
        ("take-out-check", ("plug",), {}),
        ("move-check", ("plug",), {"to": "earlier"}),
        ("sampling", (), {"level": "I", "major": "4.0"}),
        ("add-check", (), CHECK),
        ("change-check", ("plug",), CHECK),
    ],
)
def test_every_change_of_a_draft_can_be_undone_and_done_again(row, client, act, rest, told):
    before = draft(row)
    assert "Undo" in press(client, act, row, *rest, **told)
    after = draft(row)
    press(client, "undo", row)

    assert after != before
    assert draft(row) == before
    press(client, "undo", row)
    assert draft(row) == after


def test_whoever_saw_an_older_draft_is_told_and_overwrites_nothing(row, client):
    seen = drafting.mark(Checklist.objects.get(pk=row.pk))
    press(client, "take-out-check", row, "plug")
    for act, rest, told in (
        ("move-check", ("cartons",), {"to": "later"}), ("sampling", (), {"level": "I"}), ("publish", (), {}),
        ("goods", (), {"name": "Else"}), ("add-check", (), CHECK),
    ):  # fmt: skip
        now = draft(row)
        answer = client.post(
            reverse(f"checklists:{act}", args=[row.pk, *rest]), {"seen": seen, **told}, follow=True
        )
        assert "somebody changed this checklist" in answer.content.decode()
        assert draft(row) == now
    assert row.versions.count() == 1


def test_an_older_version_is_published_again_under_a_new_number_and_the_draft_stays(row, client):
    press(client, "take-out-check", row, "plug")
    press(client, "publish", row)
    now = draft(row)
    said = press(client, "again", row, 1)

    assert "Version 3 is published" in said
    assert row.versions.get(number=3).content == row.versions.get(number=1).content
    assert draft(row) == now
    assert "The newest version says the same" in press(client, "again", row, 1)


def test_a_changed_checklist_changes_no_inspection_that_was_begun_or_is_finished(team, row, client):
    lot = create_lot(sku=team.skus.create(code="L-1", title="LED lamp"), quantity=8, is_quarantined=True)
    tablet = Tablet(factories.create_member(team=team), lot)
    told = tablet.open()
    told.payload["about"]["version"] = row.versions.get().pk
    tablet.send(told)
    plan = tablet.row.plan
    press(client, "take-out-check", row, "plug")
    press(client, "publish", row)
    press(client, "put-away", row)

    assert tablet.row.plan == plan
    assert asking.read(plan).name == "Lamps 1"


def test_two_versions_are_compared_in_sentences(row, client):
    press(client, "take-out-check", row, "plug")
    press(client, "publish", row)
    page = client.get(reverse("checklists:version", args=[row.pk, 2])).content.decode()
    assert "was taken out" in page
    page = client.get(reverse("checklists:version", args=[row.pk, 1]), {"against": "2"}).content.decode()
    assert "is new" in page
    assert client.get(reverse("checklists:version", args=[row.pk, 9])).status_code == 404
    assert (
        client.get(reverse("checklists:version", args=[row.pk, 1]), {"against": "x" * 99}).status_code == 200
    )


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"low": "wide"}, "is no number"),
        ({"low": "NaN"}, "is no number"),
        ({"defects": "Too short"}, "has one language only"),
        ({"defects": "\n".join(f"D{n} = 缺{n}" for n in range(13))}, "At most 12"),
        ({"zh": ""}, "required"),
        ({"kind": "guess"}, "valid choice"),
    ],
)
def test_a_check_that_nobody_could_go_by_is_refused_with_a_sentence(row, client, told, words):
    before = draft(row)
    assert words in press(client, "add-check", row, **CHECK | told)
    assert draft(row) == before


def test_a_measure_without_limits_stays_in_the_draft_until_it_has_some(row, client):
    press(client, "add-check", row, **CHECK | {"low": "", "high": ""})
    assert (
        "without limits nothing fails"
        in client.get(reverse("checklists:edit", args=[row.pk])).content.decode()
    )
    assert "Not published" in press(client, "publish", row)
    assert ChecklistVersion.objects.count() == 1


def test_a_name_that_another_has_is_refused(team, row, client):
    other = publishing.begin(team, starters()["pet"], "Cats", now=NOW)
    assert "has this name already" in press(client, "goods", other, name="Lamps")
    answer = client.post(reverse("checklists:list"), {"starter": "pet", "name": "Lamps"})
    assert "already" in answer.content.decode()


def test_the_preview_shows_a_tablet_in_both_languages(row, client):
    page = reverse("checklists:preview", args=[row.pk])
    english, chinese = (client.get(page, {"lang": lang}).content.decode() for lang in ("", "zh-hans"))
    assert "1 / 32" in english
    assert "Works as it should" in english
    assert "功能正常" in chinese
    assert client.get(page, {"version": "1", "lang": "xx"}).status_code == 200


def test_an_inspector_reads_and_previews_but_changes_nothing(team, row):
    client = Client()
    client.force_login(factories.create_member(team=team, role=Role.INSPECTOR))
    page = client.get(reverse("checklists:list")).content.decode()

    assert "Lamps" in page
    assert "Begin one" not in page
    client.post(reverse("checklists:list"), {"starter": "pet", "name": "Cats"})
    assert Checklist.objects.count() == 1
    assert client.get(reverse("checklists:edit", args=[row.pk])).status_code == 403
    assert client.get(reverse("checklists:preview", args=[row.pk])).status_code == 200


def test_the_pages_ask_as_often_for_many_checklists_as_for_one(
    team, row, client, django_assert_max_num_queries
):
    for n in range(5):
        publishing.publish(publishing.begin(team, starters()["pet"], f"Cats {n}", now=NOW), by=None, now=NOW)
    client.get(reverse("checklists:list"))
    with django_assert_max_num_queries(10):
        client.get(reverse("checklists:list"))
    with django_assert_max_num_queries(10):
        client.get(reverse("checklists:edit", args=[row.pk]))
