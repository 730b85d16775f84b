"""What follows from rankings: proposed by the rules, decided by the office, withdrawn when its ground falls."""

from datetime import timedelta

import pytest

from rectification.models import UnitMeasure
from scoring.actions import consequences, rankings
from scoring.models import Consequence
from supervision.actions.words import read as read_words
from supervision.models import Event, Notice
from supervision.refusals import Conflict, NotAllowed, Refused
from tests.calling import called, files_of, whole
from tests.scoring.weeks import W10, W11, W12, black_weeks, draft, fixed_in, one_is_enough, proposed, published
from tests.town import at

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=30)


def waiting(town, unit="street_a") -> Consequence:
    """The one proposal about the unit that waits."""
    return Consequence.objects.waiting().get(unit=town.units[unit])


def after(ranking):
    """Half an hour after the publication."""
    return ranking.published_at + LATER


def told(key: str) -> set[str]:
    """Who has heard of something."""
    return set(Notice.objects.filter(key=key).values_list("user__username", flat=True))


def test_the_second_black_list_running_proposes_a_talk_and_the_third_accountability(town):
    black_weeks(town, 3)
    assert proposed(town) == [
        ("2026-W11", "talk_in_charge", "waits"),
        ("2026-W12", "accountability", "waits"),
    ]
    assert proposed(town, "street_b") == []
    assert told("proposal.talk") == told("proposal.accountability") == {"office"}
    assert files_of(town) == []  # nothing more before the office has spoken
    whole()


def test_a_week_off_the_list_ends_the_row(town):
    one_is_enough(town)
    for period, black in ((W10, ["street_a"]), (W11, []), (W12, ["street_a"])):
        fixed_in(town, period)
        published(town, period, *black)
    assert proposed(town) == []


def test_what_is_only_announced_proposes_nothing(town):
    black_weeks(town, 1)
    fixed_in(town, W11)
    ranking = draft(town, W11, at(W11.ends + timedelta(days=2), "18:00"))
    rankings.announce(ranking, by=town.posts["office"], now=ranking.counted_at)
    assert Consequence.objects.count() == 0


def test_confirmed_it_opens_the_units_file_with_a_reason_that_names_the_ranking(town):
    _first, second = black_weeks(town, 2)
    row = waiting(town)
    consequences.confirm(row.pk, "请分管领导约谈", by=town.actor("office"), now=after(second))
    (file,) = files_of(town)
    row.refresh_from_db()
    assert (row.state, row.file_id, row.decided_by) == ("confirmed", file.pk, town.people["office"])
    assert (file.rung, file.waits) == ("talk", True)
    opened = Event.objects.get(stream_id=file.pk, action="propose")
    words = read_words([opened.facts["words"]["id"]])[opened.facts["words"]["id"]].text
    assert "第 2 号" in words and "连续 2 周" in words and "分管领导约谈" in words and words.endswith("请分管领导约谈")
    assert told("hearing.talk") == {"street_clerk", "unit_head"}  # the handler who comes first, and the head
    whole()


def test_no_reason_is_asked_for_a_yes_and_one_for_a_no(town):
    _first, second = black_weeks(town, 2, "street_a", "street_b")
    mine, theirs = waiting(town), waiting(town, "street_b")
    consequences.confirm(mine.pk, "", by=town.actor("office"), now=after(second))
    with pytest.raises(Refused, match="needs_words"):
        consequences.put_aside(theirs.pk, "  ", by=town.actor("office"), now=after(second))
    consequences.put_aside(theirs.pk, "上周换了主要负责人", by=town.actor("office"), now=after(second))
    assert proposed(town, "street_b") == [("2026-W11", "talk_in_charge", "put_aside")]
    assert files_of(town, "street_b") == []
    whole()


@pytest.mark.parametrize("who", ["city_leader", "discipline", "unit_head", "street_clerk", "inspector"])
def test_nobody_but_the_office_decides(town, who):
    _first, second = black_weeks(town, 2)
    row = waiting(town)
    with pytest.raises(NotAllowed, match="wrong_party"):
        consequences.confirm(row.pk, "", by=town.actor(who), now=after(second))
    with pytest.raises(NotAllowed, match="wrong_party"):
        consequences.put_aside(row.pk, "不必", by=town.actor(who), now=after(second))
    assert waiting(town) == row


def test_the_second_of_two_is_told_who_was_first_and_opens_no_second_file(town):
    _first, second = black_weeks(town, 2)
    row = waiting(town)
    consequences.confirm(row.pk, "", by=town.actor("office"), now=after(second))
    for decide in (consequences.confirm, consequences.put_aside):
        with pytest.raises(Conflict, match="decided_already") as refused:
            decide(row.pk, "晚了一步", by=town.actor("office"), now=after(second))
        assert "陈伯言" in refused.value.words
    assert len(files_of(town)) == 1


