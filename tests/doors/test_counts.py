"""The figures each person is shown equal plain SQL, written here from the rules and not from the platform's queries.

Who sees an entry: visibility rows by unit, zone and post, the reader's trees expanded here (ENGINE 21). What waits on a
post: its own duties, those whose post has ended or was never named, or the whole unit's for whoever leads it.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.utils import timezone

from rectification.workflow import Status
from supervision import clock
from supervision.models import Post
from tests.doors.mixed import NOW, fill
from tests.doors.people import BACKEND
from tests.town import CAST, Town

EVERYTHING = ("office", "discipline", "city_leader")  # roles that read the whole ledger
LEADING = ("team_leader", "unit_head", "office", "city_leader", "discipline")  # roles that see the whole unit's duties
HANDLING = ("unit_handler", "unit_head")
ENDED = "('closed', 'declined', 'voided')"
MIDNIGHT = NOW.replace(hour=0, minute=0) + timedelta(days=1)
WEEK = MIDNIGHT + timedelta(days=6)
JUDGED = "('screen', 'dispatch', 'decide', 'review')"
# Badge of the navigation -> kinds of duty.
BADGES = {
    "inbox": "('rectify', 'assist', 'note')",
    "dispatch": "('screen', 'dispatch')",
    "petitions": "('decide')",
    "review": "('review')",
}


@dataclass
class Sums:
    """What plain SQL says about one person."""

    post: Post

    def one(self, sql: str, **values: Any) -> int:
        """The number a query answers. In it {me} and {unit} are ids, {keys} is the list of the reader's keys."""
        keys = ", ".join(f"'{key}'" for key in sorted(self.keys()))
        text = sql.format(keys=keys or "''", sees="1 = 1" if self.post.role in EVERYTHING else SEES.format(keys=keys))
        names = {"me": as_id(self.post.pk), "unit": as_id(self.post.unit_id), "now": NOW, "midnight": MIDNIGHT}
        names |= {"week": WEEK, **values}
        with connection.cursor() as cursor:
            cursor.execute(text, {name: as_value(value) for name, value in names.items() if f"%({name})s" in text})
            return cursor.fetchone()[0]

    def keys(self) -> set[str]:
        """Post, units at and below one's own, zones at and below those contracted."""
        held = [
            UUID(str(row[0])) for row in rows(CONTRACTS, unit=as_id(self.post.unit_id), user=as_id(self.post.user_id))
        ]
        units = below("sites_unit", [self.post.unit_id])
        return {f"p:{self.post.pk}", *(f"u:{pk}" for pk in units), *(f"z:{pk}" for pk in below("sites_zone", held))}

    def ledger(self, more: str = "1 = 1", **values: Any) -> int:
        """Entries whose present state the post may read."""
        return self.one(f"SELECT COUNT(*) FROM {TICKETS} WHERE {{sees}} AND ({more})", **values)

    def owed(self, more: str = "1 = 1", *, whole: bool = False) -> int:
        """Duties that wait on the post."""
        mine = "1 = 1" if whole or self.post.role in LEADING else LEFT_TO_ME
        return self.one(f"SELECT COUNT(*) FROM {DUTIES} WHERE d.state <> 'done' AND {OWN_UNIT} AND {mine} AND ({more})")


OWN_UNIT = "d.unit_id = %(unit)s"
LEFT_TO_ME = "(d.post_id = %(me)s OR d.post_id IS NULL OR p.valid_to <= %(now)s)"
DUTIES = "supervision_duty d LEFT JOIN supervision_post p ON p.id = d.post_id"
TICKETS = "rectification_ticket t LEFT JOIN supervision_duty d ON d.id = t.main_duty_id"
SIGHT = "SELECT 1 FROM rectification_sight s WHERE s.ticket_id = t.id AND s.key IN ({keys})"
SEES = f"EXISTS ({SIGHT} AND s.until_seq IS NULL)"
ONCE_SAW = f"EXISTS ({SIGHT}) AND NOT {SEES}"
CONTRACTS = """SELECT subject_key FROM supervision_contract WHERE unit_id = %(unit)s AND subject_kind = 'zone'
    AND (user_id IS NULL OR user_id = %(user)s) AND valid_to IS NULL"""
# The clock of an entry stands while it is long-term, or with a checker who is not late; else the main duty's runs.
STANDS = "(t.status = 'suspended' OR (t.status = 'reviewing' AND d.due_at > %(now)s))"
RUNS = f"d.state = 'running' AND NOT {STANDS}"
SPANS = {
    "late": "d.due_at <= %(now)s",
    "today": "d.due_at > %(now)s AND d.due_at <= %(midnight)s",
    "week": "d.due_at > %(midnight)s AND d.due_at <= %(week)s",
    "later": "d.due_at > %(week)s",
}


