"""The step table: every status, action and party, against the table written out for people in tests/machine."""

import itertools

import pytest
from django.db import transaction

from rectification.actions import open_desk, take
from rectification.facts import StepData
from rectification.models import Ticket
from rectification.parties import parties_of
from rectification.workflow import FILED, STEPS, Action, Need, Party, Status, open_steps, refusal
from supervision.refusals import NotAllowed, Refused
from tests.machine import table
from tests.machine.table import PARTIES, STATUSES, TABLE
from tests.town import CAST, FRIDAY, MONDAY, at, file_ticket
from tests.town import take as step

NEEDS = {
    "reason": "words", "words": "words", "something": "something",
    "after_photo": "photos", "onsite": "onsite", "unit": "unit",
    "person": "person", "category": "category", "target": "target", "date": "until", "petition": "petition",
    "verdict": "verdict", "rung": "rung", "duty": "duty",
}  # fmt: skip


def test_the_words_of_the_table_are_those_of_the_house():
    assert set(Status) == set(STATUSES)
    assert set(Party) == set(PARTIES)
    assert set(Need) == set(NEEDS)
    assert set(STEPS) == set(TABLE)
    assert set(Action) - set(STEPS) == {Action.FILE}
    assert set(FILED) == set(table.FILED)


@pytest.mark.parametrize("action", sorted(TABLE))
def test_every_status_and_party_of_an_action(action):
    line = TABLE[action]
    for status, party in itertools.product(STATUSES, PARTIES):
        expected = ("" if party in line.who else "wrong_party") if status in line.before else "wrong_status"
        assert refusal(Action(action), status, frozenset({Party(party)})) == expected, (status, party)
        offered = Action(action) in open_steps(status, frozenset({Party(party)}))
        assert offered == (expected == ""), (status, party)


@pytest.mark.parametrize("action", sorted(TABLE))
def test_every_arrow_of_an_action(action):
    for before, after in itertools.product(STATUSES, STATUSES):
        assert STEPS[Action(action)].allows(before, after) == (after in TABLE[action].to(before)), (before, after)


@pytest.mark.parametrize("action", sorted(TABLE))
def test_what_must_come_with_an_action(action):
    assert [NEEDS[need] for need in STEPS[Action(action)].needs] == list(TABLE[action].needs)


def test_several_capacities_open_what_each_of_them_opens():
    both = frozenset({Party.UNIT, Party.OFFICE})
    for status in STATUSES:
        alone = [set(open_steps(status, frozenset({party}))) for party in both]
        assert set(open_steps(status, both)) == alone[0] | alone[1]


# Real entries, one in each status.


def reported(town):
    return file_ticket(town, "office", source="hotline")


def dispatching(town):
    ticket = file_ticket(town)
    step(town, "ask", ticket, "street_clerk", at(MONDAY, "09:05"), petition="return", words="不属于我街道")
    step(town, "decide", ticket, "team_leader", at(MONDAY, "09:06"), petition="return", verdict=True, words="同意")
    return ticket


def assigned(town):
    return file_ticket(town)


def rectifying(town):
    ticket = file_ticket(town)
    step(town, "receive", ticket, "street_clerk", at(MONDAY, "09:05"))
    step(town, "sub_assign", ticket, "street_clerk", at(MONDAY, "09:06"), unit="community_a1")
    step(town, "ask", ticket, "street_clerk", at(MONDAY, "09:07"), petition="return", words="不属于我街道")
    return ticket


def reviewing(town):
    ticket = file_ticket(town)
    step(town, "submit", ticket, "street_clerk", at(MONDAY, "09:05"), photos=1)
    return ticket


def suspended(town):
    ticket = file_ticket(town)
    step(town, "suspend", ticket, "office", at(MONDAY, "09:05"), words="等停水", until=FRIDAY)
    return ticket


def closed(town):
    ticket = reviewing(town)
    step(town, "pass", ticket, "inspector", at(MONDAY, "09:06"))
    return ticket


def declined(town):
    ticket = reported(town)
    step(town, "decline", ticket, "office", at(MONDAY, "09:05"), words="不属于创建范围")
    return ticket


def voided(town):
    ticket = file_ticket(town)
    step(town, "void", ticket, "office", at(MONDAY, "09:05"), words="测试误填")
    return ticket


MAKERS = (reported, dispatching, assigned, rectifying, reviewing, suspended, closed, declined, voided)
NOW = at(MONDAY, "09:10")


def answer(ticket: Ticket, action: Action, by) -> str:
    """How the engine meets the bare step, with nothing brought along; it is rolled back whatever comes of it."""
    try:
        with transaction.atomic():
            take(action, ticket.id, by=by, now=NOW, data=StepData())
            transaction.set_rollback(True)
    except Ticket.DoesNotExist:
        return "unseen"
    except NotAllowed as refused:
        return refused.code
    except Refused as refused:
        return "wrong_status" if refused.code == "wrong_status" else ""
    return ""


@pytest.mark.django_db
@pytest.mark.parametrize("maker", MAKERS, ids=[maker.__name__ for maker in MAKERS])
def test_what_is_offered_to_each_of_the_cast_is_never_refused_by_the_table(town, maker):
    ticket = maker(town)
    assert ticket.status == maker.__name__
    everybody = {name: town.actor(name) for name in CAST}
    for name, by in everybody.items():
        try:
            with transaction.atomic():
                desk, _ = open_desk(ticket.id, None, by, NOW, met=False)
        except Ticket.DoesNotExist:
            assert answer(ticket, Action.COMMENT, by) == "unseen", name
            continue
        offered = open_steps(ticket.status, parties_of(desk, by))
        assert {action: answer(ticket, action, by) for action in offered} == dict.fromkeys(offered, ""), name
        if name in ("street_clerk", "inspector", "office", "unit_head"):
            others = [action for action in Action if action not in offered and action != Action.FILE]
            wrong = {action: answer(ticket, action, by) for action in others}
            assert set(wrong.values()) <= {"wrong_status", "wrong_party"}, (name, wrong)
