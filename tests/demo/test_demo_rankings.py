"""The demo city's rankings: made by the steps of everybody else, whole after any crash, and proven like all others."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from rectification.demo import history
from rectification.demo.load import load
from scoring.actions.verifying import verify as verify_ranking
from scoring.demo import publishing
from scoring.models import Appeal, Bonus, Consequence, Ranking, Score
from supervision.actions import jobs
from supervision.actions.rebuild import rebuild
from supervision.actions.verify import verify
from supervision.clock import now
from supervision.models import Event, Job, Notice
from tests.demo.loading import AS_OF, SMALL, Back, Broken, dying_clock, folders

SCALE = 0.08  # some 400 entries: enough that units of every group are ranked
DEATHS = (20, 21, 50, 80)  # how often the clock is read before the worker dies, once after the other


@pytest.fixture(scope="module")
def whole(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[tuple[Any, ...]]]:
    """What comes of it undisturbed; the city is left with rankings whose worker died again and again."""
    with django_db_blocker.unblock():
        try:
            with transaction.atomic(), folders(tmp_path_factory.mktemp("ranked")):
                load(AS_OF, scale=SCALE, size=SMALL)
                written = Job.objects.get(kind=history.KIND)
                publishing.ask_after(written)
                assert jobs.claim(now()).kind == history.KIND
                assert jobs.claim(now()) is None, "the rankings wait for the history"
                history.write_history(written, lambda: AS_OF)
                Job.objects.filter(pk=written.pk).update(state=Job.State.DONE)
                job = jobs.claim(now())
                with override_settings(SEALS_DIR=tmp_path_factory.mktemp("seals")):
                    found = undisturbed(job)
                for times in DEATHS:
                    with pytest.raises(Broken):
                        publishing.publish_all(job, dying_clock(times))
                publishing.publish_all(job, lambda: AS_OF)
                yield found
                raise Back
        except Back:
            pass


def undisturbed(job: Job) -> list[tuple[Any, ...]]:
    """The job in one go, taken back again."""
    try:
        with transaction.atomic():
            publishing.publish_all(job, lambda: AS_OF)
            found = told()
            raise Back
    except Back:
        return found


def told() -> list[tuple[Any, ...]]:
    """Every event of the rankings and what hangs on them, what came out, and what was objected; without ids."""
    kinds = ("ranking", "appeal", "consequence", "unit_measure")
    events = Event.objects.filter(stream_kind__in=kinds).order_by("occurs_at", "stream_kind", "action")
    columns = ("kind", "code", "nth", "state", "number", "inputs", "result", "appeals_until")
    return [
        *events.values_list("stream_kind", "action", "occurs_at", "recorded_at", "before", "after"),
        *Ranking.objects.order_by("ends", "kind", "nth").values_list(*columns),
        *Appeal.objects.order_by("asked_at").values_list("state", "effect", "asked_at", "decided_at"),
        *Notice.objects.filter(subject_kind__in=kinds).order_by("created_at", "key", "user_id").values_list(
            "key", "user_id", "created_at", "delivered_at", "seen_at"),
    ]  # fmt: skip


@pytest.fixture
def rankings(whole: list[tuple[Any, ...]], db: None) -> list[Ranking]:
    """All of them, in the order in which they were begun."""
    begun = Event.objects.filter(stream_kind="ranking", seq=1).order_by("occurs_at")
    return [Ranking.objects.get(pk=pk) for pk in begun.values_list("stream_id", flat=True)]


def test_a_worker_that_dies_again_and_again_loses_and_doubles_nothing(whole, db):
    assert told() == whole


def test_begun_once_more_it_changes_nothing(whole, db):
    publishing.publish_all(Job.objects.get(kind=publishing.KIND), lambda: AS_OF)
    assert told() == whole


def test_eight_weeks_two_months_and_a_quarter_are_published_and_a_week_is_announced(rankings):
    published = Counter(one.kind for one in rankings if one.state == "published" and one.nth == 1)
    assert published["week"] >= 6 and published["month"] >= 2 and published["quarter"] == 1
    (week,) = [one for one in rankings if one.kind == "week" and one.state != "published"]
    assert week.state == "announced" and week.announced_at < AS_OF < week.appeals_until
    numbers = [one.number for one in sorted(rankings, key=lambda it: it.published_at or AS_OF) if one.number]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_ranking_comes_out_of_the_events_again_and_the_ledger_is_whole(rankings):
    assert [verify_ranking(ranking) for ranking in rankings] == [[] for _ in rankings]
    assert list(verify()) == []
    assert rebuild() == {}


def test_units_of_every_group_are_ranked_and_some_have_too_few(rankings):
    units = Score.objects.filter(ranking__in=rankings, subject="unit")
    ranked = set(units.filter(state="ranked").values_list("group", flat=True))
    assert {"municipal", "street", "town", "enterprise"} <= ranked
    assert units.filter(state="too_few").exists() and units.filter(state="nothing").exists()


def test_one_month_was_corrected_with_a_reason_and_the_list_is_another_one(rankings):
    (correction,) = [one for one in rankings if one.corrects_id]
    first = Ranking.objects.get(pk=correction.corrects_id)
    assert correction.state == first.state == "published" and correction.result != first.result
    assert Event.objects.get(stream_id=correction.pk, seq=1).facts["why"]


def test_points_were_given_with_reasons_and_once_taken_back(rankings):
    assert Bonus.objects.filter(points__gt=0).exists() and Bonus.objects.filter(points__lt=0).exists()
    assert not Bonus.objects.filter(words=None).exists()
    assert Bonus.objects.exclude(taken_back_at=None).count() == 1
    assert set(Bonus.objects.values_list("fact", flat=True)) == {"", "exposed", "listed_relapse", "office"}


def test_nothing_was_done_after_the_citys_moment_and_everybody_has_heard_of_it(rankings):
    for kind in ("ranking", "appeal", "consequence"):
        assert not Event.objects.filter(stream_kind=kind, recorded_at__gt=AS_OF).exists()
    assert not Notice.objects.filter(delivered_at=None).exists()
    assert not Job.objects.filter(kind="ranking").exists(), "no count by today's clock is left"


def test_what_the_rules_propose_was_decided_unless_it_is_fresh(rankings):
    for row in Consequence.objects.waiting():
        assert row.proposed_at > AS_OF - timedelta(days=14), row
