"""How an entry lives: each function is a generator that acts when it is woken and yields when it wants to act again.

The people act as people do: they receive soon, submit after a share of the limit, check some hours later.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from rectification.catalogue import limit_of as limit_of_category
from rectification.demo.play import Life, Play, Problem, as_place
from rectification.workflow import OWNED
from sites.vocabulary import Verify
from supervision.actions.duties import limit_of
from supervision.models import Duty, DutyKind, DutyState
from supervision.roles import Role


def left_assigned(play: Play, problem: Problem) -> Life:
    """Filed; the unit has not received it yet."""
    play.file(problem)
    yield from helped(play, problem)


def left_dispatching(play: Play, problem: Problem) -> Life:
    """Filed, and nobody can be named who owes it."""
    play.file(problem)
    yield from ()


def left_rectifying(play: Play, problem: Problem, remark: str = "") -> Life:
    """Received and being fixed; somebody may have remarked on it."""
    play.file(problem)
    yield from received(play, problem)
    if remark:
        yield play.moments.later(play.now, 1)
        play.take("comment", problem, remark, words=play.phrases.said("comment"))
    yield from helped(play, problem)


def left_reviewing(play: Play, problem: Problem, share: float, dealt: bool = False) -> Life:
    """Submitted; the check is owed."""
    play.file(problem)
    yield from submitted(play, problem, share)
    if dealt:
        yield from deal_out(play, problem)


def fixed(play: Play, problem: Problem, share: float, failures: int = 0, false: bool = False) -> Life:
    """Struck off, after so many failed checks; found false afterwards if it was."""
    play.file(problem)
    yield from struck_off(play, problem, share, failures)
    if false:
        yield play.moments.later(play.now, 10)
        play.take("mark_false", problem, "discipline.first", words=play.phrases.said("false"))


def struck_off(play: Play, problem: Problem, share: float, failures: int = 0) -> Iterator[datetime]:
    """From the unit's receipt to the strike-off."""
    yield from submitted(play, problem, share)
    for _ in range(failures):
        yield from checked(play, problem, good=False)
        yield play.moments.later(play.now, min(6.0, 3 * limit_of_category(problem.category).value))
        submit(play, problem)
    yield from checked(play, problem)


def reworked(play: Play, problem: Problem, share: float) -> Life:
    """The check failed; the unit is at it again."""
    play.file(problem)
    yield from submitted(play, problem, share)
    yield from checked(play, problem, good=False)


def received(play: Play, problem: Problem) -> Iterator[datetime]:
    """签收: within an hour or so of the office's time, at once when it is urgent."""
    lead = lead_of(problem)
    yield play.moments.share(play.now, limit_of(lead), play.chance.uniform(0.04, 0.12))
    play.take("receive", problem, play.holder(lead))


def submitted(play: Play, problem: Problem, share: float) -> Iterator[datetime]:
    """反馈, when that share of the limit has gone since assignment."""
    lead = lead_of(problem)
    when = play.moments.share(lead.started_at, limit_of(lead), share)
    yield from received(play, problem)
    yield from finish_parts(play, problem)
    yield when
    submit(play, problem)


def submit(play: Play, problem: Problem) -> None:
    """The unit says fixed."""
    words = play.phrases.said("submit", problem.category.code)
    play.take("submit", problem, play.holder(lead_of(problem)), photos="after", words=words)


def deal_out(play: Play, problem: Problem) -> Iterator[datetime]:
    """The leader gives the check to whoever found it, if that is one of the team."""
    review = review_of(problem)
    finder = play.cast.posts[problem.finder]
    holds = play.cast.post_of(review)
    if holds.role == Role.TEAM_LEADER and finder.unit_id == holds.unit_id and finder.id != holds.id:
        yield play.moments.later(play.now, 0.4)
        play.take("deal_out", problem, play.holder(review), person=finder.id)


def checked(play: Play, problem: Problem, good: bool = True) -> Iterator[datetime]:
    """复查 by whoever the check was dealt to, on the spot where the category wants it."""
    yield from deal_out(play, problem)
    urgent = problem.category.urgency == "A"
    if urgent:
        yield play.now + timedelta(minutes=play.chance.randrange(30, 150))
    else:
        yield play.moments.later(play.now, play.chance.uniform(0.8, 6.2))
    by = play.holder(review_of(problem))
    onsite = problem.category.verify == Verify.ONSITE or play.chance.random() < 0.2
    spot: dict[str, Any] = {"photos": "check", "place": as_place(problem.place)} if onsite and problem.place else {}
    if good:
        words = play.phrases.said("pass") if play.chance.random() < 0.6 else ""
        play.take("pass", problem, by, words=words, **spot)
    else:
        words = play.phrases.said("fail", problem.category.code)
        play.take("fail", problem, by, words=words, **(spot and {**spot, "photos": "before"}))


def helped(play: Play, problem: Problem) -> Iterator[datetime]:
    """Some assisting units do their part before the lead unit has done its own."""
    if play.chance.random() < 0.5:
        yield play.moments.later(play.now, play.chance.uniform(3, 9))
        yield from finish_parts(play, problem)


def finish_parts(play: Play, problem: Problem, share: float = 0.6) -> Iterator[datetime]:
    """协办: that share of the assisting units report their part done."""
    parts = Duty.objects.filter(subject_id=problem.entry, kind=DutyKind.ASSIST, state=DutyState.RUNNING)
    for part in parts.order_by("ordinal"):
        if play.chance.random() < share:
            yield play.moments.later(play.now, 0.3)
            if problem.status() in OWNED:
                play.take("finish", problem, play.holder(part), duty=part.id, words=play.phrases.said("part_done"))


def lead_of(problem: Problem) -> Duty:
    """The duty to fix it."""
    duty = problem.owed(DutyKind.RECTIFY, parent=None)
    if duty is None:
        raise AssertionError(f"nobody owes {problem}")
    return duty


def review_of(problem: Problem) -> Duty:
    """The duty to check it."""
    duty = problem.owed(DutyKind.REVIEW)
    if duty is None:
        raise AssertionError(f"nobody checks {problem}")
    return duty
