"""A talk with a unit: proposed by its second circular of a quarter, or by a person; decided, held (ENGINE 8, 9)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from rectification.models import UnitMeasure
from rectification.quarters import quarter_of, read_quarter
from supervision.actions import calendars
from supervision.actions.ladder_edit import change_ladder
from supervision.actions.notices import deliver
from supervision.actions.seals import seal
from supervision.actions.verify import verify
from supervision.ids import new_id
from supervision.ladder import BUILT_IN, Count, Rung
from supervision.models import Event, Notice, StreamHead, Words
from supervision.mornings import by_person
from supervision.refusals import Conflict, NotAllowed, Refused
from tests.calling import PROMISED, call, called, circular, confirm, files_of, proposed, whole
from tests.town import FRIDAY, MONDAY, THURSDAY, TUESDAY, TZ, WEDNESDAY, at, take

LAST = datetime(2026, 3, 31, 23, 59, 59, 999999, tzinfo=TZ)  # of the first quarter
NEXT = datetime(2026, 4, 1, 0, 0, tzinfo=TZ)  # the first of the second
TERMS = {"number": "澜创文办约〔2026〕9号", "on": WEDNESDAY.date()}
HEARD = at(THURSDAY, "10:00")


def heard(row: UnitMeasure, key: str) -> set[str]:
    """Who was told of something on the file."""
    return {one.user.username for one in Notice.objects.filter(subject_id=row.pk, key=key).select_related("user")}


def two(town) -> UnitMeasure:
    """The street's second circular brings the proposal."""
    circular(town, at(MONDAY, "16:00"), "通1")
    circular(town, at(TUESDAY, "16:00"), "通2")
    return UnitMeasure.objects.get()


def confirmed(town, **more) -> UnitMeasure:
    row = two(town)
    terms = {**TERMS, "person": town.posts["city_leader"].id, **more}
    call(town, "confirm_rung", row, "office", at(WEDNESDAY, "11:00"), **terms)
    return row


def held(town, row: UnitMeasure, **more) -> Event:
    said = {
        "person": town.posts["city_leader"].id, "partner": town.posts["unit_head"].id, "on": WEDNESDAY.date(),
        "until": PROMISED, "words": "一周内完成整改", **more,
    }  # fmt: skip
    return call(town, "record_talk", row, "office", HEARD, **said)


@pytest.mark.parametrize(
    ("moment", "code", "starts", "ends"),
    [
        (MONDAY, "2026Q1", "2026-01-01", "2026-04-01"),
        (LAST, "2026Q1", "2026-01-01", "2026-04-01"),
        (NEXT, "2026Q2", "2026-04-01", "2026-07-01"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=TZ), "2026Q4", "2026-10-01", "2027-01-01"),
    ],
)
def test_a_quarter_is_half_open_in_the_citys_time(moment, code, starts, ends):
    quarter = quarter_of(moment)
    assert (quarter.code, str(quarter.starts.date()), str(quarter.ends.date())) == (code, starts, ends)
    assert quarter.starts <= moment < quarter.ends and read_quarter(code) == quarter


# The circulars in the order in which they are confirmed: when, for which unit, the date on the paper; how many talks
# are proposed.
CASES = {
    "one": ([(MONDAY, "", None)], 0),
    "two in a quarter": ([(MONDAY, "", None), (FRIDAY, "", None)], 1),
    "two at the same moment": ([(MONDAY, "", None), (MONDAY, "", None)], 1),
    "three": ([(MONDAY, "", None), (TUESDAY, "", None), (FRIDAY, "", None)], 1),
    "four": ([(MONDAY, "", None), (TUESDAY, "", None), (FRIDAY, "", None), (FRIDAY, "", None)], 1),
    "two units": ([(MONDAY, "", None), (TUESDAY, "market_reg", None)], 0),
    "two units, two each": (
        [(MONDAY, "", None), (MONDAY, "market_reg", None), (FRIDAY, "", None), (FRIDAY, "market_reg", None)], 2,
    ),
    "the quarter's last moment and the next one's first": ([(LAST, "", None), (NEXT, "", None)], 0),
    "both before midnight": ([(LAST - timedelta(hours=3), "", None), (LAST, "", None)], 1),
    "two in each of two quarters": (
        [(MONDAY, "", None), (LAST, "", None), (NEXT, "", None), (NEXT + timedelta(days=9), "", None)], 2,
    ),
    "a paper dated before the one that was given first": (
        [(FRIDAY, "", FRIDAY.date()), (FRIDAY + timedelta(days=3), "", (FRIDAY + timedelta(days=3)).date())], 1,
    ),
    "a paper of the quarter before, confirmed in this one": (
        [(LAST - timedelta(days=3), "", None), (NEXT, "", LAST.date())], 0,
    ),
    "papers of two quarters, both confirmed in the second": ([(NEXT, "", LAST.date()), (NEXT, "", None)], 1),
}  # fmt: skip


