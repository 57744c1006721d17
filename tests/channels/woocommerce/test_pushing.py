"""Numbers on their way to a store: looked at first, written once, recognised after a lost reply, corrected, taken back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fulfillment.channels import base
from fulfillment.channels.errors import NeedsAuthorisation, Unavailable
from fulfillment.channels.models import Connection
from fulfillment.channels.shipments import PushResult, Shipment, ShipmentLine, There, Write
from fulfillment.channels.woocommerce import connecting
from fulfillment.channels.woocommerce.adapter import WooAdapter
from fulfillment.channels.woocommerce.probing import Writer
from fulfillment.channels.woocommerce.shipping import carriers
from fulfillment.channels.woocommerce.signing import Key
from fulfillment.outbox.words import Kind, Outcome
from fulfillment.sandbox.woocommerce import refunds
from fulfillment.sandbox.woocommerce.store import ADVANCED, SHIPMENT_TRACKING
from fulfillment.tracking.carriers.directory import CARRIERS
from tests.channels.woocommerce.store import KEY, SECRET, Store
from tests.factories import create_team

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
NUMBER, OTHER = "1Z12345E0205271688", "1Z12345E6605272234"
EVERY_WAY = pytest.mark.parametrize("writer", list(Writer))


class Rig:
    """A store with one paid order of three units, connected, and the outbox's calls."""

    def __init__(self, store: Store) -> None:
        self.store = store
        store.clock = lambda: NOW
        store.place(7, NOW - timedelta(hours=2))
        self._adapter: WooAdapter | None = None

    def offers(self, writer: Writer) -> None:
        self.store.has_fulfillments = writer is Writer.CORE
        self.store.namespaces += [SHIPMENT_TRACKING] if writer is Writer.SHIPMENT_TRACKING else []
        self.store.namespaces += [ADVANCED] if writer is Writer.ADVANCED else []
        self.connect()

    def connect(self) -> Connection:
        self.connection = connecting.connect(create_team(), url=self.store.url, key=Key(KEY, SECRET), now=NOW)
        self._adapter = WooAdapter(self.connection, now=NOW)
        self.store.asked.clear()
        return self.connection

    @property
    def adapter(self) -> WooAdapter:
        assert self._adapter is not None
        return self._adapter

    def close(self) -> None:
        if self._adapter is not None:
            self._adapter.close()

    def write(self, kind: Kind = Kind.SHIPMENT_CREATE, **shipment: Any) -> Write:
        given = {"order_external_id": "7", "tracking_number": NUMBER, "carrier": "ups"} | shipment
        return Write(kind=kind, key="k", shipment=Shipment(**given))

    def push(self, kind: Kind = Kind.SHIPMENT_CREATE, **shipment: Any) -> PushResult:
        return base.push(self.connection, self.adapter, self.write(kind, **shipment), now=NOW)

    def there(self, kind: Kind = Kind.SHIPMENT_CREATE, **shipment: Any) -> There:
        return base.read_back(self.connection, self.adapter, self.write(kind, **shipment), now=NOW).there

    def shown(self) -> list[str]:
        """Every number that the store shows, wherever it keeps it."""
        store = self.store
        metas = [meta for one in store.fulfillments.get(7, []) for meta in one["meta_data"]]
        found = [meta["value"] for meta in metas if meta["key"] == "_tracking_number"]
        kept: Any = store.meta(7, "_wc_shipment_tracking_items") or []
        notes = [word for note in store.notes.get(7, []) for word in note["note"].split() if "1Z" in word]
        return found + [item["tracking_number"] for item in kept] + [word.rstrip(".") for word in notes]

    def writes(self) -> int:
        return sum(method != "GET" for method, _, _ in self.store.asked)

    @property
    def slug(self) -> str:
        found: str = self.store.orders[7]["status"]
        return found


@pytest.fixture
def rig(store: Store) -> Iterator[Rig]:
    found = Rig(store)
    yield found
    found.close()


# --- giving a number ---


@EVERY_WAY
def test_a_number_is_given_once_by_the_way_that_the_store_has_and_the_order_is_completed(
    rig: Rig, writer: Writer
) -> None:
    rig.offers(writer)
    assert rig.connection.options["writer"] == writer
    assert rig.there() is There.ABSENT
    assert rig.push().outcome is Outcome.DONE
    assert (rig.shown(), rig.slug, rig.writes()) == ([NUMBER], "completed", 2)
    assert rig.there() is There.DONE
    assert rig.push().outcome is Outcome.ALREADY_DONE
    assert (rig.shown(), rig.writes()) == ([NUMBER], 2)


