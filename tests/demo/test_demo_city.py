"""The demo city: the same each time, whole, with something waiting for everybody - and nowhere but in a demo."""

import hashlib
import io
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.management import call_command
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.test import override_settings
from django.utils import timezone

from rectification.demo import history
from rectification.demo.characters import CHARACTERS
from rectification.demo.load import load
from rectification.demo.logins import DEMO_LOGINS, DEMO_PASSWORD
from rectification.demo.pictures import camera
from rectification.filters import Filter
from rectification.models import Instruction, Petition, Photo, SavedFilter, Ticket, UnitMeasure
from rectification.workflow import Action, Status
from sites.catalogue import child_categories, unbound_functions
from sites.geometry import to_shape
from sites.models import City, Site, SiteType, SiteZone, Unit, UnitFunction, Zone, ZoneVersion
from sites.vocabulary import UnitKind
from supervision.actions.rebuild import rebuild
from supervision.actions.verify import verify
from supervision.models import Contract, Duty, DutyKind, Event, Job, Notice, Post, Team, User
from supervision.roles import Role
from tests.demo.loading import AS_OF, SMALL, Back, Broken, dying_clock, folders

WAITING = 185  # entries of the last weeks, there when the city is ready
TINY = 0.01
RARER = {
    "join",
    "merge",
    "void",
    "decline",
    "mark_false",
    "sub_assign",
    "confirm_sub",
    "finish",
    "reassign",
    "reclassify",
    "recall",
}
RARER |= {"hand_over", "set_rung", "note", "comment", "deal_out", "rung", "admit", "dispatch", "suspend", "withdraw"}


