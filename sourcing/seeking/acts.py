"""Steps of a wanted product: each under the request's lock, written down with who and when, its stage kept anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from msgspec import Struct, structs

from fulfillment.accounts.models import Team, User
from fulfillment.catalog.models import Sku, Supplier
from fulfillment.photos.models import Photo
from fulfillment.warehouse.refusing import NotDone
from sourcing.confirming import AlreadyOffered, Terms, make_offer
from sourcing.models import Offer, Quote, RequestStep, SourcingRequest
from sourcing.offers import Break
from sourcing.promising import lock
from sourcing.seeking.stages import Stage, stage_of

ASKED, SAMPLE, LOOKED, APPROVED, CLOSED = "asked", "sample", "looked", "approved", "closed"
MOST_ASKED = 30
NOT_SOLD = "they do not sell it"


class Wanted(Struct, frozen=True, kw_only=True):
    """What is sought. `price`: of one at our door at most, in `currency`; None: nobody said."""

    title: str
    link: str = ""
    description: str = ""
    quantity: int
    price: Decimal | None = None
    currency: str = "USD"
    wanted_on: date | None = None


class Priced(Struct, frozen=True, kw_only=True):
    """What a supplier asks. Money of one unit, in `currency`."""

    currency: str
    breaks: Sequence[Break]
    least_units: int = 1
    lead_days: int
    freight: Decimal = Decimal(0)
    duty_share: Decimal = Decimal(0)
    valid_until_on: date | None = None
    note: str = ""


def make(
    team: Team, wanted: Wanted, *, key: UUID, by: User | None, now: datetime, photo: Photo | None = None
) -> SourcingRequest:
    """The same form pressed again, or by two at once, is the same request."""
    with transaction.atomic():
        lock(team)
        if known := SourcingRequest.objects.of(team).filter(key=key).first():
            return known
        last = SourcingRequest.objects.of(team).aggregate(last=Max("number"))["last"] or 0
        row = SourcingRequest.objects.create(
            team=team, number=last + 1, key=key, photo=photo, owner=by, made_at=now, made_by=by, stage_at=now,
            **structs.asdict(wanted),
        )  # fmt: skip
        write_step(row, "wanted", f"{wanted.quantity} units wanted", by=by, now=now)
    return row


def change(row: SourcingRequest, wanted: Wanted, *, by: User, now: datetime, photo: Photo | None) -> None:
    with transaction.atomic():
        locked(row)
        told = structs.asdict(wanted) | ({"photo": photo} if photo else {})
        SourcingRequest.objects.filter(pk=row.pk).update(**told)
        write_step(row, "changed", f"Changed: {wanted.quantity} units wanted", by=by, now=now)


def ask(
    row: SourcingRequest, suppliers: Iterable[Supplier], *, by: User | None, now: datetime
) -> list[Quote]:
    """Those that were not asked before. Raises NotDone where the request is over."""
    with transaction.atomic():
        _open(row)
        asked = set(Quote.objects.filter(request=row).values_list("supplier", flat=True))
        new = [each for each in suppliers if each.pk not in asked][:MOST_ASKED]
        made = Quote.objects.bulk_create(
            Quote(team=row.team, request=row, supplier=each, asked_at=now) for each in new
        )
        for quote in made:
            write_step(row, ASKED, f"{quote.supplier.name} is asked", by=by, now=now, quote=quote)
    return made


def price(quote: Quote, told: Priced, *, told_by: str, by: User | None, now: datetime) -> None:
    """Their newest terms. Raises NotDone."""
    with transaction.atomic():
        _open(quote.request)
        breaks = sorted(told.breaks)
        terms = structs.asdict(told) | {
            "from_quantities": [each.from_quantity for each in breaks],
            "unit_prices": [each.unit_price for each in breaks],
        }
        del terms["breaks"]
        Quote.objects.filter(pk=quote.pk).update(**terms, answered_at=now, told_by=told_by, declined_why="")
        steps = ", ".join(f"{each.unit_price} from {each.from_quantity}" for each in breaks)
        words = f"{quote.supplier.name} quotes {steps} {told.currency}, {told.lead_days} days ({told_by})"
        write_step(quote.request, "quoted", words, by=by, now=now, quote=quote)


def decline(quote: Quote, why: str, *, told_by: str, by: User | None, now: datetime) -> None:
    with transaction.atomic():
        _open(quote.request)
        Quote.objects.filter(pk=quote.pk).update(
            answered_at=now, told_by=told_by, declined_why=why, from_quantities=[], unit_prices=[]
        )
        words = f"{quote.supplier.name} does not offer it: {why} ({told_by})"
        write_step(quote.request, "declined", words, by=by, now=now, quote=quote)


def ask_sample(quote: Quote, *, by: User, now: datetime) -> None:
    """Asked again after a bad one, the new one is looked at anew. Raises NotDone."""
    with transaction.atomic():
        _open(quote.request)
        rows = Quote.objects.filter(pk=quote.pk, from_quantities__len__gt=0)
        told = {"sample_asked_at": now, "sample_sent_at": None, "sample_number": "", "sample_came_at": None}
        if not rows.exclude(sample_asked_at__isnull=False, sample_is_good=None).update(
            **told, sample_is_good=None
        ):
            raise NotDone("Nothing was asked: a sample is under way already, or they quoted no price.")
        words = f"A sample is asked from {quote.supplier.name}"
        write_step(quote.request, SAMPLE, words, by=by, now=now, quote=quote)


def send_sample(quote: Quote, number: str, *, now: datetime) -> None:
    with transaction.atomic():
        _open(quote.request)
        rows = Quote.objects.filter(pk=quote.pk, sample_asked_at__isnull=False, sample_came_at=None)
        if not rows.update(sample_sent_at=now, sample_number=number):
            raise NotDone("No sample of yours is asked for now.")
        words = f"{quote.supplier.name} sent the sample{f': {number}' if number else ''}"
        write_step(quote.request, "sample_sent", words, by=None, now=now, quote=quote)


def look_at_sample(
    quote: Quote, *, is_good: bool, words: str, by: User, now: datetime, photo: Photo | None = None
) -> None:
    """Who looked, and what they found. Raises NotDone where none was asked for."""
    with transaction.atomic():
        _open(quote.request)
        rows = Quote.objects.filter(pk=quote.pk, sample_asked_at__isnull=False, sample_is_good=None)
        found = {"sample_is_good": is_good, "sample_words": words, "sample_photo": photo}
        if not rows.update(**found, sample_came_at=now):
            raise NotDone("Nothing was written down: this sample was looked at already, or none was asked.")
        said = f"The sample of {quote.supplier.name} is {'good' if is_good else 'not good'}: {words}"
        write_step(quote.request, LOOKED, said, by=by, now=now, quote=quote)


def approve(quote: Quote, code: str, *, by: User, now: datetime) -> Offer:
    """The quote becomes this supplier's offer of the SKU, which is made where nobody knows it. Raises NotDone."""
    with transaction.atomic():
        row = _open(quote.request)
        quote = Quote.objects.select_related("supplier").get(pk=quote.pk)
        if row.offer_id or not quote.is_priced or quote.sample_is_good is False:
            raise NotDone("Not approved: it is offered already, has no price, or its sample was not good.")
        made = {"title": row.title, "supplier": quote.supplier}
        sku, _ = Sku.objects.get_or_create(team=row.team, code=code, defaults=made)
        try:
            offer = make_offer(sku, quote.supplier, _terms_of(quote), by=by, now=now)
        except AlreadyOffered as error:
            raise NotDone(f"{error} End that offer first, or choose another SKU.") from error
        SourcingRequest.objects.filter(pk=row.pk).update(offer=offer)
        seen = "" if quote.sample_is_good else ", without a sample"
        words = f"Approved{seen}: {sku.code} from {quote.supplier.name}"
        write_step(row, APPROVED, words, by=by, now=now, quote=quote)
    return offer


