"""The embedded broker: a message that is cut short is passed over, and those after it arrive."""

from queue import Empty
from uuid import uuid4

import pytest
from kombu import Connection

from config import celery


@pytest.fixture
def bell(tmp_path):
    """A queue in a folder of its own."""
    folders = {name: str(tmp_path / name) for name in ("data_folder_in", "control_folder")}
    for folder in folders.values():
        (tmp_path / folder).mkdir(exist_ok=True)
    name = f"bell-{uuid4().hex}"  # the transport remembers for the whole process which queues it has bound
    options = {**folders, "data_folder_out": folders["data_folder_in"]}
    with Connection("filesystem://", transport_options=options) as connection:
        yield connection.SimpleQueue(name), tmp_path / "data_folder_in" / f"0_first.{name}.msg"


@pytest.mark.parametrize("text", ["", '{"body": "gA', "\x00\x00"], ids=["empty", "cut short", "noughts"])
def test_what_is_cut_short_stops_nobody(bell, text):
    queue, first = bell
    first.write_text(text)
    queue.put({"rung": True})
    assert queue.get(timeout=60).payload == {"rung": True}
    with pytest.raises(Empty):
        queue.get(timeout=0.1)


def test_the_platform_uses_it():
    with celery.app.connection_for_read("filesystem://") as connection:
        assert connection.transport.__module__ == "config.broker"
