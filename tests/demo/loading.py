"""A demo city for tests: small photos, folders of its own, and clocks at which the worker dies."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.test import override_settings

AS_OF = datetime(2026, 3, 5, 10, 20, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Thursday morning after the Spring Festival
SMALL = (64, 48)


class Back(Exception):
    """Takes a load back."""


class Broken(Exception):
    """The worker dies."""


def folders(root: Path) -> override_settings:
    """A demo with files and seals of its own."""
    return override_settings(DEMO=True, MEDIA_ROOT=root / "files", SEALS_DIR=root / "seals")


def dying_clock(times: int) -> Callable[[], datetime]:
    """A clock that is read so often, and then the worker dies."""
    left = iter(range(times))

    def clock() -> datetime:
        if next(left, None) is None:
            raise Broken
        return AS_OF

    return clock
