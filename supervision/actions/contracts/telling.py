"""Notices of contracts: one for each person and kind, however many pieces of ground came or went at once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from supervision.actions.book import Book
from supervision.actions.climb import Told, tell
from supervision.actions.contracts.facts import Facts
from supervision.actions.rosters import load_roster
from supervision.canonical import moment_text
from supervision.models import Contract, Event
from supervision.roles import CHECKS, HANDLES
from supervision.roster import Roster

NAMED = 3  # pieces of ground that a notice names; of the others it says how many
GIVEN, OVER, ENDED, TERM = "contract.given", "contract.over", "contract.ended", "contract.term"
SEATS = (*HANDLES, *CHECKS)


class Said(NamedTuple):
    """One contract of which its holder is told; `other` is who had it before or gets it then."""

    key: str
    book: Book
    event: Event
    row: Contract
    other: str = ""
    note: UUID | None = None


def tell_holders(said: Iterable[Said], facts: Facts, now: datetime) -> None:
    """Puts the notices into the books whose events they tell of."""
    grouped: dict[tuple, list[Said]] = defaultdict(list)
    for one in said:
        row = one.row
        what = one.key, row.unit_id, row.user_id, row.kind_id, row.valid_from, row.valid_to, one.other
        grouped[what].append(one)
    roster = load_roster({one.row.unit_id for found in grouped.values() for one in found}) if grouped else Roster(())
    for found in grouped.values():
        first = found[0]
        told = [Told(person, post, "holder") for person, post in holders(first.row, roster, now)]
        tell(first.book, first.event, first.key, told, words_of(found, facts))


def holders(row: Contract, roster: Roster, now: datetime) -> list[tuple[UUID, UUID | None]]:
    """The person in their post of the unit; of a unit alone whoever answers there first."""
    if row.user_id is None:
        first = roster.first(row.unit_id, SEATS, now)
        return [(first.user_id, first.post_id)] if first else []
    posts = [post for post in roster.posts if post.user_id == row.user_id and post.in_force(now)]
    return [(row.user_id, posts[0].id if posts else None)]


def words_of(found: list[Said], facts: Facts) -> dict[str, Any]:
    """What the sentence is made of, in both languages; the note stays where it can be erased."""
    first, kind = found[0], facts.kinds[found[0].row.kind_id]
    named = [facts.things[one.row.subject] for one in found[:NAMED] if one.row.subject in facts.things]
    until = first.row.valid_to
    return {
        "called": [kind.name, kind.name_en],
        "places": [[thing.name, thing.name_en] for thing in named],
        "n": len(found),
        "from": moment_text(first.row.valid_from),
        "until": moment_text(until) if until else None,
        "other": first.other,
        "note": str(first.note) if first.note else None,
    }
