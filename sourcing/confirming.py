"""Suppliers' words written down: each once, the newest in force, and open orders judged by it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from msgspec import Struct

from fulfillment.accounts.models import Team, User
from fulfillment.catalog.models import Sku, Supplier
from sourcing.models import Confirmation, Offer, PriceBreak
from sourcing.offers import Break
from sourcing.promising import lock, settle_holds


class AlreadyOffered(ValueError):
    """The supplier's offer of this SKU stands already."""


class Word(Struct, frozen=True, kw_only=True):
    """What a supplier said: so many units at that price (in the offer's currency) until then."""

    quantity: int
    unit_price: Decimal
    valid_until_at: datetime
    told_by: str
    client_uuid: UUID | None = None


class Terms(Struct, frozen=True, kw_only=True):
    """The lasting part of an offer. `duty_share` 0.25 is 25 % of the price; money in `currency`."""

    currency: str
    lead_hours: int
    breaks: Sequence[Break]
    freight: Decimal = Decimal(0)
    duty_share: Decimal = Decimal(0)
    note: str = ""


def make_offer(sku: Sku, supplier: Supplier, terms: Terms, *, by: User | None, now: datetime) -> Offer:
    """A new offer with its price breaks. Raises AlreadyOffered where one of this supplier stands."""
    try:
        with transaction.atomic():
            lock(sku.team)
            offer = Offer.objects.create(
                team=sku.team,
                sku=sku,
                supplier=supplier,
                currency=terms.currency,
                lead_hours=terms.lead_hours,
                freight=terms.freight,
                duty_share=terms.duty_share,
                note=terms.note,
                made_at=now,
                made_by=by,
            )
            PriceBreak.objects.bulk_create(
                PriceBreak(team=sku.team, offer=offer, **each._asdict()) for each in terms.breaks
            )
            settle_holds(sku.team, now=now, by=by)
    except IntegrityError as error:
        raise AlreadyOffered(f"{supplier} offers {sku} already.") from error
    return offer


def end_offer(offer: Offer, *, by: User, now: datetime, is_over: bool = True) -> bool:
    """It is no longer offered, or is again; False where it was so already, or another one took its place."""
    try:
        with transaction.atomic():
            lock(offer.team)
            rows = Offer.objects.filter(pk=offer.pk, ended_at__isnull=is_over)
            changed = rows.update(ended_at=now if is_over else None)
            if changed:
                settle_holds(offer.team, now=now, by=by)
    except IntegrityError:
        return False
    return bool(changed)


def confirm(offer: Offer, word: Word, *, by: User | None, now: datetime) -> Confirmation:
    """The supplier's newest word. The same form pressed again, or by two at once, is the same word."""
    with transaction.atomic():
        lock(offer.team)
        if word.client_uuid and (
            known := Confirmation.objects.filter(offer=offer, client_uuid=word.client_uuid).first()
        ):
            return known
        said = Confirmation.objects.create(
            team=offer.team,
            offer=offer,
            quantity=word.quantity,
            unit_price=word.unit_price,
            valid_until_at=word.valid_until_at,
            told_by=word.told_by,
            client_uuid=word.client_uuid,
            confirmed_at=now,
            taken_by=by,
        )
        _newest(offer)
        settle_holds(offer.team, now=now, by=by)
    return said


def retract(said: Confirmation, *, by: User, now: datetime, is_taken_back: bool = True) -> bool:
    """It was never said, and the word before it is in force; or it was after all. False where it was so already."""
    with transaction.atomic():
        lock(said.team)
        rows = Confirmation.objects.filter(pk=said.pk, retracted_at__isnull=is_taken_back)
        changed = rows.update(retracted_at=now if is_taken_back else None)
        if changed:
            _newest(said.offer)
            settle_holds(said.team, now=now, by=by)
    return bool(changed)


def _newest(offer: Offer) -> None:
    words = Confirmation.objects.filter(offer=offer, retracted_at=None)
    Offer.objects.filter(pk=offer.pk).update(latest=words.order_by("-confirmed_at", "-pk").first())


def teams_with_offers() -> list[Team]:
    return list(Team.objects.filter(pk__in=Offer.objects.active().values("team")))


def confirm_all(team: Team, words: Mapping[Offer, Word], *, by: User | None, now: datetime) -> int:
    """Many words at once, of the team's offers; open orders are judged by all of them together."""
    with transaction.atomic():
        lock(team)
        said = Confirmation.objects.bulk_create(
            Confirmation(
                team=team,
                offer=offer,
                quantity=word.quantity,
                unit_price=word.unit_price,
                valid_until_at=word.valid_until_at,
                told_by=word.told_by,
                client_uuid=word.client_uuid,
                confirmed_at=now,
                taken_by=by,
            )
            for offer, word in words.items()
        )
        for each in said:
            each.offer.latest = each
        Offer.objects.bulk_update([each.offer for each in said], ["latest"], batch_size=1000)
        settle_holds(team, now=now, by=by)
    return len(said)
