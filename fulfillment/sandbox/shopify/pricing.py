"""What a question costs, by the published rule, and the bucket that it is paid from.

Scalars and enums cost nothing, an object one point, a list its length times its item, a connection two points more, a
mutation ten. What is asked for is reserved first; what was not needed is given back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    value_from_ast_untyped,
)

from fulfillment.sandbox.shopify.executing import schema

CEILING = 1000  # points that one question may ask for
MUTATION = 10
Variables = Mapping[str, Any]


class Price:
    """Of one document under given variables."""

    def __init__(self, document: DocumentNode, variables: Variables) -> None:
        self.variables = dict(variables)
        parts = document.definitions
        self.fragments = {p.name.value: p for p in parts if isinstance(p, FragmentDefinitionNode)}
        self.operation = next(p for p in parts if isinstance(p, OperationDefinitionNode))

    @property
    def is_change(self) -> bool:
        return self.operation.operation is OperationType.MUTATION

    def requested(self) -> int:
        root = schema().mutation_type if self.is_change else schema().query_type
        assert root is not None
        return self._of(self.operation.selection_set, root) + (MUTATION if self.is_change else 0)

    def _of(self, selections: SelectionSetNode | None, parent: Any) -> int:
        total = 0
        for node in selections.selections if selections else ():
            if not self._is_asked_for(node):
                continue
            if isinstance(node, FragmentSpreadNode):
                fragment = self.fragments[node.name.value]
                total += self._of(
                    fragment.selection_set, schema().get_type(fragment.type_condition.name.value)
                )
            elif isinstance(node, InlineFragmentNode):
                on = node.type_condition
                total += self._of(node.selection_set, schema().get_type(on.name.value) if on else parent)
            elif isinstance(node, FieldNode) and not node.name.value.startswith("__"):
                total += self._field(node, parent)
        return total

    def _field(self, node: FieldNode, parent: GraphQLObjectType | GraphQLInterfaceType) -> int:
        field = parent.fields[node.name.value]
        named = get_named_type(field.type)
        if is_leaf_type(named) or named.name == "PageInfo":
            return 0
        given = self._given(node.arguments)
        inside = self._of(node.selection_set, named)
        if named.name.endswith("Connection"):
            return 2 + int(given.get("first") or 1) * inside
        bare = field.type.of_type if is_non_null_type(field.type) else field.type
        if is_list_type(bare):
            if parent.name.endswith("Connection"):  # nodes, edges: the connection counts them
                return inside if named.name.endswith("Edge") else 1 + inside
            return int(given.get("first") or len(given.get("ids") or "1")) * (1 + inside)
        return 1 + inside

    def _given(self, arguments: Any) -> dict[str, Any]:
        return {
            each.name.value: value_from_ast_untyped(each.value, self.variables) for each in arguments or ()
        }

    def _is_asked_for(self, node: Any) -> bool:
        said = {each.name.value: self._given(each.arguments)["if"] for each in node.directives or ()}
        return not said.get("skip", False) and bool(said.get("include", True))


class Bucket:
    """Points of one app at one shop: as many as ``maximum``, ``rate`` more a second. A rate of 0 never refuses."""

    def __init__(
        self, *, maximum: float = 2000, rate: float = 100, timer: Callable[[], float] = time.monotonic
    ) -> None:
        self.maximum, self.rate, self.timer = maximum, rate, timer
        self._level, self._since = maximum, timer()
        self._lock = Lock()

    def take(self, points: float) -> bool:
        with self._lock:
            self._fill()
            if self.rate and self._level < points:
                return False
            self._level -= points
            return True

    def give_back(self, points: float) -> None:
        with self._lock:
            self._level = min(self.maximum, self._level + points)

    def empty(self) -> None:
        with self._lock:
            self._fill()
            self._level = 0.0

    def status(self) -> dict[str, float]:
        with self._lock:
            self._fill()
            return {
                "maximumAvailable": self.maximum,
                "currentlyAvailable": max(0, int(self._level)),
                "restoreRate": self.rate or self.maximum,
            }

    def _fill(self) -> None:
        moment = self.timer()
        rate = self.rate or self.maximum
        self._level = min(self.maximum, self._level + (moment - self._since) * rate)
        self._since = moment