def as_id(value: Any) -> Any:
    """As the database keeps an id."""
    return str(value) if connection.features.has_native_uuid_field else UUID(str(value)).hex


def as_value(value: Any) -> Any:
    """As the database keeps a moment."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def rows(sql: str, **values: Any) -> list[tuple]:
    """The rows a query answers."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall()


def below(table: str, tops: list[UUID]) -> set[UUID]:
    """Some rows of a tree and everything below them, walked in Python."""
    parents = {UUID(str(pk)): parent and UUID(str(parent)) for pk, parent in rows(f"SELECT id, parent_id FROM {table}")}
    found, grown = set(tops), True
    while grown:
        more = {pk for pk, parent in parents.items() if parent in found} - found
        grown, found = bool(more), found | more
    return found


@pytest.fixture(scope="module")
def filled(founded: Town, django_db_blocker: Any) -> Iterator[Town]:
    """The mixed ledger, written once for this file."""
    with django_db_blocker.unblock():
        inner = transaction.atomic()
        inner.__enter__()
        try:
            yield fill(copy.deepcopy(founded))
        finally:
            transaction.set_rollback(True)
            inner.__exit__(None, None, None)


@pytest.fixture
def mixed(filled: Town, db: None, monkeypatch: pytest.MonkeyPatch) -> Town:
    """On Wednesday at half past ten."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return copy.deepcopy(filled)


@pytest.fixture(params=CAST)
def someone(request: pytest.FixtureRequest, mixed: Town, client: Any) -> tuple[Any, Sums]:
    """One of the cast with a browser, and what SQL says about them."""
    name = request.param
    client.force_login(mixed.people[name], backend=BACKEND)
    return client, Sums(mixed.posts[name])


def test_the_ledger_is_mixed(mixed: Town):
    found = dict(rows("SELECT status, COUNT(*) FROM rectification_ticket GROUP BY status"))
    assert set(found) == {str(status) for status in Status} and sum(found.values()) >= 60
    assert rows("SELECT COUNT(*) FROM rectification_sight WHERE until_seq IS NOT NULL")[0][0] > 5
    assert rows("SELECT COUNT(*) FROM rectification_sight WHERE key LIKE %(z)s", z="z:%")[0][0] > 20


def test_home(someone: tuple[Any, Sums]):
    client, sums = someone
    page = client.get("/").context
    columns = {column["key"]: column for column in page["columns"]}
    late = sums.ledger("d.state = 'running' AND d.due_at <= %(now)s")
    assert page["lead"]["owe"] == columns["owe"]["n"] == sums.owed(f"d.state = 'running' AND {SPANS['today']}")
    assert page["lead"]["late"] == late and columns["late"]["n"] == str(late)
    assert columns["waits"]["n"] == sums.owed(f"d.state = 'running' AND d.kind IN {JUDGED}")
    for rung in columns["late"]["rungs"]:
        wanted = sums.ledger(
            "d.state = 'running' AND d.due_at <= %(now)s AND d.highest_rung = %(rung)s", rung=rung["level"] - 1
        )
        assert rung["n"] == wanted


def test_inbox(someone: tuple[Any, Sums]):
    client, sums = someone
    for whole in (False, True):
        page = client.get("/inbox/?of=unit" if whole else "/inbox/").context
        shown = {group["key"]: group["n"] for group in page["groups"]}
        wanted = {key: sums.owed(f"d.state = 'running' AND {span}", whole=whole) for key, span in SPANS.items()}
        wanted["others"] = with_others(sums, whole)
        assert shown == {key: n for key, n in wanted.items() if n}
        assert page["lead"]["late"] == wanted["late"] and page["lead"]["today"] == wanted["today"]
        waiting = sums.owed(f"d.kind = 'rectify' AND EXISTS ({NOT_RECEIVED})", whole=whole)
        assert (page["to_receive"]["n"] if page["to_receive"] else 0) == waiting
        for person in page["load"] if not whole else ():
            assert person["n"] <= sums.owed("d.state = 'running'", whole=True)


NOT_RECEIVED = "SELECT 1 FROM rectification_ticket t WHERE t.main_duty_id = d.id AND t.status = 'assigned'"


def with_others(sums: Sums, whole: bool) -> int:
    """A unit's fixes whose clock stands; of a finder the open entries they wrote down and others owe."""
    if sums.post.role in HANDLING:
        return sums.owed("d.state <> 'running' AND d.kind = 'rectify'", whole=whole)
    everything = whole or sums.post.role in LEADING
    mine = "1 = 1" if everything else LEFT_TO_ME
    own = f"SELECT d.id FROM {DUTIES} WHERE d.state <> 'done' AND {OWN_UNIT} AND {mine}"
    return sums.ledger(f"t.filed_post_id = %(me)s AND t.status NOT IN {ENDED} AND t.main_duty_id NOT IN ({own})")