@pytest.fixture(scope="module")
def digests(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """The city is loaded, taken back, and loaded again; the second stays until the module's end."""
    found: list[str] = []
    with django_db_blocker.unblock():
        try:
            with transaction.atomic(), folders(tmp_path_factory.mktemp("first")):
                load(AS_OF, scale=TINY, size=SMALL)
                found.append(digest())
                raise Back
        except Back:
            pass
        try:
            with transaction.atomic(), folders(tmp_path_factory.mktemp("second")):
                load(AS_OF, scale=TINY, size=SMALL)
                found.append(digest())
                yield found
                raise Back
        except Back:
            pass


@pytest.fixture
def city(digests: list[str], db: None) -> None:
    """The loaded city."""


def digest() -> str:
    """The ledger without ids, recording times and hashes."""
    numbers = dict(Ticket.objects.values_list("id", "number"))
    numbers |= dict(Instruction.objects.values_list("id", "number"))
    people = dict(User.objects.values_list("id", "username"))
    events = [
        (numbers.get(row.stream_id, row.stream_kind), row.seq, row.action, row.before, row.after,
         row.occurs_at.isoformat(), people.get(row.actor_id))
        for row in Event.objects.filter(stream_kind="ticket").order_by("occurs_at", "stream_id", "seq")
    ]  # fmt: skip
    duties = [
        (numbers[row.subject_id], row.ordinal, row.kind, row.unit.code, row.state, row.due_at.isoformat(), row.rungs)
        for row in Duty.objects.select_related("unit")
    ]
    tickets = [
        (row.number, row.category, row.standard, row.site and row.site.code, row.status, str(row.lon), row.rework_count)
        for row in Ticket.objects.select_related("site")
    ]
    text = json.dumps([sorted(events, key=str), sorted(duties, key=str), sorted(tickets, key=str)], default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def waiting(username: str) -> list[Duty]:
    """What a person owes."""
    return list(Duty.objects.filter(user__username=username, state="running").order_by("due_at"))


def test_the_same_moment_gives_the_same_ledger(digests: list[str]) -> None:
    assert digests[0] == digests[1]


def test_the_entries_of_the_last_weeks_stand_in_every_status_and_every_category(city: None) -> None:
    statuses = Counter(list(Ticket.objects.values_list("status", flat=True)))
    assert sum(statuses.values()) == WAITING
    assert set(statuses) == {str(status) for status in Status}
    assert set(Ticket.objects.values_list("category", flat=True)) == {row.code for row in child_categories()}


def test_petitions_of_each_kind_wait_and_have_been_decided(city: None) -> None:
    states = set(Petition.objects.values_list("kind", "state"))
    for kind in ("return", "extension", "suspension"):
        assert {(kind, "open"), (kind, "granted")} <= states
    assert {("return", "refused"), ("extension", "refused"), ("extension", "withdrawn")} <= states


def test_the_rarer_turns_are_there(city: None) -> None:
    actions = set(Event.objects.filter(stream_kind="ticket").values_list("action", flat=True))
    assert actions >= RARER
    assert Ticket.objects.filter(relapse_of__isnull=False).count() >= 3
    assert Ticket.objects.filter(rework_count=2).exists()


def test_units_are_called_by_their_second_circular_and_by_hand(city: None) -> None:
    rows = UnitMeasure.objects.select_related("unit").order_by("proposed_at")
    assert [(row.unit.code, row.rung, row.needed, row.waits, row.held_on is not None) for row in rows] == [
        ("commerce", "accountability", 0, True, False),
        ("street_b", "talk", 2, True, False),
        ("urban_mgmt", "talk", 0, False, True),
    ]


def test_nothing_happens_after_the_moment_and_nothing_due_is_left(city: None) -> None:
    assert Event.objects.latest("occurs_at").occurs_at <= AS_OF
    assert not Duty.objects.filter(next_action_at__lte=AS_OF).exists()


def test_the_usual_questions_of_the_office_find_something(city: None) -> None:
    rows = SavedFilter.objects.filter(unit__kind="office")
    assert rows.count() == 3
    for row in rows:
        found = Filter.read(QueryDict(row.query)).narrowed(Ticket.objects.all(), AS_OF)
        assert found.exists(), row.name


def test_the_ledger_is_whole_and_the_tables_are_its_fold(city: None) -> None:
    assert list(verify()) == []
    assert rebuild() == {}


def test_every_function_is_held_and_every_unit_has_a_handler(city: None) -> None:
    assert unbound_functions(AS_OF.date()) == []
    assert UnitFunction.objects.count() == 36
    handled = set(Post.objects.at(AS_OF).filter(role=Role.UNIT_HANDLER).values_list("unit__code", flat=True))
    assert set(Unit.objects.exclude(kind=UnitKind.TEAM).values_list("code", flat=True)) == handled


def test_the_streets_and_towns_tile_the_city(city: None) -> None:
    city = City.objects.get()
    rows = ZoneVersion.objects.filter(zone__layer__code="administrative", zone__parent=None)
    grounds = [to_shape(row.geometry or {}) for row in rows]
    box = (city.east - city.west) * (city.north - city.south)
    assert sum(shape.area for shape in grounds) == pytest.approx(box)
    for one in grounds:
        assert all(one is other or one.intersection(other).area < 1e-12 for other in grounds)


SIZES: dict[str, tuple[Callable[[], QuerySet], int]] = {
    "units": (lambda: Unit.objects.all(), 118),
    "teams": (lambda: Unit.objects.filter(kind=UnitKind.TEAM), 7),
    "teams with ground": (lambda: Team.objects.filter(zones__isnull=False), 7),
    "people": (lambda: User.objects.all(), 314),
    "names of people": (lambda: User.objects.values("display_name").distinct(), 314),
    "sites": (lambda: Site.objects.all(), 1200),
    "names of sites": (lambda: Site.objects.values("name").distinct(), 1200),
    "English names of sites": (lambda: Site.objects.values("name_en").distinct(), 1200),
    "places": (lambda: Site.objects.values("lon", "lat").distinct(), 1200),
    "types of site": (lambda: SiteType.objects.all(), 58),
    "types that occur": (lambda: SiteType.objects.filter(sites__isnull=False).distinct(), 58),
    "streets and towns": (lambda: Zone.objects.filter(layer__code="administrative", parent=None), 10),
    "communities and villages": (lambda: Zone.objects.filter(layer__code="administrative", parent__isnull=False), 48),
    "history to come": (lambda: Job.objects.filter(state="waiting", asked_by__username="office"), 1),
}


@pytest.mark.parametrize("name", SIZES)
def test_the_city_has_its_size(city: None, name: str) -> None:
    rows, count = SIZES[name]
    assert rows().count() == count


def test_every_site_lies_in_its_zones(city: None) -> None:
    rows = ZoneVersion.objects.exclude(zone__layer__code="road")
    shapes = {row.zone_id: to_shape(row.geometry or {}) for row in rows}
    placed = SiteZone.objects.filter(zone__in=list(shapes)).select_related("site")
    assert placed.count() == 2 * 1200
    for row in placed:
        assert shapes[row.zone_id].covers(to_shape(row.site.shape)) or row.site.code < "S156", row.site
        assert shapes[row.zone_id].covers(shapely.Point(row.site.point)), row.site


def test_contracts_hold_streets_roads_lanes_and_houses(city: None) -> None:
    kinds = Counter(Contract.objects.values_list("kind", flat=True))
    assert kinds["area_chief"] == 10
    roads = Contract.objects.at(AS_OF).filter(kind="road_chief")
    assert roads.count() == Site.objects.filter(type="road_main").count() + 2
    assert roads.filter(follows__isnull=False).exclude(note=None).count() == 1
    assert kinds["building_chief"] == Site.objects.filter(type="compound_old").count()


def test_somebody_waits_for_each_sign_in(city: None) -> None:
    close = AS_OF.replace(hour=17, minute=30)
    for username in ("street_clerk", "other_clerk"):
        owed = [duty for duty in waiting(username) if duty.kind == DutyKind.RECTIFY]
        assert [duty for duty in owed if duty.due_at < AS_OF], f"{username} has nothing late"
        assert [duty for duty in owed if AS_OF <= duty.due_at <= close], f"{username} has nothing for today"
        assert [duty for duty in owed if duty.due_at > close], f"{username} has nothing for the week"
    kinds = {
        name: Counter(duty.kind for duty in waiting(name))
        for name in ("team_leader", "inspector", "office", "discipline")
    }
    assert kinds["team_leader"]["review"] >= 4
    assert kinds["team_leader"]["decide"] >= 2
    assert kinds["inspector"]["review"] >= 2
    assert min(kinds["office"][kind] for kind in ("screen", "dispatch", "decide")) >= 3
    assert kinds["discipline"]["review"] == 2


def test_the_sign_ins_are_people_with_posts_and_the_published_password(city: None) -> None:
    for login in DEMO_LOGINS:
        user = User.objects.get(username=login.username)
        assert user.display_name == login.name
        assert user.check_password(DEMO_PASSWORD)
        assert Post.objects.open_to(user.pk, AS_OF).exists()
    others = User.objects.exclude(username__in=[login.username for login in DEMO_LOGINS])
    assert not [user for user in others if user.has_usable_password()]


def test_photos_differ_and_carry_the_time_and_place_of_their_entry(city: None) -> None:
    photos = Photo.objects.select_related("ticket")
    assert photos.count() == photos.values("file").distinct().count() > 400
    first = photos.filter(kind="before", ticket__site__isnull=False).first()
    assert first is not None
    assert first.taken_at == first.added_at
    assert first.lon is not None


def test_a_second_load_does_nothing(city: None) -> None:
    out = io.StringIO()
    with override_settings(DEMO=True):
        call_command("load_demo_city", stdout=out)
    assert Ticket.objects.count() == WAITING
    assert out.getvalue().strip()


def test_a_history_that_is_broken_off_goes_on_and_doubles_nothing(city: None, tmp_path: Path) -> None:
    job = Job.objects.get(kind=history.KIND)
    with folders(tmp_path):
        with pytest.raises(Broken):
            history.write_history(job, dying_clock(30))
        begun = Ticket.objects.exclude(client_key=None).count()
        assert 0 < begun < 40
        written = history.write_history(job, lambda: AS_OF)
    past = Ticket.objects.exclude(client_key=None)
    assert written == {"entries": past.count(), "skipped": 0}
    assert 47 <= past.count() <= 55
    job.refresh_from_db()
    assert job.done == job.total == past.count()
    assert [t.number for t in past if not t.number.startswith(f"LC{timezone.localtime(t.filed_at):%y%m}-")] == []
    assert Counter(past.values_list("status", flat=True))["closed"] > 30
    assert not Duty.objects.filter(next_action_at__lte=AS_OF).exists()
    assert not Notice.objects.filter(delivered_at=None).exists()
    assert Photo.objects.filter(ticket__in=past).values("file").distinct().count() == Photo.objects.filter(
        ticket__in=past).count()  # fmt: skip
    assert list(verify()) == []
    assert rebuild() == {}


def test_a_history_that_is_stopped_writes_nothing_more(city: None) -> None:
    job = Job.objects.get(kind=history.KIND)
    Job.objects.filter(pk=job.pk).update(cancel_asked=True)
    assert history.write_history(job, lambda: AS_OF)["entries"] == 0


@pytest.fixture(scope="module")
def stories(digests: list[str], django_db_blocker: Any) -> dict[str, dict[str, float]]:
    """What becomes of entries by the character of whoever owes them first: shares of what they submitted."""
    with django_db_blocker.unblock(), camera(SMALL) as lens:
        told = history.open_history(AS_OF, lens, lambda: AS_OF)
        scripts = [script for _found, script in told.entries(0.3, history.SEED)]
    shares: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    kinds = {character: name for name, character in CHARACTERS.items()}
    for script in scripts:
        steps = [beat.action for beat in script.beats]
        if Action.SUBMIT in steps and Action.ASK not in steps:
            own, due = shares[kinds[script.character]], told.moments.calendar.add(script.start, script.limit)
            handed_in = next(beat.at for beat in script.beats if beat.action == Action.SUBMIT)
            own["on time"].append(handed_in <= due)
            own["within half"].append(handed_in <= script.start + (due - script.start) / 2)
            own["failed"].append(Action.FAIL in steps)
            own["false"].append(Action.MARK_FALSE in steps)
            own["back again"].append(script.relapse_at() is not None)
    return {kind: {what: sum(told) / len(told) for what, told in own.items()} for kind, own in shares.items()}


@pytest.mark.parametrize(
    ("what", "more", "less"),
    [
        ("on time", "quick", "slow"),
        ("on time", "", "slow"),
        ("on time", "cheating", "slow"),
        ("within half", "quick", ""),
        ("within half", "cheating", ""),
        ("failed", "cheating", "slow"),
        ("failed", "cheating", ""),
        ("failed", "cheating", "quick"),
        ("false", "cheating", ""),
        ("back again", "relapsing", ""),
        ("back again", "relapsing", "cheating"),
    ],
)
def test_units_differ_in_character(stories: dict[str, dict[str, float]], what: str, more: str, less: str) -> None:
    assert stories[more][what] > stories[less][what] + 0.01


def test_city_leaders_have_instructed_and_each_stage_can_be_seen(city: None) -> None:
    rows = Instruction.objects.select_related("duty")
    assert Counter(row.state for row in rows) == {"open": 3, "answered": 1, "accepted": 1, "withdrawn": 1}
    late = [row for row in rows if row.state == "open" and row.duty.due_at < AS_OF]
    assert len(late) == 1 and late[0].duty.highest_rung >= 1
    assert rows.get(ticket__isnull=False).duty.due_at > AS_OF and rows.filter(zone__isnull=False).count() == 1