@pytest.mark.parametrize(("given", "n"), CASES.values(), ids=CASES)
def test_the_second_circular_of_a_quarter_proposes_one_talk(town, given, n):
    """What counts is the moment of the office's word, not the date that somebody writes on the paper."""
    for number, (moment, unit, on) in enumerate(given):
        circular(town, moment, f"通{number}", unit, on)
    rows = list(UnitMeasure.objects.order_by("proposed_at"))
    assert len(rows) == n and all(row.waits and row.needed == 2 for row in rows)
    whole()


def test_it_comes_with_the_word_that_gave_the_second_circular(town):
    row = two(town)
    event = Event.objects.get(stream_id=row.pk)
    second = Event.objects.filter(action="confirm_rung").latest("recorded_at")
    assert (event.occurs_at, event.actor_id) == (second.occurs_at, None)
    assert (row.unit, row.rung, row.quarter) == (town.units["street_a"], "talk", "2026Q1")
    assert event.facts["count"] == ["circulars_in_quarter", 2] and len(event.facts["circulars"]) == 2
    assert heard(row, "proposal.talk") == {"office"}
    assert heard(row, "hearing.talk") == {"street_clerk", "unit_head"}


def test_a_third_circular_adds_to_the_reason(town):
    row = two(town)
    circular(town, at(WEDNESDAY, "16:00"), "通3")
    assert [(e.action, len(e.facts["circulars"])) for e in Event.objects.filter(stream_id=row.pk).order_by("seq")] == [
        ("propose", 2), ("ground", 3),
    ]  # fmt: skip
    assert UnitMeasure.objects.get().waits
    whole()


def test_a_circular_taken_back_takes_a_waiting_proposal_along_and_a_new_one_brings_another(town):
    circular(town, at(MONDAY, "16:00"), "通1")
    ticket = circular(town, at(TUESDAY, "16:00"), "通2")
    take(town, "revoke_rung", ticket, "office", at(WEDNESDAY, "09:00"), rung="circular", words="事实有误")
    row = UnitMeasure.objects.get()
    assert row.withdrawn and not row.waits and not row.stands
    assert heard(row, "withdrawn") == {"street_clerk", "unit_head", "office"}
    circular(town, at(THURSDAY, "16:00"), "通3")
    assert [(row.nth, row.waits, row.withdrawn) for row in files_of(town)] == [(1, False, True), (2, True, False)]
    whole()


def test_with_three_circulars_one_may_go_and_the_proposal_stays(town):
    two(town)
    ticket = circular(town, at(WEDNESDAY, "16:00"), "通3")
    take(town, "revoke_rung", ticket, "office", at(THURSDAY, "09:00"), rung="circular", words="事实有误")
    assert UnitMeasure.objects.get().waits


def test_a_confirmed_talk_stays_when_its_ground_falls_away(town):
    circular(town, at(MONDAY, "16:00"), "通1")
    ticket = circular(town, at(TUESDAY, "16:00"), "通2")
    row = UnitMeasure.objects.get()
    terms = {**TERMS, "person": town.posts["city_leader"].id}
    call(town, "confirm_rung", row, "office", at(WEDNESDAY, "11:00"), **terms)
    take(town, "revoke_rung", ticket, "office", at(WEDNESDAY, "12:00"), rung="circular", words="事实有误")
    row.refresh_from_db()
    assert row.stands and Event.objects.filter(stream_id=row.pk).latest("seq").facts["circulars"] != []
    circular(town, at(THURSDAY, "16:00"), "通3")
    assert UnitMeasure.objects.count() == 1  # it has its talk
    whole()


