"""A worker that is asked to stop puts its job aside within a step, and the next worker takes it up."""

import pytest
from celery.worker import state

from supervision.actions import jobs
from supervision.models import Job
from tests.town import MONDAY, Town, file_ticket


@pytest.mark.django_db
def test_a_job_waits_again_when_its_worker_goes_down(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    file_ticket(town)
    job = jobs.ask("search_again", {}, user_id=town.people["office"].id, now=MONDAY)
    with monkeypatch.context() as stopping:
        stopping.setattr(state, "should_stop", 0)
        assert jobs.run_waiting(lambda: MONDAY) == 1
    job.refresh_from_db()
    assert job.state == Job.State.WAITING
    assert jobs.run_waiting(lambda: MONDAY) == 1
    job.refresh_from_db()
    assert (job.state, job.done) == (Job.State.DONE, 1)
