"""An evening at the dock in a browser: scans right, wrong and cut off, a signature, a picture, the closed manifest."""

import pytest
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.photos.models import Photo
from fulfillment.warehouse.models import ManifestClosing, ManifestLine, ManifestPhoto
from tests.e2e import dock
from tests.e2e.buttons import eventually
from tests.e2e.cameras import reads
from tests.e2e.tablets import fill_up, make_room
from tests.photos.pictures import picture
from tests.warehouse.handover.docks import create_parcel

pytestmark = [pytest.mark.e2e, pytest.mark.browser]


def scan(page, number):
    """As a keyboard wedge does: the number and Enter, wherever the focus was left."""
    page.keyboard.type(number)
    page.keyboard.press("Enter")


def test_a_truck_is_loaded_signed_for_and_closed(floor, page):
    manifest = dock.manifest(floor, parcels=0)
    parcels = [create_parcel(team=floor.team, carrier="usps") for _ in range(3)]
    floor.sign_in(page, Role.INSPECTOR)
    floor.open(page, dock.page_of(manifest))

    for parcel in parcels:
        scan(page, parcel.tracking_number)
    page.get_by_text("On the truck: 3 now").wait_for()
    scan(page, parcels[0].tracking_number)
    page.locator("[data-refused]").get_by_text("it counts once").wait_for()
    page.locator("[data-outbox]").get_by_text("All sent").wait_for()  # what was seen at once needs nobody

    page.locator("canvas[data-signature]").scroll_into_view_if_needed()
    pad = page.locator("canvas[data-signature]").bounding_box()
    page.mouse.move(pad["x"] + 20, pad["y"] + 20)
    page.mouse.down()
    page.mouse.move(pad["x"] + 120, pad["y"] + 60, steps=5)
    page.mouse.up()
    page.locator("[name=driver]").fill("Ray Diaz")
    page.get_by_role("button", name="Close the manifest").click()
    page.get_by_text("signed by Ray Diaz").first.wait_for()

    row = ManifestClosing.objects.get(manifest=manifest)
    assert row.scanned == 3
    assert row.signature.taken_by == floor.people[Role.INSPECTOR]
    with page.expect_download() as list_:
        page.get_by_role("link", name="CSV with order ids").click()
    assert parcels[2].tracking_number in list_.value.path().read_text()


def test_a_label_that_the_camera_reads_is_loaded_as_one_that_a_scanner_reads(floor, page):
    manifest = dock.manifest(floor, parcels=0)
    parcel = create_parcel(team=floor.team, carrier="usps")
    page.add_init_script(reads(parcel.tracking_number))
    floor.open(floor.sign_in(page, Role.INSPECTOR), dock.page_of(manifest))

    page.get_by_role("button", name="Scan by camera").click()
    page.get_by_text("On the truck: 1 now").wait_for()

    assert eventually(lambda: ManifestLine.objects.filter(manifest=manifest).count(), 1) == 1


@pytest.mark.parametrize("field", ["driver", "counted", "note"])
def test_a_scan_into_a_form_that_somebody_fills_in_closes_nothing(floor, page, field):
    manifest = dock.manifest(floor)
    floor.open(floor.sign_in(page, Role.INSPECTOR), dock.page_of(manifest))

    page.locator(f'form[action$="/close/"] [name={field}]').focus()
    scan(page, "94001102008812")
    page.locator("[name=code]").focus()
    scan(page, "NOTHING-OF-OURS")
    page.locator("[data-refused]").wait_for()

    assert not ManifestClosing.objects.filter(manifest=manifest).exists()


def test_scans_wait_while_the_network_is_away_and_none_is_lost_or_doubled(floor, page):
    manifest = dock.manifest(floor, parcels=0)
    parcels = [create_parcel(team=floor.team, carrier="usps") for _ in range(2)]
    floor.sign_in(page)
    tablet = page.context.new_page()  # whose console says that the network is away
    floor.open(tablet, dock.page_of(manifest))

    tablet.context.set_offline(True)
    for parcel in parcels:
        scan(tablet, parcel.tracking_number)
    tablet.locator('[data-outbox][data-waiting="2"]').get_by_text("2 wait: no network").wait_for()
    tablet.close()  # before anything was sent
    floor.sign_in(page)
    page.context.set_offline(False)
    floor.open(page, dock.page_of(manifest))

    assert eventually(ManifestLine.objects.filter(manifest=manifest).count, 2, 15) == 2
    page.get_by_text("On the truck: 2 now").wait_for()


def test_a_scan_that_a_full_tablet_cannot_keep_is_said_and_not_counted(floor, page):
    manifest = dock.manifest(floor, parcels=0)
    parcel = create_parcel(team=floor.team, carrier="usps")
    floor.open(floor.sign_in(page), dock.page_of(manifest))

    fill_up(page)
    scan(page, parcel.tracking_number)
    page.get_by_text(f"{parcel.tracking_number} was not stored (QuotaExceededError): free some").wait_for()
    assert not ManifestLine.objects.filter(manifest=manifest).exists()
    make_room(page)
    scan(page, parcel.tracking_number)

    page.get_by_text("On the truck: 1 now").wait_for()


def test_a_picture_is_made_smaller_sent_ahead_and_kept_with_the_truck(floor, page, tmp_path):
    manifest = dock.manifest(floor)
    shot = tmp_path / "shot.jpg"
    shot.write_bytes(picture(width=4000, height=3000))
    floor.open(floor.sign_in(page), dock.page_of(manifest))
    form = page.locator(f'form[action="{dock.page_of(manifest, "evidence")}"]')

    with page.expect_response(lambda answer: answer.url.endswith(reverse("photos:take"))) as sent:
        form.locator("[type=file]").set_input_files(shot)
    assert sent.value.status == 201
    form.get_by_text("Kept.", exact=False).wait_for()
    form.get_by_role("button", name="Keep the picture").click()
    page.get_by_text("The picture is kept with this truck").wait_for()

    photo = Photo.objects.get(pk=ManifestPhoto.objects.get(manifest=manifest).photo_id)
    assert (photo.width, photo.height) == (2560, 1920)
