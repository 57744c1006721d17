"""The postal code in a carrier's message: only at the buyer's door, never a depot's."""

import pytest

from fulfillment.channels.tiktok.mapping.places import postal_code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Out for delivery, Austin, TX 78704", "78704"),
        ("Your package was delivered! Austin, TX 78704-1234", "78704"),
        ("Out for delivery, London SW1A 1AA", "SW1A 1AA"),
        ("Delivered, Leeds LS11AB", "LS1 1AB"),
        ("Arrived at USPS facility near Austin, TX 78704", ""),
        ("Delivered to carrier facility, Coppell, TX 75099", ""),
        ("Delivered to parcel locker, Austin, TX 78704", ""),
        ("Out for delivery, order 12345", ""),
        ("Out for delivery", ""),
        ("", ""),
    ],
)
def test_a_code_is_read_where_the_message_names_the_destination(said, code):
    assert postal_code(said) == code
