"""What the database says happened: as the model tells it, as one town compares with another, and what must be true."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import connection

from rectification import catalogue
from rectification.models import Petition, Ticket
from supervision.actions.rebuild import rebuild
from supervision.actions.verify import verify
from supervision.kinds import tables
from supervision.models import Acting, Duty, Event, Notice, Post, Tenure
from tests.machine.entry import Seen
from tests.machine.ranked import BESIDE
from tests.machine.stage import Stage, naive
from tests.machine.table import ARROWS, OVER
from tests.town import FOUNDED

UUIDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SALTED = re.compile(r'"digest":"[0-9a-f]{64}"')
MAIN_DUTY = {
    "reported": "screen", "dispatching": "dispatch", "assigned": "rectify", "rectifying": "rectify",
    "reviewing": "review", "suspended": "rectify",
}  # fmt: skip


def moment(text: str | None) -> datetime | None:
    """A written moment in the city's time."""
    return naive(datetime.fromisoformat(text)) if text else None


class Ledger:
    """All events of a town, read once."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.streams: dict[UUID, list[Event]] = defaultdict(list)
        events = Event.objects.filter(recorded_at__gt=FOUNDED).exclude(stream_kind__in=BESIDE)
        for event in events.order_by("stream_id", "seq"):
            self.streams[event.stream_id].append(event)
        self.names = {user.id: name for name, user in stage.users.items()}
        self.names |= {post.id: key for key, post in stage.posts.items()}
        self.names |= {unit.id: code for code, unit in stage.town.units.items()}
        self.counts: Counter[str] = Counter()
        self.lines = self._comparable()

    def name(self, pk: object) -> str | None:
        """The model's name of a person, post or unit."""
        return None if pk is None else self.names[UUID(str(pk))]

    # As the model tells it

    def told(self, number: int) -> list[Seen]:
        """The events of an entry with its state after each, folded from the patches alone."""
        rows: dict[tuple[str, str], dict] = defaultdict(dict)
        told = []
        for event in self.streams[self.stage.entries[number]]:
            for patch in event.patches:
                rows[patch["t"], patch["id"]].update(patch["c"])
            action = f"rung {event.facts['rung']}" if event.action == "rung" else event.action
            user, seat = self.name(event.actor_id), self.name(event.post_id)
            told.append(Seen(action, naive(event.occurs_at), event.before, event.after, user, seat, self.view(rows)))
        return told

    def view(self, rows: dict) -> dict:
        """How an entry stands, in the model's words."""
        ticket = next(columns for (table, _), columns in rows.items() if table == "ticket")
        owed = {pk: columns for (table, pk), columns in rows.items() if table == "duty"}
        return {
            "status": ticket["status"],
            "main": owed[ticket["main_duty_id"]]["ordinal"] if ticket["main_duty_id"] else None,
            "lead": owed[ticket["lead_duty_id"]]["ordinal"] if ticket["lead_duty_id"] else None,
            "owed": {
                d["ordinal"]: (
                    d["kind"], self.name(d["unit_id"]), self.name(d["post_id"]), self.name(d["user_id"]), d["state"],
                    moment(d["due_at"]), moment(d["score_due_at"]), d["clock_no"],
                    [(no, code, state, moment(at)) for no, code, state, at in d["rungs"]],
                )
                for d in owed.values()
            },
        }  # fmt: skip

    # As one town compares with another

    def _comparable(self) -> list[str]:
        """Every event and notice without recorded times, hashes, salts and the accident of ids."""
        known = {str(pk): name for pk, name in self.names.items()}

        def named(found: re.Match) -> str:
            return known.setdefault(found[0], f"#{len(known)}")

        lines = []
        for stream in self.in_order():
            for event in self.streams[stream]:
                said = dict(event.content)
                del said["recorded_at"]
                lines.append(json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
        by_event = {e.id: f"{e.stream_id} {e.seq}" for events in self.streams.values() for e in events}
        for notice in Notice.objects.exclude(subject_kind__in=BESIDE):
            facts = json.dumps(notice.facts, ensure_ascii=False, sort_keys=True)
            lines.append(f"{by_event[notice.event_id]} {notice.user_id} {notice.post_id} {notice.key} {facts}")
        events = sum(map(len, self.streams.values()))
        lines = [SALTED.sub('"digest":""', UUIDS.sub(named, line)) for line in lines]
        return lines[:events] + sorted(lines[events:])

    def in_order(self) -> list[UUID]:
        """Streams in an order that is the same in every town."""
        first = {stream: events[0] for stream, events in self.streams.items()}
        entries = {pk: number for number, pk in enumerate(self.stage.entries)}
        posts = {post.id: number for number, post in enumerate(self.stage.posts.values())}
        return sorted(first, key=lambda s: (first[s].stream_kind, entries.get(s, -1), posts.get(s, -1)))

    # What must be true (DESIGN 7)

    def check(self) -> None:
        """Everything that must hold in any town at any time."""
        for number, pk in enumerate(self.stage.entries):
            self.check_entry(number, self.streams[pk])
        self.check_owed()
        self.check_people()
        told = Counter(Notice.objects.values_list("event_id", "user_id", "key"))
        assert not [notice for notice, times in told.items() if times > 1], "a person was told twice"
        assert [str(fault) for fault in verify()] == []

    def check_entry(self, number: int, events: list[Event]) -> None:
        """The chain is whole, every arrow is in the table, time runs forward, no rung sounds twice."""
        assert [e.seq for e in events] == list(range(1, len(events) + 1)), number
        moments = [e.occurs_at for e in events]
        assert moments == sorted(moments), f"#{number}: time runs backwards"
        status, rungs = "", Counter()
        for e in events:
            assert e.before == status, f"#{number}: event {e.seq} starts from {e.before}, not {status}"
            status = e.after
            if e.action in ("rung", "revoke"):
                assert e.before == e.after
            else:
                assert (e.action, e.before, e.after) in ARROWS_SET, (number, e.seq, e.action, e.before, e.after)
            if e.action == "rung":
                counted = tuple(e.facts.get("count", ()))
                rungs[e.facts["duty"], e.facts["clock"], e.facts["rung"], counted] += 1
        assert all(times == 1 for times in rungs.values()), rungs

    def check_owed(self) -> None:
        """An open entry has exactly one main duty, of the right kind and held by somebody; others owe nothing."""
        duties, tenures = defaultdict(list), defaultdict(list)
        for duty in Duty.objects.all():
            duties[duty.subject_id].append(duty)
        for tenure in Tenure.objects.all():
            tenures[tenure.duty_id].append(tenure)
        open_petitions = Counter(Petition.objects.filter(state="open").values_list("ticket_id", "kind"))
        assert all(times == 1 for times in open_petitions.values())
        for ticket in Ticket.objects.all():
            live = [d for d in duties[ticket.id] if d.state != "done"]
            if ticket.status in OVER:
                assert not live and not ticket.main_duty_id and not [p for p in open_petitions if p[0] == ticket.id]
                continue
            main = [d for d in live if d.id == ticket.main_duty_id]
            assert [d.kind for d in main] == [MAIN_DUTY[ticket.status]], ticket
            deciding = [d for d in live if d.kind == "decide"]
            assert len(deciding) == len([p for p in open_petitions if p[0] == ticket.id]), ticket
            for duty in duties[ticket.id]:
                held = [t for t in tenures[duty.id] if t.valid_to is None]
                assert len(held) == (duty.state != "done")
                assert {(t.unit_id, t.post_id, t.user_id) for t in held} <= {(duty.unit_id, duty.post_id, duty.user_id)}

    def check_people(self) -> None:
        """Nobody who held a post in a unit that had the entry, since it had it, struck it off (four eyes)."""
        posts, stand_ins = list(Post.objects.all()), list(Acting.objects.select_related("post"))
        for number, pk in enumerate(self.stage.entries):
            had: dict[UUID, datetime] = {}
            for tenure in Tenure.objects.filter(duty__subject_id=pk, duty__kind__in=("rectify", "assist")):
                had[tenure.unit_id] = min(tenure.valid_from, had.get(tenure.unit_id, tenure.valid_from))
            for event in self.streams[pk]:
                if event.action in ("pass", "fail"):
                    assert any(since <= event.occurs_at for since in had.values()), number
                    # A unit that got it at the very instant of the check may have got it just after.
                    then = {unit: since for unit, since in had.items() if since < event.occurs_at}
                    hands = {
                        p.user_id
                        for p in posts
                        if p.unit_id in then
                        and p.valid_from <= event.occurs_at
                        and event.id not in self.stage.before[p.id]
                        and (p.valid_to is None or p.valid_to > then[p.unit_id])
                    } | {
                        a.user_id
                        for a in stand_ins
                        if a.post.unit_id in then
                        and a.valid_from <= event.occurs_at
                        and event.id not in self.stage.before[a.id]
                        and a.valid_to > then[a.post.unit_id]
                    }
                    assert event.actor_id not in hands, f"#{number} was checked by its own"


ARROWS_SET = set(ARROWS)


@contextmanager
def only_the_ledger() -> Iterator[None]:
    """Inside, no statement may touch a table that is neither the events nor folded from them."""
    catalogue.category.cache_clear()
    catalogue.primary_standard.cache_clear()
    allowed = {Event._meta.db_table} | {model._meta.db_table for model in tables().values()}
    allowed |= {f"shadow_{table}" for table in allowed}

    def guard(execute, sql, params, many, context):
        for table in re.findall(r'"((?:shadow_)?(?:sites|supervision|rectification|scoring)_\w+)"', sql):
            assert table in allowed, f"the rebuild reads {table}"
        return execute(sql, params, many, context)

    with connection.execute_wrapper(guard):
        yield


def rebuilt(*, replace: bool = False) -> dict:
    """What differs after a rebuild that could read nothing but the events."""
    with only_the_ledger():
        return rebuild(replace=replace)