def _terms_of(quote: Quote) -> Terms:
    return Terms(
        currency=quote.currency, lead_hours=24 * quote.lead_days, breaks=quote.breaks, freight=quote.freight,
        duty_share=quote.duty_share, note=quote.note,
    )  # fmt: skip


def close(row: SourcingRequest, why: str, *, by: User | None, now: datetime) -> None:
    """It is no longer sought. Raises NotDone where it is over already."""
    with transaction.atomic():
        row = _open(row)
        if row.offer_id:
            raise NotDone("It is offered. End the offer, or undo the approval first.")
        SourcingRequest.objects.filter(pk=row.pk).update(closed_at=now, closed_why=why)
        write_step(row, CLOSED, f"Closed: {why}", by=by, now=now)


def hand_to(row: SourcingRequest, owner: User | None, *, by: User, now: datetime) -> None:
    with transaction.atomic():
        locked(row)
        SourcingRequest.objects.filter(pk=row.pk).update(owner=owner)
        words = f"{owner} looks after it" if owner else "Nobody looks after it now"
        write_step(row, "owner", words, by=by, now=now)


def locked(row: SourcingRequest) -> SourcingRequest:
    return SourcingRequest.objects.select_for_update(of=("self",)).select_related("team").get(pk=row.pk)


def _open(row: SourcingRequest) -> SourcingRequest:
    found = locked(row)
    if found.closed_at:
        raise NotDone(f"{found} is closed. Undo that first.")
    return found


def write_step(
    row: SourcingRequest, kind: str, words: str, *, by: Any, now: datetime, quote: Quote | None = None
) -> None:
    """Under the request's lock: the stage that follows from the facts, and since when where it is another."""
    stage = _keep_stage(row.pk, now)
    RequestStep.objects.create(
        team_id=row.team_id, request_id=row.pk, quote=quote, kind=kind, words=words[:600], stage=stage,
        happened_at=now, by=by,
    )  # fmt: skip


def _keep_stage(pk: int, now: datetime) -> Stage:
    row = SourcingRequest.objects.prefetch_related("quotes").get(pk=pk)
    states = [each.as_state() for each in row.quotes.all()]
    stage = stage_of(states, is_offered=row.offer_id is not None, is_closed=row.closed_at is not None)
    if stage != row.stage:
        SourcingRequest.objects.filter(pk=pk).update(stage=stage, stage_at=now)
    return stage