@EVERY_WAY
def test_the_parcels_id_is_the_one_that_a_sync_finds(rig: Rig, writer: Writer) -> None:
    rig.offers(writer)
    result = rig.push()
    (order,) = [item for item in rig.adapter.fetch("order", ["7"]) if hasattr(item, "packages")]
    assert [package.external_id for package in order.packages] == (
        [result.external_id] if result.external_id else []
    )
    assert bool(result.external_id) is (writer is not Writer.NOTE)


@EVERY_WAY
def test_a_lost_reply_is_recognised_and_nothing_is_written_twice(rig: Rig, writer: Writer) -> None:
    rig.offers(writer)
    part = {Writer.CORE: "/fulfillments", Writer.NOTE: "/notes"}.get(writer, "/shipment-trackings")
    rig.store.lost = [("POST", part)]
    with pytest.raises(Unavailable):
        rig.push()
    assert (rig.shown(), rig.slug) == ([NUMBER], "processing")
    assert rig.there() is There.ABSENT  # the number stands, the order still waits
    assert rig.push().outcome is Outcome.ALREADY_DONE
    assert (rig.shown(), rig.slug) == ([NUMBER], "completed")
    assert rig.there() is There.DONE


def test_a_lost_reply_of_the_completing_is_done_at_the_next_look(rig: Rig) -> None:
    rig.offers(Writer.CORE)
    rig.store.lost = [("PUT", "/orders/7")]
    with pytest.raises(Unavailable):
        rig.push()
    assert rig.there() is There.DONE


def test_an_answer_that_fails_is_not_sent_again_by_the_push_itself(rig: Rig) -> None:
    rig.offers(Writer.CORE)
    rig.store.instead["POST"] = (503, b"", {})
    with pytest.raises(Unavailable):
        rig.push()
    assert (rig.writes(), rig.shown()) == (1, [])
    assert rig.there() is There.ABSENT


def test_every_entry_has_an_id_and_both_keys_name_the_carrier(rig: Rig) -> None:
    rig.offers(Writer.CORE)
    rig.push(tracking_url="https://www.ups.com/track?tracknum=1")
    metas = {meta["key"]: meta["value"] for meta in rig.store.fulfillments[7][0]["meta_data"]}
    assert metas["_shipment_provider"] == metas["_shipping_provider"] == "ups"
    assert metas["_tracking_url"] == "https://www.ups.com/track?tracknum=1"
    assert metas["_items"] == [{"item_id": 901, "qty": 2}, {"item_id": 902, "qty": 1}]


def test_a_carrier_that_core_does_not_know_goes_by_its_name(rig: Rig) -> None:
    rig.offers(Writer.CORE)
    rig.push(carrier="uniuni", tracking_number="UUS36Q5123")
    metas = {meta["key"]: meta["value"] for meta in rig.store.fulfillments[7][0]["meta_data"]}
    assert (metas["_shipment_provider"], metas["_provider_name"]) == ("other", "UniUni")


def test_a_carrier_that_the_plugin_does_not_know_goes_by_its_name_and_link(rig: Rig) -> None:
    rig.offers(Writer.SHIPMENT_TRACKING)
    rig.push(carrier="uniuni", tracking_url="https://t.example/1")
    items: Any = rig.store.meta(7, "_wc_shipment_tracking_items")
    assert (items[0]["custom_tracking_provider"], items[0]["custom_tracking_link"]) == (
        "UniUni",
        "https://t.example/1",
    )
    assert items[0]["tracking_provider"] == ""


def test_the_tables_name_only_carriers_of_ours() -> None:
    assert carriers.CORE.keys() | carriers.SHIPMENT_TRACKING.keys() <= CARRIERS.keys()


def test_the_buyer_is_told_unless_it_is_not_wanted(rig: Rig) -> None:
    rig.offers(Writer.CORE)
    rig.push(lines=(ShipmentLine(external_id="901", quantity=1),))
    rig.push(tracking_number=OTHER, lines=(ShipmentLine(external_id="902", quantity=1),), notify=False)
    told = [query.get("notify_customer") for method, path, query in rig.store.asked if method == "POST"]
    assert told == ["true", None]


