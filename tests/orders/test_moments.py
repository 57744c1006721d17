"""Moments as every connection reads them: quickly, aware, in UTC, and refused where Python has no such year."""

from datetime import UTC, datetime

import pytest
from django.db import DataError, connection

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-26 21:14:00+00", datetime(2026, 11, 26, 21, 14, tzinfo=UTC)),
        ("2026-11-26 13:14:00.05-08", datetime(2026, 11, 26, 21, 14, 0, 50_000, tzinfo=UTC)),
        ("0099-01-01 00:00:00.123456+00", datetime(99, 1, 1, 0, 0, 0, 123_456, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_to_the_microsecond_and_in_utc(written: str, read: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [written])
        [(found,)] = cursor.fetchall()
    assert (found, found.tzinfo) == (read, UTC)


@pytest.mark.parametrize("written", ["infinity", "12026-01-01 00:00:00+00", "0044-03-15 12:00:00+00 BC"])
def test_a_moment_that_python_has_no_word_for_is_refused(written: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [written])
        with pytest.raises(DataError):
            cursor.fetchall()