def test_what_the_office_has_taken_back_is_not_proposed_again_in_the_quarter(town):
    row = two(town)
    call(town, "revoke_rung", row, "office", at(WEDNESDAY, "09:00"), words="已另行处理")
    circular(town, at(THURSDAY, "16:00"), "通3")
    assert UnitMeasure.objects.count() == 1
    circular(town, NEXT, "通4")
    circular(town, NEXT + timedelta(days=5), "通5")
    assert [row.quarter for row in files_of(town)] == ["2026Q1", "2026Q2"]


def test_a_circular_counts_although_its_entry_was_struck_off(town):
    ticket = circular(town, at(MONDAY, "16:00"), "通1")
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "16:30"), photos=1)
    take(town, "pass", ticket, "team_leader", at(MONDAY, "16:40"))
    circular(town, at(TUESDAY, "16:00"), "通2")
    assert UnitMeasure.objects.get().waits


@pytest.fixture
def at_three(town) -> Iterator[None]:
    """The office wants three circulars; later it switches the rule off."""
    change(town, MONDAY, lambda rule: replace(rule, moment=Count("circulars_in_quarter", 3)))
    yield
    for number in [number for number in calendars._ladders if number != BUILT_IN.number]:
        del calendars._ladders[number]


def change(town, now, how) -> None:
    """Another version of the ladder: the rule that counts circulars is changed."""
    own = next(rule.moment for rule in BUILT_IN.rules if rule.rung is Rung.TALK)
    rules = [how(rule) if rule.moment == own else rule for rule in BUILT_IN.rules]
    change_ladder(rules, "改", by=town.posts["office"], now=now)


def test_how_many_is_a_rule_of_the_ladder_in_force(town, at_three):
    circular(town, at(MONDAY, "16:00"), "通1")
    circular(town, at(TUESDAY, "16:00"), "通2")
    assert not UnitMeasure.objects.exists()
    circular(town, at(WEDNESDAY, "16:00"), "通3")
    assert UnitMeasure.objects.get().needed == 3


def test_switched_off_nothing_is_proposed(town, at_three):
    change(town, at(TUESDAY, "08:00"), lambda rule: replace(rule, active=False))
    for number, day in enumerate((TUESDAY, WEDNESDAY, THURSDAY)):
        circular(town, at(day, "16:00"), f"通{number}")
    assert not UnitMeasure.objects.exists()


@pytest.mark.parametrize("rung", ["talk", "accountability"])
@pytest.mark.parametrize("who", ["office", "city_leader"])
def test_a_person_may_decide_it_too(town, who, rung):
    row = called(town, MONDAY, rung, who)
    assert row.waits and row.needed == 0 and row.proposed_by == town.people[who]
    assert heard(row, f"proposal.{rung}") == {"office"} - {who}
    with pytest.raises(Refused) as refused:
        called(town, at(MONDAY, "09:30"), rung)
    assert refused.value.code == "rung_waits"
    whole()


@pytest.mark.parametrize("who", ["team_leader", "unit_head", "discipline", "inspector"])
def test_nobody_else_may(town, who):
    with pytest.raises(NotAllowed):
        called(town, MONDAY, by=who)


@pytest.mark.parametrize(
    ("rung", "unit", "code"),
    [("circular", "street_a", "no_such_rung"), ("x\x00", "street_a", "no_such_rung"), ("talk", "team_1", "needs_unit")],
)
def test_only_a_unit_that_can_owe_something_and_only_these_rungs(town, rung, unit, code):
    with pytest.raises(Refused) as refused:
        called(town, MONDAY, rung, unit=unit)
    assert refused.value.code == code and not UnitMeasure.objects.exists()


