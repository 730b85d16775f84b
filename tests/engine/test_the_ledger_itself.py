"""ENGINE 13, 15-20: the chain, the triggers, the seal, erasable words, rebuild, request keys."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from supervision import triggers
from supervision.actions import seals
from supervision.actions.rebuild import rebuild
from supervision.actions.seals import seal, seal_file
from supervision.actions.verify import verify
from supervision.canonical import NotCanonical, canonical, chained, json_text, plain
from supervision.ladder import Rung
from supervision.models import Counter, Duty, Event, RequestKey, StreamHead, Words
from supervision.refusals import Conflict, Refused
from tests.town import MONDAY, TUESDAY, at, file_ticket, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def seals_of_this_test(settings, tmp_path):
    """Each test has a file of seals of its own."""
    settings.SEALS_DIR = tmp_path


@pytest.fixture
def story(town):
    """An entry that went round the loop, and another one."""
    ticket = file_ticket(town)
    take(town, "receive", ticket, "street_clerk", at(MONDAY, "09:30"))
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "10:00"), photos=1, words="已清运")
    take(town, "pass", ticket, "inspector", at(MONDAY, "11:00"))
    file_ticket(town, site="S003", now=at(MONDAY, "12:00"))
    return ticket


class superuser:  # noqa: N801 - reads as what it plays
    """A database superuser who takes the triggers away."""

    def __enter__(self):
        triggers.lift()
        return connection.cursor()

    def __exit__(self, *error):
        triggers.install()


def die(point):
    raise KeyboardInterrupt(point)


def faults():
    return [(fault.kind, fault.detail) for fault in verify()]


@pytest.mark.parametrize(
    "value",
    [1.5, "NUL\x00", b"bytes", {1, 2}, "\ud800"],
)
def test_rule_15_what_has_no_exact_text_does_not_enter_the_ledger(value):
    with pytest.raises(NotCanonical):
        plain(value)


def test_rule_15_the_same_facts_give_the_same_text_however_they_were_typed():
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    assert canonical({"b": decomposed, "a": 1}) == canonical({"a": 1, "b": composed}) == '{"a":1,"b":"café"}'


plain_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), plain_values))
def test_rule_15_the_text_is_json_with_sorted_keys_and_no_spaces_whoever_writes_it(content):
    kept = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":"), "allow_nan": False}
    assert json_text(content) == json.dumps(content, **kept)


@pytest.mark.parametrize("content", [{"n": 2**70}, {"when": MONDAY}, {"some": {1, 2}}, {1: "a"}, {"a": Rung.LISTED}])
def test_rule_15_what_the_quick_writer_does_not_know_goes_the_long_way(content):
    def attempt(write):
        try:
            return write(content)
        except TypeError as error:
            return str(error)

    assert attempt(json_text) == attempt(lambda it: json.dumps(it, separators=(",", ":"), sort_keys=True))


def test_rule_15_verification_compares_the_columns_with_the_text(story):
    assert faults() == []
    with superuser() as cursor:
        cursor.execute("UPDATE supervision_event SET action = 'void' WHERE action = 'receive'")
    assert faults() == [("altered", "event 2: column action")]


def test_rule_16_words_can_be_erased_and_verification_still_passes(town, story):
    submit = Event.objects.get(stream_id=story.id, action="submit")
    words = submit.facts["words"]
    assert "已清运" not in submit.text
    take(town, "erase", story, "office", at(MONDAY, "12:00"), erase=(words["id"],), words="涉及个人信息")
    assert Words.objects.get(pk=words["id"]).text == ""
    assert faults() == []
    assert rebuild() == {}


def test_rule_17_dropped_and_rebuilt_from_the_events_alone_everything_is_equal(story):
    assert rebuild() == {}
    assert rebuild(replace=True) == {}
    assert rebuild() == {}
    story.refresh_from_db()
    assert story.status == "closed"


def test_rule_17_a_row_changed_behind_the_ledgers_back_is_named(story):
    Duty.objects.filter(pk=story.lead_duty_id).update(scored=False)
    assert rebuild() == {"duty": [str(story.lead_duty_id)]}
    with pytest.raises(CommandError):
        call_command("rebuild_projection")
    call_command("rebuild_projection", "--replace")
    assert Duty.objects.get(pk=story.lead_duty_id).scored is True


def test_rule_18_one_altered_event_is_found(story):
    seal(at(MONDAY, "13:00"))
    with superuser() as cursor:
        cursor.execute(
            "UPDATE supervision_event SET text = REPLACE(text, '\"after\"', '\"before\"'), hash = hash "
            "WHERE action = 'submit'"
        )
        cursor.execute("UPDATE supervision_event SET text = REPLACE(text, 'submit', 'recall') WHERE action = 'submit'")
    assert ("altered", "event 3 does not match its hash") in faults()


def test_rule_18_one_removed_event_is_found(story):
    seal(at(MONDAY, "13:00"))
    with superuser() as cursor:
        cursor.execute("DELETE FROM supervision_event WHERE action = 'receive'")
    assert ("removed", "event 2 is missing") in faults()


def test_rule_18_a_rechained_ticket_is_found(story):
    seal(at(MONDAY, "13:00"))
    events = list(Event.objects.filter(stream_id=story.id).order_by("seq"))
    previous = events[0].hash
    with superuser() as cursor:
        for event in events[1:]:  # somebody who knows the method forges the whole chain and its head
            text = event.text.replace("已", "未").replace('"facts":{', '"facts":{"forged":1,')
            digest = chained(previous, text)
            cursor.execute(
                "UPDATE supervision_event SET text = %s, previous = %s, hash = %s WHERE seq = %s AND stream_id = %s",
                [text, previous, digest, event.seq, event._meta.get_field("stream_id").get_db_prep_value(
                    event.stream_id, connection)],
            )  # fmt: skip
            previous = digest
    StreamHead.objects.filter(pk=story.id).update(hash=previous)
    assert ("rechained", "event 4 is not the one that was sealed") in faults()


def test_rule_18_a_cut_off_tail_is_found(story):
    seal(at(MONDAY, "13:00"))
    third = Event.objects.get(stream_id=story.id, seq=3)
    with superuser() as cursor:
        cursor.execute("DELETE FROM supervision_event WHERE action = 'pass'")
    StreamHead.objects.filter(pk=story.id).update(seq=3, hash=third.hash)
    assert ("cut_off", "ends at event 3, sealed up to 4") in faults()


def test_rule_18_a_ticket_that_vanished_whole_is_found(story):
    seal(at(MONDAY, "13:00"))
    with superuser():
        Event.objects.filter(stream_id=story.id)._raw_delete("default")
    StreamHead.objects.filter(pk=story.id)._raw_delete("default")
    assert ("removed", "was sealed up to event 4 and is gone") in faults()


def test_rule_18_a_number_given_back_to_the_counter_is_found(story):
    seal(at(MONDAY, "13:00"))
    Counter.objects.filter(series="ticket:LC").update(last=1)
    assert any(kind == "counter" for kind, _ in faults())


def test_rule_18_the_seal_leaves_the_database_and_a_forged_one_is_found(story):
    row = seal(at(MONDAY, "13:00"))
    assert seal(at(MONDAY, "13:10")) is None  # nothing moved
    line = json.loads(seal_file().read_text().splitlines()[-1])
    assert line["hash"] == row.hash
    forged = {**line, "signature": "0" * 64}
    seal_file().write_text(json.dumps(forged) + "\n")
    assert ("seal", "a seal's signature is wrong") in faults()


def test_rule_18_seals_are_chained(town, story):
    first = seal(at(MONDAY, "13:00"))
    take(town, "comment", story, "office", at(MONDAY, "14:00"), words="很好")
    second = seal(at(MONDAY, "14:10"))
    assert second.previous == first.hash
    assert [head[1] for head in json.loads(second.text)["heads"]] == [str(story.id)]  # only what moved
    assert faults() == []


def test_rule_18_a_sealer_that_dies_before_its_commit_accuses_nobody(town, story, monkeypatch):
    """Its line stays in the file without a row; the next seal takes its number."""
    with monkeypatch.context() as patch:
        patch.setattr(seals, "reach", die)
        for minute in (0, 1, 2):
            with pytest.raises(KeyboardInterrupt), transaction.atomic():
                seal(at(MONDAY, f"13:0{minute}"))
    assert faults() == []
    assert seal(at(MONDAY, "13:10")).no == 1
    take(town, "comment", story, "office", at(MONDAY, "14:00"), words="很好")
    assert seal(at(MONDAY, "14:10")).no == 2
    assert (len(seal_file().read_text().splitlines()), faults()) == (5, [])


def test_rule_18_a_line_cut_short_by_a_full_disk_does_not_spoil_the_next(story):
    with seal_file().open("w") as file:
        file.write('{"text": "half a li')
    seal(at(MONDAY, "13:00"))
    assert faults() == []


def test_rule_18_seals_that_vanish_from_the_database_are_found(town, story):
    for hour in (13, 14):
        take(town, "comment", story, "office", at(MONDAY, f"{hour}:00"), words="很好")
        seal(at(MONDAY, f"{hour}:10"))
    with superuser() as cursor:
        cursor.execute("DELETE FROM supervision_seal")
    assert ("seal", "of the file is missing in the database") in faults()


STATEMENTS = [
    "UPDATE supervision_event SET action = 'x'",
    "DELETE FROM supervision_event",
    "UPDATE supervision_seal SET signature = 'x'",
    "DELETE FROM supervision_seal",
]
if_sqlite = ["INSERT OR REPLACE INTO supervision_event SELECT * FROM supervision_event"]
if_postgresql = ["TRUNCATE supervision_event", "TRUNCATE supervision_seal CASCADE"]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_rule_19_the_database_refuses_to_change_the_ledger(story, statement):
    seal(at(MONDAY, "13:00"))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_rule_19_nor_by_the_ways_round(story):
    for statement in if_sqlite if connection.vendor == "sqlite" else if_postgresql:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_rule_19_a_missing_trigger_stops_the_start(story):
    from supervision.checks import ledger_is_guarded

    assert ledger_is_guarded(["default"]) == []
    with superuser():
        assert [e.id for e in ledger_is_guarded(["default"])] == ["taizhang.E001"] * len(triggers.missing())
        assert ("unguarded", "trigger is missing") in faults()
    assert ledger_is_guarded(["default"]) == []


def test_rule_20_a_repeated_request_gets_the_first_answer(town):
    ticket = file_ticket(town)
    first = take(town, "receive", ticket, "street_clerk", at(MONDAY, "09:30"), key="a1")
    again = take(town, "receive", ticket, "street_clerk", at(MONDAY, "09:31"), key="a1")
    assert first.id == again.id
    assert Event.objects.filter(stream_id=ticket.id, action="receive").count() == 1


def test_rule_20_the_same_key_with_other_content_is_a_conflict(town):
    ticket = file_ticket(town)
    take(town, "comment", ticket, "inspector", at(MONDAY, "09:30"), key="a1", words="一")
    with pytest.raises(Conflict) as conflict:
        take(town, "comment", ticket, "inspector", at(MONDAY, "09:31"), key="a1", words="二")
    assert conflict.value.code == "key_reused"


def test_rule_20_refusals_are_not_kept(town):
    ticket = file_ticket(town)
    with pytest.raises(Refused):
        take(town, "submit", ticket, "street_clerk", at(MONDAY, "09:30"), key="a1")
    assert not RequestKey.objects.filter(key="a1").exists()


def test_rule_20_two_people_at_once_one_result_and_a_message_that_names_the_faster_one(town):
    ticket = file_ticket(town)
    take(town, "receive", ticket, "street_clerk", at(MONDAY, "09:30"), expected=1)
    with pytest.raises(Conflict) as slower:
        take(town, "reassign", ticket, "team_leader", at(MONDAY, "09:31"), expected=1, unit="market_reg", words="x")
    assert "李知微" in slower.value.words


def test_rule_20_a_rung_that_fired_meanwhile_is_nobodys_haste(town):
    ticket = file_ticket(town)
    take(town, "receive", ticket, "street_clerk", TUESDAY, expected=1)  # rungs fell due since the page was drawn
    assert ticket.status == "rectifying"


def test_rule_20_a_filings_client_key_is_kept_for_ever(town):
    first = file_ticket(town, client_key="phone-1")
    RequestKey.objects.all().delete()  # ninety days later
    assert file_ticket(town, client_key="phone-1", photos=0).id == first.id


def test_rule_13_posts_contracts_and_the_calendar_are_in_the_same_ledger(story):
    kinds = set(Event.objects.values_list("stream_kind", flat=True).distinct())
    assert {"ticket", "post", "calendar"} <= kinds
