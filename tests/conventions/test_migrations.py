"""A database that the steps before the gathered ones made goes on as it is."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

pytestmark = pytest.mark.django_db


def plan(executor):
    return [str(step) for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def test_a_database_made_by_the_earlier_steps_has_nothing_left_to_do():
    recorder = MigrationRecorder(connection)
    gathered = MigrationExecutor(connection).loader.disk_migrations.values()
    gathered = [each for each in gathered if each.name == "0001_squashed"]
    assert len(gathered) == 13
    for each in gathered:
        recorder.record_unapplied(each.app_label, each.name)
        for app_label, name in each.replaces:
            recorder.record_applied(app_label, name)

    assert plan(MigrationExecutor(connection)) == []


def test_a_new_database_needs_only_the_gathered_steps():
    recorder = MigrationRecorder(connection)
    recorder.migration_qs.all().delete()

    wanted = plan(MigrationExecutor(connection))

    assert "orders.0001_squashed" in wanted
    assert "orders.0001_initial" not in wanted
