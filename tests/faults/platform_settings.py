"""The platform as it is, with a hurried beat: what people would wait a minute for, a test sees in a few seconds."""

import os
from datetime import UTC, datetime, timedelta

import time_machine

from config.settings import *  # noqa: F403
from config.settings import CELERY_BEAT_SCHEDULE as IN_EARNEST

if off := int(os.environ.get("TAIZHANG_TEST_CLOCK_OFF", "0")):
    # The machine's clock of this process is wrong by so many minutes; the database's is not.
    time_machine.travel(datetime.now(UTC) + timedelta(minutes=off), tick=True).start()

HURRIED = {
    "heartbeat": 5,
    "sweep": 2,
    "deliver": 5,
    "finish_pictures": 5,
    "run_jobs": 3,
    "clean": 5,
    "seal": 4,
    "send_outward": 3,
}
CELERY_BEAT_SCHEDULE = {
    name: {**entry, "schedule": HURRIED.get(name, entry["schedule"])} for name, entry in IN_EARNEST.items()
}