def test_a_repeated_request_decides_once_and_its_key_stands_for_one_content(town):
    _first, second = black_weeks(town, 2)
    row, by = waiting(town), town.actor("office")
    first = consequences.confirm(row.pk, "", by=by, now=after(second), key="k1")
    again = consequences.confirm(row.pk, "", by=by, now=after(second) + LATER, key="k1")
    assert first.pk == again.pk and len(files_of(town)) == 1
    with pytest.raises(Conflict, match="key_reused"):
        consequences.put_aside(row.pk, "不必", by=by, now=after(second), key="k1")


def test_where_a_talk_waits_already_the_office_is_told_and_nothing_is_decided(town):
    _first, second = black_weeks(town, 2)
    called(town, after(second))
    row = waiting(town)
    with pytest.raises(Refused, match="rung_waits"):
        consequences.confirm(row.pk, "", by=town.actor("office"), now=after(second))
    assert waiting(town) == row and UnitMeasure.objects.count() == 1


def test_a_unit_that_is_no_more_is_called_to_nothing(town):
    _first, second = black_weeks(town, 2)
    unit = town.units["street_a"]
    unit.valid_to = second.published_at.date() - timedelta(days=1)
    unit.save()
    with pytest.raises(Refused, match="unit_is_no_more"):
        consequences.confirm(waiting(town).pk, "", by=town.actor("office"), now=after(second))
    assert waiting(town)


@pytest.mark.parametrize("words", ["零\x00字", "\ud800"])
def test_words_that_cannot_be_kept_are_refused(town, words):
    _first, second = black_weeks(town, 2)
    with pytest.raises(Refused, match="bad_text"):
        consequences.put_aside(waiting(town).pk, words, by=town.actor("office"), now=after(second))
    with pytest.raises(Refused, match="bad_text"):
        consequences.confirm(waiting(town).pk, words, by=town.actor("office"), now=after(second))
    assert waiting(town)


def corrected(town, first, *, last, cleared="street_a", black=()):
    """The first week again, after the last: a unit gets its points back, or they are taken from others."""
    now = last.published_at + timedelta(days=1)
    return published(town, W10, *black, cleared=cleared, now=now, corrects=first, why="媒体曝光不实")


def test_a_correction_withdraws_what_lost_its_ground_and_leaves_what_has_it(town):
    first, second = black_weeks(town, 2, "street_a", "street_b")
    corrected(town, first, last=second)
    assert proposed(town) == [("2026-W11", "talk_in_charge", "withdrawn")]
    assert proposed(town, "street_b") == [("2026-W11", "talk_in_charge", "waits")]
    assert told("withdrawn") == {"office"}
    row = Consequence.objects.get(unit=town.units["street_a"])
    with pytest.raises(Conflict, match="withdrawn"):
        consequences.confirm(row.pk, "", by=town.actor("office"), now=second.published_at + timedelta(days=30))
    actions = Event.objects.filter(stream_id=row.pk).order_by("seq").values_list("action", flat=True)
    assert list(actions) == ["propose", "withdraw"]
    whole()


def test_what_was_confirmed_stays_and_says_that_its_ground_has_fallen(town):
    first, second = black_weeks(town, 2)
    row = waiting(town)
    consequences.confirm(row.pk, "", by=town.actor("office"), now=after(second))
    corrected(town, first, last=second)
    row.refresh_from_db()
    assert row.state == "confirmed" and row.fallen_at is not None
    assert told("ground_fallen") == {"office"} and files_of(town)[0].waits
    whole()


def test_what_was_put_aside_is_not_brought_up_again_by_a_correction(town):
    _first, second = black_weeks(town, 2)
    consequences.put_aside(waiting(town).pk, "不必", by=town.actor("office"), now=after(second))
    now = second.published_at + timedelta(days=1)
    published(town, W11, "street_a", now=now, corrects=second, why="漏计一件")
    assert proposed(town) == [("2026-W11", "talk_in_charge", "put_aside")]


def test_a_correction_with_the_same_ground_proposes_nothing_twice(town):
    _first, second = black_weeks(town, 2)
    published(town, W11, now=second.published_at + timedelta(days=1), corrects=second, why="漏计一件")
    assert proposed(town) == [("2026-W11", "talk_in_charge", "waits")]
    assert Event.objects.filter(stream_kind="consequence").count() == 1


def test_a_shorter_row_brings_the_milder_step_and_withdraws_the_stricter(town):
    first, _second, third = black_weeks(town, 3)
    corrected(town, first, last=third)
    assert sorted(proposed(town)) == [
        ("2026-W11", "talk_in_charge", "withdrawn"),
        ("2026-W12", "accountability", "withdrawn"),
        ("2026-W12", "talk_in_charge", "waits"),
    ]
    whole()


def test_what_is_withdrawn_comes_back_with_its_ground(town):
    first, second = black_weeks(town, 2)
    middle = corrected(town, first, last=second)
    corrected(town, middle, last=middle, cleared="", black=["street_a"])
    assert proposed(town) == [("2026-W11", "talk_in_charge", "waits")]
    actions = Event.objects.filter(stream_kind="consequence").order_by("seq").values_list("action", flat=True)
    assert list(actions) == ["propose", "withdraw", "propose"]
    whole()
