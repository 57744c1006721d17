"""A forgotten buyer is on no picture of a truck, of what came back, and on no paper of a claim that is kept here."""

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile

from fulfillment.channels.forgetting import forget
from fulfillment.orders.models import Buyer, Order
from fulfillment.photos.models import Photo
from fulfillment.warehouse.handover import claim_papers, claiming, incidents
from fulfillment.warehouse.handover.claim_states import ClaimState
from fulfillment.warehouse.models import ClaimPaper, ManifestClosing, ManifestPhoto, ReceiptPhoto
from tests import factories
from tests.warehouse.handover.docks import (
    LEFT,
    closed,
    create_parcel,
    create_photo,
    create_window,
    loaded,
    manifest_of,
    order_of,
)
from tests.warehouse.stock import open_receipt


@pytest.fixture
def team(db):
    return factories.create_team()


def forgotten(parcel):
    """As when a channel asks for it."""
    orders = Order.objects.filter(pk=order_of(parcel).pk)
    forget(Buyer.objects.filter(orders__in=orders), orders, now=LEFT)


@pytest.fixture
def truck(team):
    """With the parcels of two buyers, a picture of its load, the driver's signature and the carrier's receipt."""
    manifest = manifest_of(create_window(team=team))
    parcels = [create_parcel(team=team) for _ in range(2)]
    for each in parcels:
        order = order_of(each)
        buyer = Buyer.objects.create(team=team, shop=order.shop, key=each.tracking_number, name="Zoe")
        Order.objects.filter(pk=order.pk).update(buyer=buyer)
    lines = [loaded(manifest, each) for each in parcels]
    incidents.add_photo(manifest, create_photo(team=team), "vehicle")
    closed(manifest, signature=create_photo(team=team), receipt=create_photo(team=team))
    for each in lines:
        each.refresh_from_db()
    return manifest, parcels, lines


def test_pictures_of_the_truck_go_with_their_files_and_that_it_left_with_which_proof_stays(
    truck, django_capture_on_commit_callbacks
):
    manifest, (mine, _), _ = truck
    closing = ManifestClosing.objects.get(manifest=manifest)
    gone = [ManifestPhoto.objects.get(manifest=manifest).photo, closing.receipt]

    with django_capture_on_commit_callbacks(execute=True):
        forgotten(mine)

    closing.refresh_from_db()
    assert list(Photo.objects.all()) == [closing.signature]
    assert [storages["photos"].exists(each.name) for each in gone] == [False, False]
    assert (closing.receipt, "receipt photographed" in closing.proof) == (None, True)


def test_pictures_of_a_truck_without_the_buyer_stay(team, truck):
    forgotten(create_parcel(team=team))

    assert Photo.objects.count() == 3


def test_while_a_carrier_may_owe_money_the_proof_stays_and_goes_with_its_last_claim(truck):
    _, (mine, _), (line, other) = truck
    claims = [claiming.open_claim(each, by=None, now=LEFT) for each in (line, other)]
    for each in claims:
        paper = SimpleUploadedFile("invoice.pdf", b"%PDF-1.7 " + str(each).encode())
        claim_papers.add_document(each, paper, by=None, now=LEFT)

    forgotten(mine)
    assert Photo.objects.count() == 3

    for n, each in enumerate(claims):
        claiming.step(each, ClaimState.ASKED, by=None, now=LEFT)
        claiming.step(each, ClaimState.REFUSED, by=None, now=LEFT)
        assert Photo.objects.count() == (3, 1)[n]

    assert list(ClaimPaper.objects.values_list("claim", flat=True)) == [claims[1].pk]


def test_a_claim_that_ends_takes_no_picture_where_nobody_is_forgotten(truck):
    claim = claiming.open_claim(truck[2][0], by=None, now=LEFT)

    claiming.step(claim, ClaimState.ASKED, by=None, now=LEFT)
    claiming.step(claim, ClaimState.REFUSED, by=None, now=LEFT)

    assert Photo.objects.count() == 3


def test_pictures_of_what_the_buyer_sent_back_go_and_those_of_other_arrivals_stay(team):
    parcel = create_parcel(team=team)
    for order in (order_of(parcel), None):
        receipt = open_receipt(team, returned_order=order)
        ReceiptPhoto.objects.create(team=team, receipt=receipt, photo=create_photo(team=team))

    forgotten(parcel)

    assert ReceiptPhoto.objects.get().receipt.returned_order is None
    assert Photo.objects.count() == 1
