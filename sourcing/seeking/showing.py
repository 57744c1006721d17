"""A request's quotes as the page sets them side by side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import Struct

from sourcing.models import Quote, SourcingRequest
from sourcing.rates.keeping import book_of
from sourcing.seeking.comparing import Compared, Terms, compare

STEPS = 60  # of one request are shown


class Beside(Struct, frozen=True):
    """`found`: None where the supplier has not quoted."""

    quote: Quote
    found: Compared | None

    @property
    def is_sample_open(self) -> bool:
        return self.quote.sample_asked_at is not None and self.quote.sample_is_good is None

    @property
    def may_be_approved(self) -> bool:
        return self.found is not None and self.quote.sample_is_good is not False and not self.is_sample_open


def side_by_side(row: SourcingRequest, today: date) -> list[Beside]:
    """Quotes first, the cheapest before the others, those that no rate compares last; then who gave none."""
    quotes = list(row.quotes.select_related("supplier", "sample_photo").order_by("pk"))
    priced = [each for each in quotes if each.is_priced]
    book = book_of(row.team, [today])
    found = compare(
        [_terms(each) for each in priced], units=row.quantity, price=row.price, wanted_on=row.wanted_on, today=today,
        worth=lambda amount, currency: book.convert(amount, currency, row.currency, today),
    )  # fmt: skip
    rows = [Beside(quote, told) for quote, told in zip(priced, found, strict=True)]
    rows.sort(key=_by_worth)
    rest = sorted((each for each in quotes if not each.is_priced), key=lambda each: bool(each.answered_at))
    return rows + [Beside(each, None) for each in rest]


def _by_worth(each: Beside) -> tuple[bool, Decimal]:
    worth = each.found.worth if each.found else None
    return worth is None, worth or Decimal(0)


def _terms(quote: Quote) -> Terms:
    return Terms(
        breaks=quote.breaks, currency=quote.currency, freight=quote.freight, duty_share=quote.duty_share,
        least_units=quote.least_units, lead_days=quote.lead_days, valid_until_on=quote.valid_until_on,
    )  # fmt: skip
