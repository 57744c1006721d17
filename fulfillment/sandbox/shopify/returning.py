"""Answering what buyers ask to send back: a request is approved or declined once, with permission to do so."""

from __future__ import annotations

from graphql import GraphQLError

from fulfillment.sandbox.shopify.executing import Asking
from fulfillment.sandbox.shopify.shaping import Json, number_of
from fulfillment.sandbox.shopify.store import Store
from fulfillment.sandbox.world import returning
from fulfillment.sandbox.world.model import Order, Return

SCOPE = "write_returns"
LONGEST_NOTE = 500


class Returning:
    def __init__(self, store: Store) -> None:
        self.store = store

    def look(self, asking: Asking, *, id: str) -> Json | None:
        found = self._known(id)
        return self._shape(found[0]) if found else None

    def approve(self, asking: Asking, *, input: Json) -> Json:
        return self._answer(asking, input, "returnApproveRequest", grants=True)

    def decline(self, asking: Asking, *, input: Json) -> Json:
        return self._answer(asking, input, "returnDeclineRequest", grants=False)

    def _answer(self, asking: Asking, given: Json, name: str, *, grants: bool) -> Json:
        if SCOPE not in asking.scopes:
            raise GraphQLError(
                f"Access denied for {name} field. Required access: `{SCOPE}` access scope.",
                extensions={"code": "ACCESS_DENIED"},
            )
        found = self._known(given["id"])
        if found is None:
            return _objection("NOT_FOUND", "Return not found.", "id")
        order, asked = found
        note = given.get("declineNote") or ""
        if len(note) > LONGEST_NOTE:
            return _objection(
                "TOO_LONG", f"Decline note is too long (maximum is {LONGEST_NOTE} characters)", "declineNote"
            )
        if asked.status(self.store.now) != returning.PENDING:
            return _objection("INVALID_STATE", "Return is not in the requested state.", "id")
        if not grants:
            self.store.declined[asked.id] = {"reason": given["declineReason"], "note": note}
        self.store.world.answer(order, "return", grants=grants, at=self.store.now)
        return {"return": self._shape(order), "userErrors": []}

    def _known(self, global_id: str) -> tuple[Order, Return] | None:
        number = number_of(global_id, "Return")
        for order in self.store.orders():
            asked = order.returned
            if (
                asked
                and asked.id == number
                and asked.type != "REFUND"
                and asked.steps[0].at <= self.store.now
            ):
                return order, asked
        return None

    def _shape(self, order: Order) -> Json:
        [shape] = self.store.shown(order).shape()["returns"]()
        return shape  # type: ignore[no-any-return]


def _objection(code: str, message: str, field: str) -> Json:
    return {"return": None, "userErrors": [{"code": code, "field": ["input", field], "message": message}]}
