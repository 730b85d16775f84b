"""The Celery application: beat sends, the worker does; both start with a tick."""

import json
import os

from celery import Celery
from celery.signals import beat_init, setup_logging, task_postrun, task_prerun, worker_init, worker_ready

from config import broker, logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

broker.use_it()
app = Celery("taizhang")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

setup_logging.connect(logs.use_ours)
task_log = logs.TaskLog()
task_prerun.connect(task_log.before)
task_postrun.connect(task_log.after)


@worker_init.connect
def forget_what_is_half_written(**_: object) -> None:
    """A crash or a full disk may leave a file of the embedded broker empty, on which every later start would fail."""
    from django.conf import settings

    for path in (settings.BROKER_DIR / "control").glob("*.exchange"):
        try:
            json.loads(path.read_bytes())
        except ValueError:
            path.unlink(missing_ok=True)


@worker_ready.connect
def tick_as_worker(**_: object) -> None:
    """A fresh worker says so at once instead of at the next tenth second."""
    from config.heap import settle
    from supervision.clock import now
    from supervision.models.heartbeat import Heartbeat

    Heartbeat.tick("worker", now=now())
    settle()


@beat_init.connect
def tick_as_beat(**_: object) -> None:
    """A fresh beat sends its first heartbeat at once; its message, done by the worker, is what proves the chain."""
    app.send_task("supervision.tasks.heartbeat", expires=1800, retry=False, queue="clock")
