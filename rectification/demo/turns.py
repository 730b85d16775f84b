"""Lives with a turn: handed down or on, joined, merged, voided, moved to another unit, come back."""

from dataclasses import replace
from typing import Any

from rectification import unit_steps
from rectification.demo.lives import checked, lead_of, received, struck_off, submit, submitted
from rectification.demo.play import Life, Play, Problem
from rectification.facts import StepData
from rectification.workflow import Action
from supervision.models import Duty, DutyState

OFFICE = "office.first"


def sub_assigned(play: Play, problem: Problem, to: str, until: str) -> Life:
    """Two-level dispatch: handed down, handed up, confirmed; stops after `down` or `up`, or goes on to the `end`."""
    play.file(problem)
    yield from received(play, problem)
    yield play.moments.later(play.now, 0.5)
    words = play.phrases.said("sub_assign")
    play.take("sub_assign", problem, play.holder(lead_of(problem)), unit=play.ground.units[to].id, words=words)
    if until == "down":
        return
    part = Duty.objects.get(subject_id=problem.entry, parent__isnull=False, state=DutyState.RUNNING)
    yield play.moments.later(play.now, 1.2)
    words = play.phrases.said("part_done")
    play.take("finish", problem, play.holder(part), duty=part.id, photos="after", words=words)
    if until == "up":
        return
    yield play.moments.later(play.now, 0.6)
    play.take("confirm_sub", problem, play.holder(lead_of(problem)), duty=part.id, verdict=True)
    yield play.moments.later(play.now, 0.4)
    submit(play, problem)
    yield from checked(play, problem)


def handed_over(play: Play, problem: Problem, to: str, share: float | None = None) -> Life:
    """移交同事: a colleague takes it over, and perhaps finishes it."""
    play.file(problem)
    yield from received(play, problem)
    yield play.moments.later(play.now, 0.5)
    play.take("hand_over", problem, play.holder(lead_of(problem)), person=play.cast.posts[to].id)
    if share is not None:
        yield play.moments.later(play.now, 2)
        submit(play, problem)
        yield from checked(play, problem)


def recalled(play: Play, problem: Problem, share: float) -> Life:
    """撤回: submitted too soon, taken back, submitted again."""
    play.file(problem)
    yield from submitted(play, problem, share)
    yield play.moments.later(play.now, 0.3)
    play.take("recall", problem, play.holder(lead_of(problem)))
    yield play.moments.later(play.now, 0.8)
    submit(play, problem)
    yield from checked(play, problem)


def joined(play: Play, problem: Problem, by: str, share: float | None = None) -> Life:
    """A second inspector meets the same problem and joins the entry instead of writing a new one."""
    play.file(problem)
    yield play.moments.later(play.now, 0.6)
    play.take("join", problem, by, photos="before")
    if share is not None:
        yield from struck_off(play, problem, share)


def merged(play: Play, problem: Problem, finder: str, leader: str) -> Life:
    """The same problem filed twice, with a reason that did not hold: the second entry is merged into the first."""
    play.file(problem)
    yield play.moments.later(play.now, 0.5)
    twin = replace(problem, finder=finder, filed_at=play.now, pk=None)
    play.file(twin, anyway=play.phrases.said("anyway"))
    yield play.moments.later(play.now, 1.1)
    play.take("merge", twin, leader, target=problem.entry, words=play.phrases.said("merge"))
    yield from submitted(play, problem, 0.8)


def voided(play: Play, problem: Problem) -> Life:
    """作废."""
    play.file(problem)
    yield play.moments.later(play.now, play.chance.uniform(0.4, 1.5))
    play.take("void", problem, OFFICE, words=play.phrases.said("voided"))


def reassigned(play: Play, problem: Problem, leader: str, to: str, share: float | None = None) -> Life:
    """改派 by the team's leader."""
    play.file(problem)
    yield from received(play, problem)
    yield play.moments.later(play.now, 0.6)
    words = play.phrases.said("reassign")
    play.take("reassign", problem, leader, unit=play.ground.units[to].id, words=words)
    if share is not None:
        yield from struck_off(play, problem, share)


def reclassified(play: Play, problem: Problem, code: str) -> Life:
    """The office puts it in the right category; the limit is reckoned anew."""
    play.file(problem)
    yield from received(play, problem)
    yield play.moments.later(play.now, 0.5)
    play.take("reclassify", problem, OFFICE, category=code, words=play.phrases.said("reclassify"))


def pressed(play: Play, problem: Problem, rung: str) -> Life:
    """A city leader sets a rung by hand."""
    play.file(problem)
    yield from received(play, problem)
    yield play.moments.later(play.now, 2)
    play.take("set_rung", problem, "city.leader", rung=rung, words=play.phrases.said("rung"))


def measured(
    play: Play, problem: Problem, rung: str, number: str = "", stated: bool = False, talked: bool = False
) -> Life:
    """挂牌、通报、约谈、问责: proposed by a city leader; with a number confirmed by the office, a talk held as well."""
    yield from pressed(play, problem, rung)
    if stated:
        yield play.moments.later(play.now, 1)
        words = play.phrases.said("state")
        play.take("state", problem, play.holder(lead_of(problem)), rung=rung, words=words)
    if number:
        yield play.moments.later(play.now, 1.2)
        listed: dict[str, Any] = {"person": play.cast.posts["city.second"].id, "until": play.moments.close(play.now, 6)}
        document: dict[str, Any] = {"number": number.format(year=play.now.year), "on": play.now.date()}
        play.take("confirm_rung", problem, OFFICE, rung=rung, **(listed if rung == "listed" else document))
    if talked:
        yield play.moments.later(play.now, 1.5)
        play.take("record_talk", problem, OFFICE, person=play.cast.posts["city.second"].id,
                  partner=play.holder(lead_of(problem)).post.id, on=play.now.date(),
                  until=play.moments.close(play.now, 4), words=play.phrases.said("talk"))  # fmt: skip


def called(play: Play, unit: str, rung: str, number: str) -> Life:
    """A unit as a whole: proposed by a city leader; with a number stated on, confirmed by the office, the talk held."""
    leader, head, office = (play.cast.actor(key) for key in ("city.leader", f"{unit}.head", OFFICE))
    why = StepData(unit=play.ground.units[unit].id, rung=rung, words=play.phrases.said("unit_rung"))
    pk = unit_steps.propose(why, by=leader, now=play.now).stream_id
    if not number:
        return
    yield play.moments.later(play.now, 1)
    unit_steps.take(Action.STATE, pk, StepData(words=play.phrases.said("unit_state")), by=head, now=play.now)
    yield play.moments.later(play.now, 1.2)
    today, person = play.now.date(), leader.post.id
    document = StepData(number=number.format(year=play.now.year), on=today, person=person)
    unit_steps.take(Action.CONFIRM_RUNG, pk, document, by=office, now=play.now)
    yield play.moments.later(play.now, 1.5)
    held = StepData(person=person, partner=head.post.id, on=play.now.date(), until=play.moments.close(play.now, 6),
                    words=play.phrases.said("talk"))  # fmt: skip
    unit_steps.take(Action.RECORD_TALK, pk, held, by=office, now=play.now)


def relapsing(play: Play, problem: Problem, finder: str, share: float, again: float | None) -> Life:
    """反弹: struck off, and there again some days later; the new entry points at the old one."""
    play.file(problem)
    yield from struck_off(play, problem, share)
    yield play.moments.later(play.now, 7 * play.chance.uniform(2.2, 4))
    second = replace(problem, finder=finder, filed_at=play.now, pk=None)
    play.file(second)
    if again is not None:
        yield from struck_off(play, second, again)
