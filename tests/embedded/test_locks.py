"""Locks that say who uses a place."""

from pathlib import Path

import pytest

from fulfillment.embedded.locks import Busy, is_held, lock_again, locked


def test_two_users_share_a_place(tmp_path: Path) -> None:
    with locked(tmp_path / "users", shared=True), locked(tmp_path / "users", shared=True, wait=False):
        assert is_held(tmp_path / "users")

    assert not is_held(tmp_path / "users")


def test_only_the_last_user_gets_it_alone(tmp_path: Path) -> None:
    with locked(tmp_path / "users", shared=True) as first:
        with locked(tmp_path / "users", shared=True) as second, pytest.raises(Busy):
            lock_again(second)
        lock_again(first)


def test_a_start_waits_for_no_one_when_told_so(tmp_path: Path) -> None:
    with locked(tmp_path / "demo"), pytest.raises(Busy), locked(tmp_path / "demo", wait=False):
        pass
