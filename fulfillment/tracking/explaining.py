"""The reasons of an invalid verdict in words, and what mends each."""

from fulfillment.tracking.numbers import Check, carrier_name, identify
from fulfillment.tracking.verdicts import InvalidReason, PackageFacts

_SENTENCES = {
    InvalidReason.NO_NUMBER: "The package was marked as shipped without a tracking number.",
    InvalidReason.UNKNOWN_FORMAT: "“{number}” does not look like a number of {carrier}.",
    InvalidReason.CHECK_DIGIT: "“{number}” has a wrong check digit, so at least one character is mistyped.",
    InvalidReason.CARRIER_MISMATCH: "“{number}” is a number of {looks_like}, not of {carrier}.",
    InvalidReason.CARRIER_NOT_ACCEPTED: "{carrier} is not among the carriers that this market accepts.",
    InvalidReason.REUSED: "“{number}” is also on an order of another buyer.",
    InvalidReason.EVENT_BEFORE_ORDER: "“{number}” travelled before the order was placed: an older parcel's.",
    InvalidReason.ZIP_MISMATCH: "The carrier takes “{number}” to {carrier_zip}, not to {destination_zip}.",
    InvalidReason.NO_SCAN_IN_TIME: "Nobody scanned “{number}” in the time allowed; a label does not count.",
}

_FIXES = {
    InvalidReason.NO_NUMBER: "Enter the number from the label.",
    InvalidReason.UNKNOWN_FORMAT: "Compare it with the label and correct it on the channel.",
    InvalidReason.CHECK_DIGIT: "Scan the number from the label again and correct it on the channel.",
    InvalidReason.CARRIER_MISMATCH: "Correct the carrier on the channel, or enter the right label's number.",
    InvalidReason.CARRIER_NOT_ACCEPTED: "Ship with an accepted carrier and enter its number on the channel.",
    InvalidReason.REUSED: "Find out whose parcel it is and give the other order its own number.",
    InvalidReason.EVENT_BEFORE_ORDER: "Enter the number of this parcel's own label on the channel.",
    InvalidReason.ZIP_MISMATCH: "Check the label's address; redirect the parcel, or correct the number.",
    InvalidReason.NO_SCAN_IN_TIME: "Find the parcel, hand it over, keep the proof and ask for a scan.",
}


def sentence(reason: InvalidReason, facts: PackageFacts) -> str:
    """What is wrong with this package, in one sentence."""
    return _SENTENCES[reason].format(
        number=facts.number.strip(),
        carrier=carrier_name(facts.carrier) or "any carrier that we know",
        looks_like=_looks_like(facts.number),
        carrier_zip=facts.carrier_zip,
        destination_zip=facts.destination_zip,
    )


def fix(reason: InvalidReason) -> str:
    """What to do about it, in one sentence."""
    return _FIXES[reason]


def _looks_like(number: str) -> str:
    fitting = [candidate for candidate in identify(number) if candidate.check != Check.INVALID]
    return carrier_name(fitting[0].carrier) if fitting else "another carrier"