def test_a_part_leaves_the_order_open_until_the_rest_has_gone(rig: Rig) -> None:
    rig.offers(Writer.CORE)
    rig.push(lines=(ShipmentLine(external_id="901", quantity=1),))
    assert rig.slug == "processing"
    assert rig.there(lines=(ShipmentLine(external_id="901", quantity=1),)) is There.DONE
    assert rig.push(tracking_number=OTHER).outcome is Outcome.DONE  # what is left
    last: Any = rig.store.fulfillments[7][1]["meta_data"][0]["value"]
    assert last == [{"item_id": 901, "qty": 1}, {"item_id": 902, "qty": 1}]
    assert rig.slug == "completed"


def test_more_units_than_are_left_are_refused_by_us_for_the_store_would_take_them(rig: Rig) -> None:
    rig.offers(Writer.CORE)
    result = rig.push(lines=(ShipmentLine(external_id="901", quantity=3),))
    assert (result.outcome, rig.writes()) == (Outcome.REFUSED, 0)
    assert result.advice.startswith("Only 2 of line 901 are left to ship, 3 were given.")


def test_refunded_units_are_not_shipped(rig: Rig) -> None:
    rig.offers(Writer.CORE)
    line = {"id": 901, "quantity": 1, "refund_total": 12.5}
    refunds.create(rig.store, 7, {"amount": "12.50", "api_refund": False, "line_items": [line]})
    rig.push()
    assert rig.store.fulfillments[7][0]["meta_data"][0]["value"] == [
        {"item_id": 901, "qty": 1},
        {"item_id": 902, "qty": 1},
    ]
    assert rig.slug == "completed"


@EVERY_WAY
@pytest.mark.parametrize(
    ("slug", "words"),
    [("cancelled", "Keep the parcel back"), ("refunded", "Keep the parcel back"), ("pending", "is not paid")],
)
def test_an_order_that_must_not_leave_is_left_alone(rig: Rig, writer: Writer, slug: str, words: str) -> None:
    rig.offers(writer)
    rig.store.orders[7] |= {"status": slug, "date_paid_gmt": None}
    result = rig.push()
    assert (result.outcome, rig.writes()) == (Outcome.REFUSED, 0)
    assert words in result.advice


@pytest.mark.parametrize("writer", [Writer.CORE, Writer.SHIPMENT_TRACKING, Writer.ADVANCED])
def test_what_somebody_shipped_in_the_store_is_not_shipped_again(rig: Rig, writer: Writer) -> None:
    rig.offers(writer)
    rig.push(tracking_number=OTHER)
    rig.store.asked.clear()
    result = rig.push()
    assert (result.outcome, rig.writes()) == (Outcome.REFUSED, 0)
    assert OTHER in result.advice
    assert rig.there() is There.DIFFERENT


def test_an_order_deleted_for_good_is_said(rig: Rig) -> None:
    rig.offers(Writer.CORE)
    rig.store.delete_for_good(7)
    assert rig.push().advice.startswith("The store does not know this order any more")
    assert rig.there() is There.ABSENT


