"""Any subject whose duties have one holder each gets its rungs, its corrections and its card from one engine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision import kinds
from supervision.actions import duties as clocks
from supervision.actions import jobs
from supervision.actions.book import new_book, open_book, write
from supervision.actions.calendar_edit import set_day
from supervision.actions.calendars import ladder_in_force, load_calendar
from supervision.actions.climb import Told
from supervision.actions.ladder_edit import change_ladder
from supervision.actions.people import set_acting
from supervision.actions.plain_duties import Engine, plain_kind
from supervision.actions.rebuild import rebuild
from supervision.actions.sweep import sweep
from supervision.actions.verify import verify
from supervision.clocks import Pause
from supervision.ids import new_id
from supervision.ladder import BUILT_IN, Rung
from supervision.ladder_draft import exchanged, rules_of
from supervision.limits import workdays
from supervision.models import Duty, DutyKind, Event, Notice
from supervision.roster import Holder
from supervision.wording import notice_words
from tests.pages.conftest import Hands, hands, stand  # noqa: F401 - fixtures
from tests.town import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def trial(monkeypatch):
    """A kind of subject that nobody knew before: what an upper floor writes to have one."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    facts = lambda ids: {pk: {"called": "SS-1", "about": "三月排名", "about_en": "March"} for pk in ids}  # noqa: E731
    named = lambda ids: dict.fromkeys(ids, ("SS-1 三月排名", "/trial/"))  # noqa: E731
    kinds.register(plain_kind("trial", {}, Engine(facts), named=named))


def owe(town, now=MONDAY, who="office", kind=DutyKind.APPEAL, days=2):
    """Somebody owes something on a subject of that kind."""
    post = town.posts[who]
    book = new_book("trial", new_id(), now)
    duty = clocks.start(
        book, kind, ordinal=1, unit_id=post.unit_id, holder=Holder(post.pk, post.user_id), limit=workdays(days),
        now=now, calendar=load_calendar(), version=ladder_in_force(now),
    )  # fmt: skip
    book.append("begin", at=now, recorded_at=now)
    write([book])
    return duty


def told(duty):
    """(rung, who was told), in the order in which they were."""
    rows = Notice.objects.filter(subject_id=duty.subject_id, key__startswith="rung.").order_by("created_at", "id")
    return [(row.key.removeprefix("rung."), row.user.username) for row in rows]


def test_rule_8_the_small_ladder_of_any_subject(town, trial):
    """Warning in the last quarter, reminder when due, and a working day later whoever is above."""
    duty = owe(town)
    assert sweep(at(WEDNESDAY, "10:00")) == 0
    assert sweep(at(WEDNESDAY, "17:30")) == 1
    assert sweep(at(FRIDAY, "09:00")) == sweep(at(THURSDAY, "18:00")) + 1
    duty.refresh_from_db()
    assert [(code, state) for _no, code, state, _at in duty.rungs] == [
        ("warning", "fired"), ("reminder", "fired"), ("supervision", "fired")
    ]  # fmt: skip
    assert told(duty) == [
        ("warning", "office"), ("reminder", "office"), ("supervision", "office"), ("supervision", "city_leader")
    ]  # fmt: skip
    assert duty.next_action_at is None and sweep(at(FRIDAY, "17:30")) == 0
    assert list(verify()) == [] and rebuild() == {}


def test_what_is_told_names_the_thing_in_the_readers_language(town, trial):
    duty = owe(town)
    sweep(at(WEDNESDAY, "18:00"))
    row = Notice.objects.filter(subject_id=duty.subject_id, key="rung.reminder").get()
    assert notice_words(row.key, row.facts, "", at(WEDNESDAY, "18:00")) == "申诉 SS-1 三月排名：催办，今天 17:30到期。"


@given(moments=st.lists(st.integers(0, 6 * 24 * 60), max_size=6))
def test_the_ledger_does_not_hang_on_when_the_worker_looks(founded, django_db_blocker, moments):
    """ENGINE 10: the same events at the same moments, however often and late somebody sweeps."""
    from datetime import timedelta

    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(kinds, "_kinds", dict(kinds._kinds))
        facts = lambda ids: {pk: {"called": "SS-1", "about": "x", "about_en": ""} for pk in ids}  # noqa: E731
        kinds.register(plain_kind("trial", {}, Engine(facts)))
        duty = owe(founded)
        for minutes in sorted(moments):
            sweep(MONDAY + timedelta(minutes=minutes))
        sweep(MONDAY + timedelta(days=7))
        rows = Event.objects.filter(stream_id=duty.subject_id).order_by("seq")
        told_of = [(row.action, row.facts.get("rung"), row.occurs_at) for row in rows]
        assert told_of == [
            ("begin", None, MONDAY),
            ("rung", "warning", at(WEDNESDAY, "10:22").replace(second=30)),
            ("rung", "reminder", at(WEDNESDAY, "17:30")),
            ("rung", "supervision", at(THURSDAY, "17:30")),
        ]
        transaction.set_rollback(True)


