"""Claims: opened for a parcel that was handed over and never scanned, followed step by step to their outcome."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from fulfillment.accounts.models import User
from fulfillment.orders.history import record
from fulfillment.tracking.carriers.directory import carrier_name
from fulfillment.warehouse.handover import forgetting, unscanned
from fulfillment.warehouse.handover.claim_states import CLOSED, NEXT, WORDS, ClaimState
from fulfillment.warehouse.handover.telling import orders_of
from fulfillment.warehouse.models import Claim, ClaimStep, ManifestLine, Warehouse
from fulfillment.warehouse.refusing import NotDone


def open_claim(line: ManifestLine, *, by: User | None, now: datetime) -> Claim:
    """The parcel's claim; one, however many open it at once. Raises NotDone for what was not handed over."""
    if line.handed_over_at is None:
        raise NotDone(
            f"{line.number} was not handed over by a closed manifest: the carrier owes nothing for it."
        )
    with transaction.atomic():
        row = Claim(
            team_id=line.team_id,
            line=line,
            carrier=line.carrier,
            state=ClaimState.OPENED,
            opened_at=now,
            opened_by=by,
        )
        Claim.objects.bulk_create([row], ignore_conflicts=True)
        found = Claim.objects.get(line=line)
        if not found.steps.exists():
            _note(found, ClaimState.OPENED, "", None, "", by=by, now=now)
            name = carrier_name(line.carrier)
            told = {"evidence": f"{found} with {name}" if name else str(found)}
            record(
                orders_of([line.pk]), kind="claim.opened", key=f"claim:{found.pk}", now=now, data=told, by=by
            )
    return found


def open_lost(warehouse: Warehouse, carrier: str, *, by: User | None, now: datetime) -> list[Claim]:
    """The new claims, one for each parcel of that carrier that is lost and has none."""
    rows = unscanned.lost(warehouse.team, now=now).filter(manifest__warehouse=warehouse, carrier=carrier)
    return [open_claim(line, by=by, now=now) for line in rows.order_by("handed_over_at", "pk")]


def step(
    claim: Claim,
    state: ClaimState,
    *,
    note: str = "",
    reference: str = "",
    amount: Decimal | None = None,
    currency: str = "",
    by: User | None,
    now: datetime,
) -> None:
    """The claim is in that state; raises NotDone where its way does not lead there, or money is missing."""
    if state == ClaimState.PAID and amount is None and claim.amount is None:
        raise NotDone("Say how much came: what was paid is what the claim is worth.")
    with transaction.atomic():
        locked = Claim.objects.select_for_update().get(pk=claim.pk)
        was = ClaimState(locked.state)
        if state not in NEXT[was]:
            raise NotDone(
                f"{claim} is {WORDS[was][0]}: that does not come next. Somebody may have been faster; look again."
            )
        locked.state, locked.closed_at = state, now if state in CLOSED else None
        if amount is not None:
            locked.amount, locked.currency = amount, currency
        locked.reference = reference or locked.reference
        locked.save()
        _note(locked, state, note, amount, currency, by=by, now=now)
        if state in CLOSED:
            words = f"{WORDS[state][0]}{f', {amount} {currency}' if amount is not None else ''}"
            key, told = f"claim:{claim.pk}:{now.isoformat()}", {"evidence": f"{claim}: {words}"}
            record(orders_of([locked.line_id]), kind="claim.closed", key=key, now=now, data=told, by=by)
            forgetting.after_claim(locked)


def _note(
    claim: Claim,
    state: ClaimState,
    note: str,
    amount: Decimal | None,
    currency: str,
    *,
    by: User | None,
    now: datetime,
) -> None:
    ClaimStep.objects.create(
        team_id=claim.team_id, claim=claim, state=state, note=note[:500], amount=amount,
        currency=currency if amount is not None else "", recorded_at=now, recorded_by=by,
    )  # fmt: skip