def test_from_the_proposal_to_the_talk(town):
    row = two(town)
    call(town, "state", row, "unit_head", at(WEDNESDAY, "09:00"), words="人手不足，已增派")
    assert heard(row, "stated") == {"office"}
    terms = {**TERMS, "person": town.posts["city_leader"].id}
    call(town, "confirm_rung", row, "office", at(WEDNESDAY, "11:00"), **terms)
    assert row.stands and (row.number, row.confirmed_by) == (TERMS["number"], town.people["office"])
    assert heard(row, "rung.talk") == {"street_clerk", "unit_head", "city_leader"}
    event = held(town, row)
    assert (row.held_on, row.until, row.partner) == (WEDNESDAY.date(), PROMISED, town.posts["unit_head"])
    assert "一周内" not in event.text and "人手" not in Words.objects.get(pk=event.facts["words"]["id"]).text
    assert heard(row, "talked") == {"street_clerk", "unit_head", "city_leader"}
    call(town, "revoke_rung", row, "office", at(FRIDAY, "09:00"), words="复核后撤回")
    assert not row.stands and row.number == TERMS["number"]
    assert "city_leader" in heard(row, "rung_revoked")
    deliver(at(FRIDAY, "10:00"))
    whole()


WAITING = {
    "no number": ("confirm_rung", "office", {"number": " "}, "number_needed"),
    "a number too long": ("confirm_rung", "office", {"number": "约" * 61}, "number_long"),
    "a number nobody can keep": ("confirm_rung", "office", {"number": "1\x00"}, "bad_text"),
    "no date": ("confirm_rung", "office", {"on": None}, "day_needed"),
    "a date ahead": ("confirm_rung", "office", {"on": FRIDAY.date()}, "day_wrong"),
    "a date before the quarter": ("confirm_rung", "office", {"on": date(2025, 12, 31)}, "day_wrong"),
    "no leader": ("confirm_rung", "office", {"person": None}, "no_such_post"),
    "somebody unknown": ("confirm_rung", "office", {"person": new_id()}, "no_such_post"),
    "a talk that nobody called": ("record_talk", "office", {"words": "x"}, "no_talk"),
    "a statement of no words": ("state", "unit_head", {"words": " "}, "needs_words"),
    "a statement nobody can keep": ("state", "unit_head", {"words": "\x00"}, "bad_text"),
    "taken back without a reason": ("revoke_rung", "office", {"words": ""}, "needs_words"),
    "the unit confirms": ("confirm_rung", "unit_head", {}, "wrong_party"),
    "a leader without a number": ("confirm_rung", "city_leader", {"number": ""}, "number_needed"),
    "discipline confirms": ("confirm_rung", "discipline", {}, "wrong_party"),
    "the office states": ("state", "office", {"words": "x"}, "wrong_party"),
    "no such step": ("void", "office", {"words": "x"}, "wrong_party"),
}
STANDING = {
    "confirmed twice": ("confirm_rung", "office", {"number": "别的"}, "nothing_to_confirm"),
    "a statement when it is decided": ("state", "unit_head", {"words": "x"}, "nothing_waits"),
    "the unit records": ("record_talk", "unit_head", {}, "wrong_party"),
    "the promise lies behind": ("record_talk", "office", {"until": MONDAY}, "date_needed"),
    "the promise lies beyond reckoning": (
        "record_talk",
        "office",
        {"until": FRIDAY + timedelta(days=9000)},
        "date_far",
    ),
    "before it was called": ("record_talk", "office", {"on": MONDAY.date()}, "day_wrong"),
    "no promise": ("record_talk", "office", {"words": ""}, "needs_words"),
    "nobody came": ("record_talk", "office", {"partner": None}, "no_such_post"),
}


@pytest.mark.parametrize(("action", "who", "more", "code"), WAITING.values(), ids=WAITING)
def test_refused_while_it_waits(town, action, who, more, code):
    row = two(town)
    terms = {**TERMS, "person": town.posts["city_leader"].id} if action == "confirm_rung" else {}
    with pytest.raises(Refused) as refused:
        call(town, action, row, who, HEARD, **{**terms, **more})
    assert refused.value.code == code and Event.objects.filter(stream_id=row.pk).count() == 1


