"""The board in the hands of the cast: the same hands as in the tests of the other pages."""

from tests.pages.conftest import hands, stand  # noqa: F401 - fixtures
