"""ENGINE 12-20 held sentence by sentence: kinds of subject, lock order, words, snapshots, triggers, request keys."""

import json
from datetime import timedelta
from weakref import ReferenceType

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection, models, transaction
from django.dispatch import Signal
from django.test.utils import CaptureQueriesContext

from rectification.workflow import Action
from supervision import triggers
from supervision.actions import requests
from supervision.actions.rebuild import rebuild
from supervision.actions.seals import seal
from supervision.actions.sweep import sweep
from supervision.actions.verify import verify
from supervision.checks import duties_can_be_settled
from supervision.kinds import all_kinds, tables
from supervision.models import Duty, Event, RequestKey, StreamHead, Words
from supervision.refusals import Refused
from tests.town import MONDAY, TUESDAY, at, file_ticket, photo, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def seals_of_this_test(settings, tmp_path):
    """Each test has a file of seals of its own."""
    settings.SEALS_DIR = tmp_path


def faults():
    return [(fault.kind, fault.detail) for fault in verify()]


def rungs(ticket):
    return list(Event.objects.filter(stream_id=ticket.id, action="rung").values_list("occurs_at", flat=True))


def first(seen, words):
    """The place of the first query with these words."""
    return next(n for n, query in enumerate(seen.captured_queries) if words in query["sql"])


def orphaned(ticket):
    """The ticket's duties become those of a kind that nobody has registered."""
    Duty.objects.filter(subject_id=ticket.id).update(subject_kind="visit")


def test_rule_12_a_duty_points_to_its_subject_by_kind_and_id_and_no_key_points_up():
    upward = {"rectification", "scoring"}
    for model in apps.get_app_config("supervision").get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey):
                assert field.related_model._meta.app_label not in upward, field


def test_rule_12_an_unknown_kind_of_subject_stops_the_start(town):
    ticket = file_ticket(town)
    assert duties_can_be_settled(["default"]) == []
    orphaned(ticket)
    errors = duties_can_be_settled(["default"])
    assert [(error.id, "'visit'" in error.msg) for error in errors] == [("taizhang.E002", True)]
    assert ("orphan", "duties of an unknown kind of subject") in faults()


def test_rule_12_an_unknown_kind_of_subject_holds_up_nobody_elses_rungs(town):
    strange, known = file_ticket(town), file_ticket(town, site="S003")
    orphaned(strange)
    with pytest.raises(ImproperlyConfigured, match="visit"):
        sweep(TUESDAY)
    assert len(rungs(known)) == 2


def test_rule_12_there_are_no_signals_but_the_installer_of_triggers():
    ours = ("sites.", "supervision.", "rectification.", "scoring.", "config.")
    found = set()
    for signal in (value for value in vars(models.signals).values() if isinstance(value, Signal)):
        for entry in signal.receivers:
            receiver = entry[1]() if isinstance(entry[1], ReferenceType) else entry[1]
            if getattr(receiver, "__module__", "").startswith(ours):
                found.add(receiver)
    assert found == {triggers.install}


def test_rule_13_every_projected_table_belongs_to_one_kind_of_stream():
    names = [name for kind in all_kinds() for name in kind.tables]
    assert len(names) == len(set(names)) == len(tables())


def test_rule_14_the_subject_is_locked_before_its_duties_are_read_and_the_counter_last(town):
    with CaptureQueriesContext(connection) as seen:
        file_ticket(town)
    assert first(seen, 'INSERT INTO "supervision_streamhead"') < first(seen, "supervision_counter")
    ticket = file_ticket(town, site="S003")
    with CaptureQueriesContext(connection) as seen:
        take(town, "receive", ticket, "west_clerk", at(MONDAY, "09:30"))
    assert first(seen, "supervision_streamhead") < first(seen, "supervision_duty")


def test_rule_16_the_filing_text_and_every_other_word_is_erasable_and_only_a_digest_stays(town):
    ticket = file_ticket(town, words="王某某，电话13800000000", place_words="三单元502室")
    file_ticket(town, words="另一处", anyway="隔壁李某家门口")
    take(town, "ask", ticket, "street_clerk", at(MONDAY, "09:30"), petition="return", words="找张某")
    take(town, "decide", ticket, "team_leader", at(MONDAY, "09:40"), petition="return", verdict=False, words="是你们的")
    texts = " ".join(Event.objects.values_list("text", flat=True))
    for secret in ("王某某", "13800000000", "三单元", "李某", "张某", "是你们的"):
        assert secret not in texts
    assert Words.objects.filter(stream_id=ticket.id).count() == 4


def test_rule_16_words_altered_behind_the_ledgers_back_are_named(town):
    ticket = file_ticket(town, words="摊位后堆放垃圾")
    assert faults() == []
    Words.objects.filter(pk=ticket.words).update(text="已经清理干净")
    assert faults() == [("altered", "the words of event 1")]


