"""The platform as it is, on a day of a story. Never imported by a test: it changes the clock of its whole process."""

from config.settings import *  # noqa: F403
from supervision import clock
from tests.browser.march_clock import told

clock.now = told
