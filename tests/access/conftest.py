import pytest

from tests.access.worlds import World, build


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.IMPORT_DIR = tmp_path


@pytest.fixture
def ours(db: None) -> World:
    return build(word="glowing", sign="abrixa", slug="glow")


@pytest.fixture
def theirs(db: None) -> World:
    return build(word="rivalling", sign="zorbug", slug="rival")