@pytest.mark.parametrize(("action", "who", "more", "code"), STANDING.values(), ids=STANDING)
def test_refused_once_it_stands(town, action, who, more, code):
    row = confirmed(town)
    said = {"person": town.posts["city_leader"].id, "partner": town.posts["unit_head"].id, "words": "x"}
    terms = {**TERMS, **said, "until": PROMISED}
    with pytest.raises(Refused) as refused:
        call(town, action, row, who, HEARD, **{**terms, **more})
    assert refused.value.code == code and Event.objects.filter(stream_id=row.pk).count() == 2


@pytest.mark.parametrize("partner", ["inspector", "west_clerk", "city_leader"])
def test_the_talk_is_held_with_the_unit(town, partner):
    row = confirmed(town)
    with pytest.raises(Refused) as refused:
        held(town, row, partner=town.posts[partner].id)
    assert refused.value.code == "no_such_post"


@pytest.mark.parametrize("who", ["west_clerk", "other_clerk", "team_leader", "inspector", "community_clerk"])
def test_out_of_sight_there_is_no_file(town, who):
    row = two(town)
    with pytest.raises(UnitMeasure.DoesNotExist):
        call(town, "state", row, who, HEARD, words="x")


def test_entries_and_units_share_the_register_of_a_rungs_documents(town):
    row, ticket = two(town), proposed(town)
    confirm(town, ticket, number="约1")
    terms = {"on": WEDNESDAY.date(), "person": town.posts["city_leader"].id}
    with pytest.raises(Refused) as refused:
        call(town, "confirm_rung", row, "office", HEARD, number=" 约1 ", **terms)
    assert refused.value.code == "number_used" and ticket.number in refused.value.words
    call(town, "confirm_rung", row, "office", HEARD, number="约2", **terms)
    call(town, "revoke_rung", row, "office", HEARD, words="另行处理")
    other = proposed(town)
    with pytest.raises(Refused) as refused:  # used once, for ever
        confirm(town, other, number="约2", now=HEARD, on=WEDNESDAY.date())
    assert refused.value.code == "number_used" and "东城街道" in refused.value.words


def test_whoever_was_faster_is_named_and_a_repeated_request_is_answered_once(town):
    row = two(town)
    terms = {**TERMS, "person": town.posts["city_leader"].id}
    circular(town, at(TUESDAY, "17:00"), "通3")  # what the platform adds by itself is nobody's step
    first = call(town, "confirm_rung", row, "office", HEARD, expected=1, key="k", **terms)
    assert call(town, "confirm_rung", row, "office", HEARD, expected=1, key="k", **terms) == first
    with pytest.raises(Conflict) as refused:
        call(town, "revoke_rung", row, "office", HEARD, expected=1, words="撤")
    assert refused.value.code == "somebody_faster"
    with pytest.raises(Conflict):
        call(town, "revoke_rung", row, "office", HEARD, key="k", words="撤")


def test_the_file_is_sealed_and_an_altered_one_is_named(town, settings, tmp_path):
    settings.SEALS_DIR = tmp_path
    row = confirmed(town)
    seal(HEARD)
    assert StreamHead.objects.get(pk=row.pk).sealed_seq == 2 and list(verify()) == []
    UnitMeasure.objects.filter(pk=row.pk).update(number="别的")
    with pytest.raises(AssertionError):
        whole()


def test_the_day_a_unit_promised_for_is_said_that_morning_and_once(town):
    row = two(town)
    terms = {**TERMS, "person": town.posts["city_leader"].id}
    call(town, "confirm_rung", row, "office", at(WEDNESDAY, "11:00"), **terms)
    held(town, row)

    def said(day, who: str) -> int:
        return by_person(day.replace(hour=8, minute=30)).get(town.people[who].id, {}).get("promised", 0)

    one = timedelta(days=1)
    assert said(PROMISED - one, "city_leader") == said(PROMISED - one, "office") == 0
    assert said(PROMISED, "city_leader") == said(PROMISED, "office") == 1
    assert said(PROMISED, "unit_head") == said(PROMISED + one, "city_leader") == 0
    call(town, "revoke_rung", row, "office", at(FRIDAY, "09:00"), words="复核后撤回")
    assert said(PROMISED, "city_leader") == 0
