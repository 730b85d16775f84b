"""PostgreSQL: whose transaction commits last is heard of last and not passed over; SQLite has one writer at a time."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from supervision.actions.outward.following import follow
from supervision.models import Delivery, PendingEvent
from tests.notices.conftest import TEN, follower
from tests.notices.receivers import LONG
from tests.town import MONDAY, at, file_ticket, take


@pytest.mark.django_db(transaction=True)
def test_an_event_that_becomes_visible_after_a_later_one_is_told_of_all_the_same(lasting_town):
    follower("https://8.8.8.8/")
    slow_one, quick_one = (file_ticket(lasting_town, site=site, now=MONDAY) for site in ("S001", "S003"))
    assert follow(lambda: TEN) == 2
    written, go_on = Event(), Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                take(lasting_town, "comment", slow_one, "inspector", at(MONDAY, "09:01"), words="先写后交")
                written.set()
                assert go_on.wait(LONG)
        finally:
            connection.close()

    thread = Thread(target=slow)
    thread.start()
    assert written.wait(LONG)
    take(lasting_town, "comment", quick_one, "office", at(MONDAY, "09:02"), words="后写先交")
    assert follow(lambda: TEN) == 1
    assert not PendingEvent.objects.exists()  # the first is written, and nobody can see it yet
    go_on.set()
    thread.join()
    assert follow(lambda: TEN) == 1
    told = Delivery.objects.filter(position=2).order_by("created_at", "id")
    assert {row.facts["number"] for row in told} == {slow_one.number, quick_one.number}
