"""What the buyer of an order writes in its life: it follows from the order alone, so nothing of it need be kept."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fulfillment.sandbox.helpdesk import phrases
from fulfillment.sandbox.world.life import late_at
from fulfillment.sandbox.world.model import NEVER, Order

HOUR, DAY = 3600, 86400


@dataclass(frozen=True)
class Written:
    """One ticket, complaint or review; ``closed_at`` NEVER: nobody has answered."""

    id: str
    kind: str
    order: Order
    opened_at: int
    text: str
    closed_at: int = NEVER
    answer_by: int = 0
    rating: int = 0
    reason: str = ""
    reason_text: str = ""
    names_order: bool = True
    sku: str = ""

    def moments(self) -> list[int]:
        return [at for at in (self.opened_at, self.closed_at) if at < NEVER]


def writings(order: Order) -> list[Written]:
    """In no order; those of a cancelled order end with it."""
    rng = random.Random(f"writes {order.id}")
    if order.sample or order.digital_at < NEVER or order.paid_at >= NEVER:
        return []
    found = [
        *_asks_where(rng, order),
        *_complains(rng, order),
        *_reviews(rng, order),
        *_asks_else(rng, order),
    ]
    return [each for each in found if each.opened_at < order.cancelled_at]


def _asks_where(rng: random.Random, order: Order) -> Iterator[Written]:
    """Whose parcel is later than was promised asks, the later the likelier."""
    dispatched, due = late_at(order)
    if dispatched > due and rng.random() < 0.45:
        yield _ticket(rng, order, "W", due + rng.randint(2 * HOUR, 30 * HOUR), phrases.WHERE)
    promised = order.due.get("delivery_sla_time", NEVER)
    if order.delivered_at < NEVER and order.delivered_at > promised + 12 * HOUR and rng.random() < 0.5:
        asked = promised + rng.randint(6 * HOUR, 40 * HOUR)
        if asked < order.delivered_at:
            yield _ticket(
                rng,
                order,
                "D",
                asked,
                phrases.WHERE,
                kind="complaint" if rng.random() < 0.3 else "ticket",
                reason="late_delivery" if rng.random() < 0.5 else "",
            )


def _complains(rng: random.Random, order: Order) -> Iterator[Written]:
    """Half of those who send something back write first."""
    if order.returned is None or rng.random() < 0.5:
        return
    asked = order.returned.steps[0].at - rng.randint(600, 5 * HOUR)
    for key, words, reason, said in phrases.OF_REASONS:
        if key in order.returned.reason:
            is_told = rng.random() < 0.4
            yield _ticket(
                rng, order, "C", max(asked, order.created_at + HOUR), words,
                kind="complaint" if rng.random() < 0.6 else "ticket",
                reason=reason if is_told else "", reason_text=said if is_told else "",
                sku=order.returned.units[0].product.code,
            )  # fmt: skip
            return


def _reviews(rng: random.Random, order: Order) -> Iterator[Written]:
    if order.delivered_at >= NEVER or rng.random() > 0.11:
        return
    late = order.delivered_at > order.due.get("delivery_sla_time", NEVER)
    words: Sequence[str]
    if order.returned is not None:
        rating, words = rng.choice((1, 1, 2, 3)), phrases.BAD
    elif late:
        rating, words = rng.choice((1, 2, 2, 3, 4)), phrases.LATE
    else:
        rating = rng.choices((5, 4, 3, 2, 1), (70, 18, 7, 3, 2))[0]
        words = phrases.GOOD if rating > 3 else phrases.MIXED if rating == 3 else phrases.BAD
    at = order.delivered_at + rng.randint(8 * HOUR, 9 * DAY)
    yield Written(
        f"R{order.id[-12:]}", "review", order, at, _fill(rng.choice(words), order), rating=rating,
        sku=order.units[0].product.code,
    )  # fmt: skip


def _asks_else(rng: random.Random, order: Order) -> Iterator[Written]:
    roll = rng.random()
    if roll < 0.004:
        yield _ticket(rng, order, "A", order.created_at + rng.randint(600, 6 * HOUR), phrases.ADDRESS)
    elif roll < 0.02:
        asked = order.created_at + rng.randint(HOUR, 4 * DAY)
        yield _ticket(rng, order, "O", asked, phrases.OTHER, names_order=rng.random() < 0.6)


def _ticket(
    rng: random.Random,
    order: Order,
    letter: str,
    at: int,
    words: Sequence[str],
    *,
    kind: str = "ticket",
    reason: str = "",
    reason_text: str = "",
    names_order: bool = True,
    sku: str = "",
) -> Written:
    """Most are answered within a day; a few are forgotten for a week."""
    waits = rng.randint(20 * 60, 26 * HOUR) if rng.random() < 0.95 else rng.randint(3 * DAY, 8 * DAY)
    return Written(
        f"{letter}{order.id[-12:]}", kind, order, at, _fill(rng.choice(words), order), closed_at=at + waits,
        answer_by=at + 24 * HOUR if order.shop.platform == "tiktok" else 0, reason=reason,
        reason_text=reason_text, names_order=names_order and rng.random() > 0.03, sku=sku,
    )  # fmt: skip


def _fill(words: str, order: Order) -> str:
    product, buyer = order.units[0].product, order.buyer
    return words.format(item=product.title, variant=product.variant, name=buyer.first, city=buyer.city)