def test_a_refusal_is_read_by_its_code(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.offers(Writer.SHIPMENT_TRACKING)
    monkeypatch.setitem(carriers.SHIPMENT_TRACKING, "ups", "UPS (renamed by the plugin)")
    result = rig.push()
    assert (result.outcome, result.code) == (
        Outcome.REFUSED,
        "woocommerce_rest_shipment_tracking_invalid_provider",
    )
    assert "add it in the plugin" in result.advice
    assert rig.slug == "processing"


def test_a_number_that_stands_while_the_status_is_refused_is_done_with_a_warning(rig: Rig) -> None:
    rig.offers(Writer.CORE)
    refused = (400, b'{"code":"rest_invalid_param","message":"Invalid parameter(s): status"}', {})
    rig.store.instead["PUT"] = refused
    result = rig.push()
    assert result.outcome is Outcome.DONE
    assert result.warning.startswith("The number stands, but the order was not completed.")


def test_a_key_that_may_only_read_asks_for_another_key(rig: Rig) -> None:
    rig.offers(Writer.CORE)
    rig.store.may_write = False
    with pytest.raises(NeedsAuthorisation) as raised:
        rig.push()
    assert "Read/Write" in raised.value.fix


def test_a_feature_that_was_switched_off_since_is_noticed_and_another_way_is_taken(rig: Rig) -> None:
    rig.offers(Writer.CORE)
    rig.store.has_fulfillments = False
    rig.store.namespaces += [ADVANCED]
    assert rig.push().outcome is Outcome.DONE
    assert rig.shown() == [NUMBER]
    rig.connection.refresh_from_db()
    assert rig.connection.options["writer"] == Writer.ADVANCED


# --- correcting and taking back ---


@EVERY_WAY
def test_a_number_is_corrected_once(rig: Rig, writer: Writer) -> None:
    rig.offers(writer)
    rig.push()
    given = {"tracking_number": OTHER, "previous_number": NUMBER}
    assert rig.there(Kind.SHIPMENT_CORRECT, **given) is There.ABSENT
    assert rig.push(Kind.SHIPMENT_CORRECT, **given).outcome is Outcome.DONE
    assert rig.there(Kind.SHIPMENT_CORRECT, **given) is There.DONE
    assert rig.push(Kind.SHIPMENT_CORRECT, **given).outcome is Outcome.ALREADY_DONE
    if writer is not Writer.NOTE:
        assert rig.shown() == [OTHER]


def test_a_correction_loses_nothing_of_what_the_parcel_held(rig: Rig) -> None:
    rig.offers(Writer.CORE)
    rig.push()
    kept = {meta["key"]: meta["value"] for meta in rig.store.fulfillments[7][0]["meta_data"]}
    rig.push(
        Kind.SHIPMENT_CORRECT,
        tracking_number="9400111899223100001234",
        carrier="usps",
        previous_number=NUMBER,
    )
    found = {meta["key"]: meta["value"] for meta in rig.store.fulfillments[7][0]["meta_data"]}
    assert found["_items"] == kept["_items"]
    assert found["_date_fulfilled"] == kept["_date_fulfilled"]
    assert found["_shipment_provider"] == "usps"
    assert rig.store.meta(7, "_fulfillment_status") == "fulfilled"


def test_a_correction_that_broke_off_between_its_two_steps_is_finished(rig: Rig) -> None:
    rig.offers(Writer.SHIPMENT_TRACKING)
    rig.push()
    given = {"tracking_number": OTHER, "previous_number": NUMBER}
    rig.store.lost = [("POST", "/shipment-trackings")]
    with pytest.raises(Unavailable):
        rig.push(Kind.SHIPMENT_CORRECT, **given)
    assert rig.shown() == [NUMBER, OTHER]
    assert rig.there(Kind.SHIPMENT_CORRECT, **given) is There.ABSENT
    assert rig.push(Kind.SHIPMENT_CORRECT, **given).outcome is Outcome.DONE
    assert rig.shown() == [OTHER]


def test_a_number_that_the_store_does_not_show_cannot_be_corrected(rig: Rig) -> None:
    rig.offers(Writer.CORE)
    result = rig.push(Kind.SHIPMENT_CORRECT, tracking_number=OTHER, previous_number=NUMBER)
    assert result.outcome is Outcome.REFUSED
    assert (
        result.advice
        == f"The store shows no parcel with the number {NUMBER}. Give the right one as a new number."
    )


@pytest.mark.parametrize("writer", [Writer.CORE, Writer.SHIPMENT_TRACKING, Writer.ADVANCED])
def test_a_parcel_taken_back_opens_its_order_again(rig: Rig, writer: Writer) -> None:
    rig.offers(writer)
    assert base.capabilities(rig.connection).can_cancel
    rig.push()
    assert rig.push(Kind.SHIPMENT_CANCEL).outcome is Outcome.DONE
    assert (rig.shown(), rig.slug) == ([], "processing")
    assert rig.there(Kind.SHIPMENT_CANCEL) is There.DONE
    assert rig.push(Kind.SHIPMENT_CANCEL).outcome is Outcome.ALREADY_DONE


def test_a_taking_back_whose_second_step_was_lost_is_finished(rig: Rig) -> None:
    rig.offers(Writer.CORE)
    rig.push()
    rig.store.lost = [("DELETE", "")]
    with pytest.raises(Unavailable):
        rig.push(Kind.SHIPMENT_CANCEL)
    assert rig.there(Kind.SHIPMENT_CANCEL) is There.ABSENT
    rig.push(Kind.SHIPMENT_CANCEL)
    assert rig.slug == "processing"


def test_a_note_cannot_be_taken_back(rig: Rig) -> None:
    rig.offers(Writer.NOTE)
    can = base.capabilities(rig.connection)
    assert (can.can_upload, can.can_correct, can.can_cancel, can.can_split) == (True, True, False, False)
    rig.push()
    assert rig.push(Kind.SHIPMENT_CANCEL).outcome is Outcome.REFUSED


def test_only_cores_parcels_can_be_split(rig: Rig) -> None:
    rig.offers(Writer.CORE)
    assert base.capabilities(rig.connection).can_split
