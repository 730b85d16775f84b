"""The fonts of the build, or the system's; a sign and labels to draw."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.utils import translation

from supervision.paper.faces import Faces, find_faces

MADE = datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.fixture
def faces() -> Faces:
    return find_faces(settings.ASSETS_DIR / "fonts")


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield
