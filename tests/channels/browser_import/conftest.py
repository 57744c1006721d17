import pytest

from fulfillment.channels import tasks
from tests.channels.browser_import.bringing import Desk


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, monkeypatch):
    """Files of the test in a folder of its own; workers are called by the test."""
    settings.IMPORT_DIR = tmp_path / "imports"
    monkeypatch.setattr(tasks.work_on_import, "delay", lambda *_: None)


@pytest.fixture
def desk(db):
    return Desk()