def test_whoever_stands_in_hears_of_it(town, trial):
    duty = owe(town, who="unit_head")
    set_acting(town.posts["unit_head"], town.people["colleague"], at(TUESDAY, "00:00"), FRIDAY, now=MONDAY)
    sweep(at(WEDNESDAY, "16:00"))
    assert told(duty) == [("warning", "colleague")]


def test_rule_6_a_calendar_corrected_moves_it_and_takes_back_what_came_too_early(town, trial):
    duty = owe(town)  # due on Wednesday
    sweep(at(WEDNESDAY, "17:45"))
    set_day(TUESDAY.date(), "off", "台风停工", "防台风", now=at(WEDNESDAY, "18:00"), by=town.posts["office"])
    jobs.run_waiting(lambda: at(WEDNESDAY, "18:00"))
    duty.refresh_from_db()
    assert duty.due_at == at(THURSDAY, "17:30") and duty.clock_no == 2
    assert [state for _no, _code, state, _at in duty.rungs] == ["revoked", "revoked"]
    said = Notice.objects.get(subject_id=duty.subject_id, key="corrected")
    assert said.user.username == "office"
    assert "明天 17:30" in notice_words(said.key, said.facts, "", at(WEDNESDAY, "18:00"))
    assert all(row.taken_back_at for row in Notice.objects.filter(subject_id=duty.subject_id, key__startswith="rung."))
    sweep(at(THURSDAY, "18:00"))
    assert [rung for rung, _who in told(duty)] == ["warning", "reminder", "warning", "reminder"]
    assert list(verify()) == [] and rebuild() == {}


def test_a_calendar_that_changes_nothing_for_it_writes_nothing(town, trial):
    duty = owe(town)
    set_day(FRIDAY.date(), "off", "停工", "通知", now=at(TUESDAY, "18:00"), by=town.posts["office"])
    jobs.run_waiting(lambda: at(TUESDAY, "18:00"))
    assert Event.objects.filter(stream_id=duty.subject_id).count() == 1


def test_a_clock_that_was_paused_runs_again_by_itself(town, trial):
    duty = owe(town)
    pause = Pause(at(TUESDAY, "09:00"), at(THURSDAY, "09:00"))
    book = open_book(duty.subject_id)
    clocks.pause(book, duty, pause, pause.until, at(TUESDAY, "09:00"), load_calendar())
    book.append("pause", at=at(TUESDAY, "09:00"), recorded_at=at(TUESDAY, "09:00"))
    write([book])
    sweep(at(THURSDAY, "10:00"))
    duty.refresh_from_db()
    assert duty.state == "running" and duty.due_at == at(FRIDAY, "17:30")
    assert Notice.objects.get(subject_id=duty.subject_id, key="resumed").user.username == "office"
    assert rebuild() == {}


def test_a_rung_the_ladder_would_have_confirmed_stands_at_once(town, trial):
    """Such a subject has no file on which the office could give its word."""
    from dataclasses import replace

    own = [replace(r, confirm=r.rung is Rung.SUPERVISION) for r in rules_of(BUILT_IN.rules, "appeal")]
    change_ladder(exchanged(BUILT_IN.rules, ["appeal"], own), "试行", by=town.posts["office"], now=MONDAY)
    duty = owe(town)
    sweep(at(FRIDAY, "09:00"))
    duty.refresh_from_db()
    assert duty.highest_rung == Rung.SUPERVISION
    assert ("supervision", "city_leader") in told(duty)
    for number in [n for n in _ladders() if n != BUILT_IN.number]:
        _ladders().pop(number)


def _ladders():
    from supervision.actions import calendars

    return calendars._ladders


def test_a_subject_may_name_its_own_people(town, trial):
    other = town.posts["discipline"]
    engine = Engine(
        lambda ids: {pk: {"called": "SS-1", "about": "x", "about_en": ""} for pk in ids},
        lambda ids: {pk: {"superior": [Told(other.user_id, other.pk, "superior")]} for pk in ids},
    )
    kinds.register(plain_kind("trial", {}, engine))
    duty = owe(town)
    sweep(at(FRIDAY, "09:00"))
    assert [who for rung, who in told(duty) if rung == "supervision"] == ["office", "discipline"]


def test_such_a_duty_is_a_card_wherever_ones_duties_are(town, trial, stand, hands):
    duty = owe(town, who="unit_head")
    stand(at(WEDNESDAY, "10:00"))
    head: Hands = hands("unit_head")
    inbox = head.get("/inbox/")
    card = inbox.context["groups"][0]["entries"][0]
    assert (card["title"], card["place"], card["url"]) == ("申诉裁定", "SS-1 三月排名", "/trial/")
    assert "/trial/" in inbox.content.decode() and card["count"]["due"] == duty.due_at
    home = head.get("/")
    assert [row["url"] for row in home.context["columns"][0]["rows"]] == ["/trial/"]
    assert [row["url"] for row in head.get("/unit/").context["entries"]] == ["/trial/"]
    stand(at(FRIDAY, "10:00"))
    late = head.get("/").context["columns"][1]
    assert (late["n"], [row["url"] for row in late["rows"]]) == ("1", ["/trial/"])
    assert hands("other_clerk").get("/").context["columns"][1]["n"] == "0"
    assert Duty.objects.get(pk=duty.pk).state == "running"
