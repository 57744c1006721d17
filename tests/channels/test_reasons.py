"""What a reason means, by the channel's code or, where there is none, by its words."""

from datetime import UTC, datetime

import pytest

from fulfillment.catalog.models import Shop
from fulfillment.channels.meanings import Fault, Meaning
from fulfillment.channels.reasons import meaning
from fulfillment.channels.records import CancellationRecord, RefundRecord

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def shop(channel):
    return Shop(channel=channel, market="US")


def refund(**told):
    return RefundRecord(
        external_id="1", order_external_id="2", kind="refund", status="completed", updated_at=NOW, **told
    )


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("Package or product is damaged", "damaged"),
        ("Wrong item was sent", "wrong_or_missing"),
        ("Item arrived too late", "late_delivery"),
        ("Der Artikel ist defekt", "defective"),
        ("goodwill", "other"),
        ("", "other"),
    ],
)
@pytest.mark.parametrize("channel", ["woocommerce", "shopify", "generic"])
def test_a_refund_told_in_words_is_grouped_by_them_and_blames_nobody(channel, words, group):
    assert meaning(shop(channel), refund(reason_text=words)) == Meaning(group, Fault.UNKNOWN)


def test_a_code_decides_before_words():
    told = refund(reason="some_new_code", reason_text="Package or product is damaged")

    assert meaning(shop("tiktok"), told).group == "other"
    known = refund(reason="ecom_order_delivered_refund_reason_defective", reason_text="Arrived late")
    assert meaning(shop("tiktok"), known).group == "defective"


def test_words_of_a_cancellation_decide_nothing():
    """“Not shipped on time” is another lateness than that of a refund."""
    told = CancellationRecord(
        external_id="1",
        order_external_id="2",
        status="completed",
        updated_at=NOW,
        initiator="buyer",
        reason_text="Arrived late",
    )

    assert meaning(shop("woocommerce"), told).group == "other"