def test_ledger_by_state(someone: tuple[Any, Sums]):
    client, sums = someone
    wanted = {"all": sums.ledger(), "open": sums.ledger(f"t.status NOT IN {ENDED}")}
    wanted |= {str(status): sums.ledger("t.status = %(status)s", status=str(status)) for status in Status}
    gone = "0 = 1" if sums.post.role in EVERYTHING else ONCE_SAW
    wanted["former"] = sums.one(f"SELECT COUNT(*) FROM {TICKETS} WHERE {gone}")
    shown = {state: client.get(f"/ledger/?state={state}").context["total"] for state in wanted}
    assert shown == {state: str(n) for state, n in wanted.items()}


def test_ledger_by_time_left(someone: tuple[Any, Sums]):
    client, sums = someone
    for state, more in (("open", f"t.status NOT IN {ENDED}"), ("all", "1 = 1")):
        wanted = {key: sums.ledger(f"{more} AND {RUNS} AND {span}") for key, span in SPANS.items()}
        wanted["stop"] = sums.ledger(f"{more} AND {STANDS}")
        page = client.get(f"/ledger/?state={state}").context
        assert {row["key"]: row["n"] for row in page["sums"]} == {key: str(n) for key, n in wanted.items()}
        for key, n in wanted.items():
            assert client.get(f"/ledger/?state={state}&time={key}").context["total"] == str(n)


def test_the_ledger_for_programs_has_the_same_rows(someone: tuple[Any, Sums], mixed: Town):
    _client, sums = someone
    from tests.doors.people import signed_in

    name = next(name for name, post in mixed.posts.items() if post.pk == sums.post.pk)
    person, path, found = signed_in(mixed, name, NOW), "/api/v1/tickets", 0
    while path:
        answer = person.knock("GET", path).json()
        found += len(answer["tickets"])
        path = f"/api/v1/tickets?after={answer['after']}" if answer["after"] else ""
    assert found == sums.ledger()


def test_review_queue(someone: tuple[Any, Sums]):
    client, sums = someone
    page = client.get("/review/").context
    wanted = sums.owed("d.kind = 'review' AND d.state = 'running'", whole=True)
    assert page["queue_n"] == wanted and len(page["queue"]) == wanted


def test_badges(someone: tuple[Any, Sums]):
    client, sums = someone
    frame = client.get("/notices/").context
    badges = {entry["url"]: entry["count"] for entry in [*frame["nav"], *frame["tabs"]]}
    addresses = {"inbox": "/inbox/", "dispatch": "/dispatch/", "petitions": "/petitions/"}
    for name, kinds in BADGES.items():
        url = addresses.get(name, "/review/")
        # Whoever only finds has no fixes of their own: their list of entries carries no figure.
        if url in badges and (name, sums.post.role) != ("inbox", "inspector"):
            assert badges[url] == sums.owed(f"d.state = 'running' AND d.kind IN {kinds}"), name


def test_unseen_notices(someone: tuple[Any, Sums]):
    client, sums = someone
    sql = "SELECT COUNT(*) FROM supervision_notice WHERE user_id = %(user)s AND seen_at IS NULL"
    assert client.get("/notices/").context["unread_n"] == min(100, sums.one(sql, user=as_id(sums.post.user_id)))


def test_our_people(someone: tuple[Any, Sums]):
    client, sums = someone
    answer = client.get("/unit/")
    if answer.status_code == 200:
        page = answer.context
        assert page["lead"]["late"] == sums.owed(f"d.state = 'running' AND {SPANS['late']}", whole=True)
        for person in page["people"]:
            assert person["late"] + person["soon"] + person["week"] + person["later"] == person["n"]
        nobody = sum(page["nobody"].values()) if page["nobody"] else 0
        listed = sum(person["n"] for person in page["people"]) + nobody
        assert listed == sums.owed("d.state = 'running'", whole=True)


def test_the_office_day_ends_where_the_pages_say(mixed: Town):
    assert timezone.localtime(MIDNIGHT).hour == 0 and timezone.localtime(WEEK) - timezone.localtime(NOW) < timedelta(7)
