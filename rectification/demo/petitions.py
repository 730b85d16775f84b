"""Lives with a petition, a long entry, or a detour through the office."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from rectification.demo.lives import (
    checked,
    finish_parts,
    lead_of,
    received,
    struck_off,
    submit,
)
from rectification.demo.play import Life, Play, Problem
from rectification.models import Petition, Ticket
from supervision.limits import Unit as LimitUnit
from supervision.models import DutyKind

OFFICE = "office.first"


def ask(play: Play, problem: Problem, kind: str, until: datetime | None = None) -> None:
    """The unit asks."""
    proof = "after" if kind == "suspension" else ""
    by = play.holder(lead_of(problem))
    play.take("ask", problem, by, petition=kind, until=until, words=play.phrases.said(kind), photos=proof)


def decide(play: Play, problem: Problem, kind: str, yes: bool, **data: Any) -> None:
    """Whoever owes the decision decides."""
    petition = Petition.objects.select_related("decide_duty").get(ticket=problem.entry, kind=kind, state="open")
    words = play.phrases.said(f"{kind}_{'yes' if yes else 'no'}")
    play.take("decide", problem, play.holder(petition.decide_duty), petition=kind, verdict=yes, words=words, **data)


def returns(play: Play, problem: Problem, verdicts: str, to: str = "", then: float | None = None) -> Life:
    """退回: `verdicts` is a letter for each decision (y, n), or o for one that is still open."""
    play.file(problem)
    for verdict in verdicts:
        yield play.moments.later(play.now, play.chance.uniform(0.4, 1.6))
        ask(play, problem, "return")
        if verdict == "o":
            return
        yield play.moments.later(play.now, play.chance.uniform(0.5, 1.5))
        decide(play, problem, "return", verdict == "y", **({"unit": play.ground.units[to].id} if to else {}))
    if then is not None:
        if problem.owed(DutyKind.DISPATCH) is not None:
            yield from dispatched(play, problem, to or play.street_of(problem))
        yield from struck_off(play, problem, then)


def dispatched(play: Play, problem: Problem, unit: str) -> Iterator[datetime]:
    """派遣 by the office."""
    yield play.moments.later(play.now, play.chance.uniform(0.5, 2.5))
    play.take("dispatch", problem, OFFICE, unit=play.ground.units[unit].id)


def extends(play: Play, problem: Problem, verdict: str, at: datetime | None = None, then: float | None = None) -> Life:
    """延期: asked at a moment (else halfway), granted, refused, withdrawn or open (y, n, w, o)."""
    play.file(problem)
    lead = lead_of(problem)
    halfway = play.moments.earlier(lead.due_at, 2.2 if lead.limit_unit == LimitUnit.WORKHOUR else 8)
    yield from received(play, problem)
    yield max(play.now, at or halfway)
    ask(play, problem, "extension", play.moments.close(lead_of(problem).due_at, 3))
    if verdict == "o":
        return
    yield play.moments.later(play.now, play.chance.uniform(0.4, 1.2))
    if verdict == "w":
        play.take("withdraw", problem, play.holder(lead_of(problem)), petition="extension")
    else:
        decide(play, problem, "extension", verdict == "y")
    if then is not None:
        yield play.moments.later(play.now, 7 * then)
        submit(play, problem)
        yield from checked(play, problem)


def suspends(play: Play, problem: Problem, verdict: str, days: int, at: datetime | None = None) -> Life:
    """挂账: asked for so many days, granted (y), refused (n), open (o), or ordered by the office (d)."""
    play.file(problem)
    yield from received(play, problem)
    yield from finish_parts(play, problem, 1.0)
    yield max(play.now, at or play.moments.later(play.now, 3))
    until = play.moments.close(play.now + timedelta(days=days))
    if verdict == "d":
        play.take("suspend", problem, OFFICE, until=until, words=play.phrases.said("suspend"))
    else:
        ask(play, problem, "suspension", until)
        if verdict == "o":
            return
        yield play.moments.later(play.now, play.chance.uniform(0.5, 3))
        decide(play, problem, "suspension", verdict == "y")
    if verdict in "yd":
        yield from noted(play, problem)


def noted(play: Play, problem: Problem) -> Iterator[datetime]:
    """Each month's note, some hours before it is due; after the target date the unit finishes the work."""
    while True:
        note = problem.owed(DutyKind.NOTE)
        suspended_until = target_of(problem)
        if note is None or suspended_until is None:
            break
        if suspended_until < note.due_at:
            yield suspended_until + timedelta(minutes=1)
            break
        yield play.moments.earlier(note.due_at, play.chance.uniform(2, 6))
        if target_of(problem) is not None:
            play.take("note", problem, play.holder(note), words=play.phrases.said("note"))
    yield play.moments.later(play.now, 4)
    submit(play, problem)
    yield from checked(play, problem)


def target_of(problem: Problem) -> datetime | None:
    """The target date of a suspended entry."""
    return Ticket.objects.values_list("suspended_until", flat=True).get(pk=problem.entry)


def outside(play: Play, problem: Problem, verdict: str, then: float | None = None) -> Life:
    """A report from outside: waits (o), is declined (n) or admitted (y), and then perhaps fixed."""
    play.file(problem)
    if verdict == "o":
        return
    yield play.moments.later(play.now, play.chance.uniform(0.6, 4))
    if verdict == "n":
        play.take("decline", problem, OFFICE, words=play.phrases.said("declined"))
        return
    play.take("admit", problem, OFFICE)
    if then is not None:
        yield from struck_off(play, problem, then)
