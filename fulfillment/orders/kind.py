"""What a kind of reason is made of. Pure."""

from dataclasses import dataclass

from fulfillment.orders.states import Owner


@dataclass(frozen=True)
class Kind:
    """One kind of reason; `rank` orders reasons of the same level: what cannot be argued with comes first."""

    code: str
    rank: int
    label: str
    sentence: str
    detail: str
    owner: Owner
    action: str  # code in orders.actions, blank where waiting is all there is to do
