"""Indexes and keys out of the way while a table is filled: sorted once afterwards, instead of row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import InternalError, ProgrammingError, transaction
from django.db.models import Model

from fulfillment.orders.upsert.rowset import execute

INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = ANY(%(tables)s::regclass[])
    AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
"""


@contextmanager
def without_indexes(models: Sequence[type[Model]]) -> Iterator[None]:
    """All but those of constraints are built again at the end. Holds the tables until the transaction ends."""
    found = execute(INDEXES, {"tables": [model._meta.db_table for model in models]})
    for name, _ in found:
        execute(f"DROP INDEX {name}", {})
    yield
    execute("SET LOCAL maintenance_work_mem TO '512MB'", {})
    for _, definition in found:
        execute(definition, {})


def trust_keys() -> None:
    """Foreign keys are not looked up in this transaction, where the database lets us say so."""
    try:
        with transaction.atomic():
            execute("SET LOCAL session_replication_role TO replica", {})
    except (InternalError, ProgrammingError):
        return  # only its owner may: every key is looked up then
