"""What may come with a step: for each action the ways worth trying on an entry at a moment."""

from collections.abc import Callable
from datetime import datetime, timedelta

from tests.machine.entry import Entry
from tests.machine.ground import CATEGORIES
from tests.machine.model import Model
from tests.machine.owed import RUNGS, UPPER
from tests.machine.working import TALKERS

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def nothing(model: Model, e: Entry, now: datetime) -> list[dict]:
    return [{}]


def words(model: Model, e: Entry, now: datetime) -> list[dict]:
    return [{"words": True}]


def photo(model: Model, e: Entry, now: datetime) -> list[dict]:
    return [{"photos": 1}]


def onsite(model: Model, e: Entry, now: datetime) -> list[dict]:
    return [{"photos": 1, "place": True}, {}]


def unit_words(model: Model, e: Entry, now: datetime) -> list[dict]:
    return [{"unit": unit, "words": True} for unit in model.people.kinds]


def duty(model: Model, e: Entry, now: datetime) -> list[dict]:
    parts = [o.ordinal for o in e.live if o.kind == "assist" or o.parent]
    return [{"duty": part, "verdict": verdict} for part in parts for verdict in (True, False)]


def person(model: Model, e: Entry, now: datetime) -> list[dict]:
    units = {o.unit for o in (e.main, e.lead) if o}
    return [{"person": seat.key} for seat in model.people.seats.values() if seat.unit in units]


def category(model: Model, e: Entry, now: datetime) -> list[dict]:
    return [{"category": code, "words": True} for code in CATEGORIES]


def target(model: Model, e: Entry, now: datetime) -> list[dict]:
    return [{"target": other.number} for other in model.entries]


def target_words(model: Model, e: Entry, now: datetime) -> list[dict]:
    return [{"target": other.number, "words": True} for other in model.entries]


def _dates(now: datetime, *after: datetime) -> list[datetime]:
    midnight = (now + 2 * DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    return [moment + span for moment in (now, *after) for span in (HOUR, DAY, 5 * DAY)] + [now + 40 * DAY, midnight]


def ask(model: Model, e: Entry, now: datetime) -> list[dict]:
    after = [e.lead.due] if e.lead else []
    found = [{"petition": "return", "words": True}]
    for kind in ("extension", "suspension"):
        found += [{"petition": kind, "words": True, "until": until} for until in _dates(now, *after)]
    return found


def withdraw(model: Model, e: Entry, now: datetime) -> list[dict]:
    return [{"petition": kind} for kind in ("return", "extension", "suspension")]


def decide(model: Model, e: Entry, now: datetime) -> list[dict]:
    said = {"words": True}
    units = ("street_a", "street_b", "urban_mgmt", "community_a1")
    found = [{**said, "petition": "return", "verdict": yes} for yes in (True, False)]
    found += [{**said, "petition": "return", "verdict": True, "unit": unit} for unit in units]
    for kind in ("extension", "suspension"):
        found += [{**said, "petition": kind, "verdict": True, "until": until} for until in (None, now + 3 * DAY)]
        found.append({**said, "petition": kind, "verdict": False})
    return found


def until(model: Model, e: Entry, now: datetime) -> list[dict]:
    later = (DAY, 5 * DAY, 40 * DAY, 40 * DAY, 70 * DAY, HOUR)
    return [{"words": True, "until": now + span} for span in later]


def rung(model: Model, e: Entry, now: datetime) -> list[dict]:
    return [{"rung": code, "words": True} for code in RUNGS]


def revoke(model: Model, e: Entry, now: datetime) -> list[dict]:
    others = [{"rung": row[1], "words": True, "duty": o.ordinal} for o in e.owed for row in o.rungs]
    return [*rung(model, e, now), *others]


def confirm(model: Model, e: Entry, now: datetime) -> list[dict]:
    leaders = [seat.key for seat in model.people.seats.values() if seat.role == "city_leader"]
    terms = [{"person": seat, "until": now + span} for seat in leaders for span in (DAY, -DAY)]
    said = f"{e.number}-{len(e.events)}"
    papers = [
        {"rung": code, "number": number, "on": (now + later).date()}
        for code in UPPER[1:] for number in (said, "1") for later in (-DAY, 0 * DAY, DAY)
    ]  # fmt: skip
    return [*rung(model, e, now), *({"rung": "listed", "words": True, **one} for one in terms), *papers]


def talk(model: Model, e: Entry, now: datetime) -> list[dict]:
    seats = model.people.seats.values()
    leaders = [seat.key for seat in seats if seat.role in TALKERS]
    partners = [seat.key for seat in seats if e.lead and seat.unit == e.lead.unit]
    said = {"words": True, "until": now + 5 * DAY}
    return [
        {**said, "person": one, "partner": other, "on": (now - earlier).date()}
        for one in leaders for other in partners for earlier in (0 * DAY, DAY)
    ]  # fmt: skip


def erase(model: Model, e: Entry, now: datetime) -> list[dict]:
    return [{"erase": True, "words": True}]


WAYS: dict[str, Callable[[Model, Entry, datetime], list[dict]]] = {
    "join": photo, "admit": nothing, "decline": words, "dispatch": unit_words, "receive": nothing,
    "sub_assign": unit_words, "finish": duty, "confirm_sub": duty, "hand_over": person, "deal_out": person,
    "submit": photo, "recall": nothing, "pass": onsite, "fail": words, "reassign": unit_words, "reclassify": category,
    "merge": target_words, "ask": ask, "withdraw": withdraw, "decide": decide, "suspend": until, "resume": nothing,
    "note": words, "void": words, "set_rung": rung, "confirm_rung": confirm, "revoke_rung": revoke, "comment": words,
    "state": rung, "record_talk": talk,
    "mark_relapse": target, "mark_false": words, "erase": erase,
}  # fmt: skip
