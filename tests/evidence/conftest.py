"""Two people who send pictures, a folder of their own for the files, and the short way to send one."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from picture_samples import noise, saved

MONDAY = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def files(tmp_path, settings) -> Path:
    """The root of the evidence storage."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def monday() -> datetime:
    return MONDAY


def person(username: str):
    from supervision.models import User

    return User.objects.create_user(username=username, display_name=username)


@pytest.fixture
def inspector(db):
    return person("inspector")


@pytest.fixture
def other_clerk(db):
    return person("other_clerk")


@pytest.fixture
def send(inspector):
    """send(content) stages a picture of the inspector's, on Monday unless told otherwise."""
    from supervision.actions.uploads import stage

    def send(content: bytes = b"", *, key: str = "k1", name: str = "IMG_1.jpg", owner=inspector, now=MONDAY):
        return stage(owner, key, io.BytesIO(content or saved(noise(320, 240))), name, now)

    return send


@pytest.fixture
def lying(files):
    """Names of all files that lie in the storage."""

    def lying() -> set[str]:
        return {str(path.relative_to(files)) for path in files.rglob("*") if path.is_file()}

    return lying
