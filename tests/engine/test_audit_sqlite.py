"""ENGINE 27: on one database file, a bulk writer and four people filing: none is turned away or waits for its end.

How long they wait is measured by `make bench ARGS=sqlite`.
"""

import threading

import pytest
from django.db import connection

from rectification.models import Ticket
from supervision.actions.sweep import sweep
from supervision.models import Event
from tests.town import TUESDAY, file_ticket

pytestmark = pytest.mark.django_db(transaction=True)
FILERS = ("inspector", "team_leader", "second_inspector", "second_leader")
EACH, DUE = 4, 60
PATIENCE = 300  # seconds after which somebody has waited for ever


def test_rule_27_four_people_file_while_a_sweep_writes_and_nobody_waits_for_its_end(lasting_town, monkeypatch):
    """The first batch lets the people begin, and the second waits for an entry: it is there before the sweep ends."""
    town = lasting_town
    for number in range(DUE):
        file_ticket(town, photos=2, anyway=f"第{number}处")
    begun, filed = threading.Event(), threading.Event()

    def file(name):
        try:
            begun.wait(PATIENCE)
            for number in range(EACH):
                file_ticket(town, name, photos=2, now=TUESDAY, anyway=f"{name}{number}")
                filed.set()
        finally:
            connection.close()

    def between_batches(point):
        if point == "sweep_committed":
            begun.set()
            filed.wait(PATIENCE)

    monkeypatch.setattr("supervision.actions.sweep.reach", between_batches)
    threads = [threading.Thread(target=file, args=(name,)) for name in FILERS]
    for thread in threads:
        thread.start()
    sweep(TUESDAY, batch=DUE // 6)
    for thread in threads:
        thread.join()
    assert Ticket.objects.count() == DUE + EACH * len(FILERS)
    written = list(Event.objects.order_by("id").values_list("action", flat=True))
    rungs = [place for place, action in enumerate(written) if action == "rung"]
    assert len(rungs) >= DUE and "file" in written[rungs[0] : rungs[-1]]