def test_rule_16_words_that_vanish_are_named(town):
    ticket = file_ticket(town)
    Words.objects.filter(pk=ticket.words).delete()
    assert faults() == [("removed", "the words of event 1")]


def test_rule_16_words_blanked_without_an_event_are_named(town):
    ticket = file_ticket(town)
    Words.objects.filter(pk=ticket.words).update(text="", salt="", erased_at=MONDAY)
    assert faults() == [("altered", "the words of event 1")]
    other = file_ticket(town, site="S003")
    take(town, "erase", other, "office", at(MONDAY, "12:00"), erase=(other.words,), words="涉及个人信息")
    assert faults() == [("altered", "the words of event 1")]


def test_rule_16_erased_words_do_not_come_back_unseen(town):
    ticket = file_ticket(town)
    take(town, "erase", ticket, "office", at(MONDAY, "12:00"), erase=(ticket.words,), words="涉及个人信息")
    assert faults() == []
    Words.objects.filter(pk=ticket.words).update(text="摊位后堆放垃圾")
    assert faults() == [("altered", "the words of event 1 were erased and are back")]


def test_rule_17_columns_that_do_not_come_from_events_are_named_and_there_are_none_yet():
    assert [kind.recomputed for kind in all_kinds() if kind.recomputed] == []


def test_rule_18_a_seal_covers_only_what_moved_and_the_counters(town):
    file_ticket(town)
    first = json.loads(seal(at(MONDAY, "13:00")).text)
    assert first["counters"]["ticket:LC"] == ["2603", 1]
    assert {head[0] for head in first["heads"]} == {"ticket", "post", "calendar"}
    assert StreamHead.objects.exclude(seq=models.F("sealed_seq")).count() == 0


def test_rule_19_the_triggers_stand_on_every_guarded_table_and_fire_for_everybody():
    assert triggers.missing() == []
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE supervision_event ENABLE REPLICA TRIGGER supervision_event_no_change")
            assert triggers.missing() == ["supervision_event_no_change"]
            cursor.execute("ALTER TABLE supervision_event ENABLE TRIGGER supervision_event_no_change")
    assert triggers.missing() == []


def test_rule_20_the_same_key_of_two_people_is_two_keys(town):
    ticket = file_ticket(town)
    one = take(town, "comment", ticket, "inspector", at(MONDAY, "09:30"), key="a1", words="一")
    two = take(town, "comment", ticket, "office", at(MONDAY, "09:31"), key="a1", words="二")
    assert one.id != two.id


def test_rule_20_keys_are_kept_ninety_days(town):
    ticket = file_ticket(town)
    take(town, "comment", ticket, "inspector", at(MONDAY, "09:30"), key="a1", words="一")
    requests.forget_old(at(MONDAY, "09:30") + timedelta(days=90))
    assert RequestKey.objects.filter(key="a1").exists()
    requests.forget_old(at(MONDAY, "09:31") + timedelta(days=90))
    assert not RequestKey.objects.filter(key="a1").exists()


@pytest.mark.parametrize("key", ["k" * 81, "a\x00b", "half \ud800"])
def test_rule_20_a_key_that_cannot_be_kept_is_refused_in_words(town, key):
    ticket = file_ticket(town)
    with pytest.raises(Refused) as refused:
        take(town, "comment", ticket, "inspector", at(MONDAY, "09:30"), key=key, words="一")
    assert refused.value.code == "bad_key"
    with pytest.raises(Refused) as refused:
        file_ticket(town, site="S003", client_key=key)
    assert refused.value.code == "bad_key"


def test_rule_20_the_longest_client_key_is_kept_on_both_databases(town):
    first = file_ticket(town, client_key="k" * 75)
    assert first.client_key == "k" * 75
    with pytest.raises(Refused) as refused:
        file_ticket(town, site="S003", client_key="k" * 76)
    assert refused.value.code == "bad_key"


def test_rule_20_a_repeated_step_takes_its_photos_once(town):
    ticket = file_ticket(town)
    photos = (photo(town.people["street_clerk"], MONDAY),)
    first = take(town, "submit", ticket, "street_clerk", at(MONDAY, "10:00"), photos=photos, key="s1")
    again = take(town, "submit", ticket, "street_clerk", at(MONDAY, "10:01"), photos=photos, key="s1")
    assert (again.id, ticket.photos.filter(kind="after").count()) == (first.id, 1)


def test_rule_17_the_rebuild_by_its_command_finds_nothing_to_say(town, capsys):
    file_ticket(town)
    call_command("rebuild_projection")
    assert rebuild() == {}


def test_rule_13_the_calendar_of_the_city_is_a_stream_that_can_be_folded(town):
    assert Event.objects.filter(stream_kind="calendar").count() == 1
    assert Action.CORRECT not in Event.objects.values_list("action", flat=True)
