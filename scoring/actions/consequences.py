"""What follows from a published ranking: proposed by the rules, decided by the office, withdrawn when its ground falls.

Each proposal is a stream of its own. Publications follow one another (the counter of published numbers is locked), so
that nobody proposes beside them; whoever decides holds the proposal's stream.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from rectification.desk import Actor
from rectification.facts import StepData
from rectification.unit_steps import propose
from scoring.actions.telling import office
from scoring.consequences import Proposal, Step, proposals, write_rule
from scoring.consequences_words import ground
from scoring.criteria import MOST_PERIODS
from scoring.decisions import CONFIRMED, MEASURES, PUT_ASIDE, WITHDRAWN, Decision
from scoring.issues import document, issues_of, period_of, proposal_of, stands
from scoring.models import Consequence, Ranking
from sites.models import Unit
from supervision.actions.book import Book, open_book, open_books, open_or_new, write
from supervision.actions.climb import tell
from supervision.actions.people import reason
from supervision.actions.requests import Request
from supervision.canonical import NotCanonical
from supervision.doorbell import ring
from supervision.ids import fixed_id
from supervision.models import Event
from supervision.refusals import Conflict, NotAllowed, Refused

KIND = "consequence"
Held = dict[tuple[UUID, str], Consequence]


def follow(published: Ranking, now: datetime) -> None:
    """Proposals of the ranking's period, and of those after it, are held against the rankings that stand now.

    What a period brings up is proposed once for ever for a unit and a step. What has lost its ground - because a
    correction changed this period, or one before it - is withdrawn, or marked where the office had confirmed it; it
    comes back with its ground.
    """
    known = list(stands(published.kind))
    later = [one for one in known if one.ends >= published.ends]
    issues = issues_of(known[: len(later) + MOST_PERIODS])
    for place, ranking in enumerate(later):
        rules = document(ranking.scheme).rules
        found = proposals(rules, issues[place : place + MOST_PERIODS])
        settle(ranking, found, now)


def settle(ranking: Ranking, found: Iterable[Proposal], now: datetime) -> None:
    """One period: what the rules bring up now against what was proposed."""
    wanted = {(UUID(one.key), str(one.step)): one for one in found if one.step != Step.CIRCULAR}
    ids = Consequence.objects.filter(ranking__kind=ranking.kind, ranking__code=ranking.code).values_list(
        "pk", flat=True
    )
    books = open_books(list(ids))
    held: Held = {(row.unit_id, row.step): row for row in Consequence.objects.filter(pk__in=list(books))}
    for about, row in held.items():
        change = standing(row, wanted.get(about), books[row.pk], now)
        if change:
            announce(books[row.pk], row, change, now)
    fresh = [suggest(ranking, one, now) for about, one in sorted(wanted.items()) if about not in held]
    write([*books.values(), *fresh])


def standing(row: Consequence, wanted: Proposal | None, book: Book, now: datetime) -> str:
    """What becomes of a known proposal: the name of its event, nothing where all is as it was."""
    state, before = row.state, (row.fallen_at, row.periods)
    if state == PUT_ASIDE:  # that word stands
        return ""
    if wanted is None:
        if row.fallen_at is not None:
            return ""
        book.change(row, fallen_at=book.at(now))
        return "ground" if state == CONFIRMED else "withdraw"
    book.change(row, fallen_at=None)
    if state == CONFIRMED:  # its reason is that of the file, which does not change any more
        return "ground" if before[0] else ""
    book.change(row, periods=[period.code for period in wanted.periods])
    return "propose" if before[0] else "ground" if before[1] != row.periods else ""


def suggest(ranking: Ranking, one: Proposal, now: datetime) -> Book:
    """A new proposal."""
    unit = UUID(one.key)
    pk = fixed_id(KIND, ranking.kind, ranking.code, unit, one.step)
    book = open_or_new(KIND, pk, now)
    row = Consequence(
        id=pk, ranking=ranking, unit_id=unit, group=one.group, step=str(one.step),
        rule=in_order(write_rule(one.rule)),
        periods=[period.code for period in one.periods], proposed_at=book.at(now),
    )  # fmt: skip
    announce(book, book.add(row), "propose", now)
    return book


def in_order(written: dict[str, Any]) -> dict[str, Any]:
    """Plain values as canonical text has them: SQLite keeps the order of the keys, and a rebuilt row has this one."""
    return dict(sorted(written.items()))


def announce(book: Book, row: Consequence, action: str, now: datetime) -> None:
    """The platform's event, and the office's notice of it."""
    facts = {"unit": row.unit_id, "ranking": row.ranking_id, "step": row.step, "periods": row.periods}
    event = book.append(action, at=book.at(now), recorded_at=now, facts=facts)
    words = {"propose": f"proposal.{Step(row.step).rung.code}", "withdraw": "withdrawn"}
    if action in words or row.fallen_at is not None:
        unit = Unit.objects.get(pk=row.unit_id)
        named = {"unit": unit.name, "unit_en": unit.name_en}
        tell(book, event, words.get(action, "ground_fallen"), office(now), named)


def confirm(pk: UUID, why: str, *, by: Actor, now: datetime, key: str | None = None) -> Event:
    """The office's word: the unit's file is opened with the reason, and the unit may state its view there.

    Raises Conflict where somebody was faster or the ground has fallen, Refused where a file of the rung waits already.
    """
    with transaction.atomic():
        request = Request(by.user.id, key, [KIND, Decision.CONFIRM, pk, why], now)
        if request.first is not None:
            return request.first
        book, row = opened(pk, Decision.CONFIRM, by)
        data = StepData(unit=row.unit_id, rung=Step(row.step).rung.code, words=reason_of(row, why))
        file = opened_file(data, by, book.at(now))
        return decided(book, row, Decision.CONFIRM, why, request, by=by, now=now, file=file.stream_id)


def opened_file(data: StepData, by: Actor, now: datetime) -> Event:
    """The file of the unit; a unit that is no more has none."""
    try:
        return propose(data, by=by, now=now)
    except Refused as refused:
        if refused.code != "needs_unit":
            raise
        words = _("This unit is no more. Put the proposal aside.")
        raise Refused("unit_is_no_more", words) from None


def put_aside(pk: UUID, why: str, *, by: Actor, now: datetime, key: str | None = None) -> Event:
    """Not to be followed up, with a reason; the rules do not bring it up again for this period."""
    with transaction.atomic():
        request = Request(by.user.id, key, [KIND, Decision.PUT_ASIDE, pk, why], now)
        if request.first is not None:
            return request.first
        book, row = opened(pk, Decision.PUT_ASIDE, by)
        if not why.strip():
            raise Refused("needs_words", _("State the reason."))
        return decided(book, row, Decision.PUT_ASIDE, why, request, by=by, now=now)


def opened(pk: UUID, decision: Decision, by: Actor) -> tuple[Book, Consequence]:
    """The proposal under its lock; the second of two people is told who was first."""
    if by.post.role not in MEASURES[decision].roles:
        raise NotAllowed("wrong_party", _("This step is not yours to take."))
    book = open_book(pk)
    row = Consequence.objects.select_related("ranking", "decided_by").get(pk=pk)
    if row.state == WITHDRAWN:
        raise Conflict("withdrawn", _("The proposal has lost its ground meanwhile and was withdrawn."))
    if row.state not in MEASURES[decision].before:
        words = _("%(person)s has decided on this already. What you wrote is kept.")
        raise Conflict("decided_already", words, person=str(row.decided_by))
    return book, row


def decided(
    book: Book,
    row: Consequence,
    decision: Decision,
    why: str,
    request: Request,
    *,
    by: Actor,
    now: datetime,
    file: UUID | None = None,
) -> Event:
    """The word in the proposal's stream."""
    before, said = row.state, kept(book, why)
    words = UUID(said["why"]["id"]) if said else None
    book.change(row, decided_at=book.at(now), decided_by_id=by.user.id, words=words, file_id=file)
    event = book.append(
        str(decision),
        at=book.at(now),
        recorded_at=now,
        actor_id=by.user.id,
        post_id=by.post.id,
        before=before,
        after=row.state,
        facts={"unit": row.unit_id, "ranking": row.ranking_id, "step": row.step, "file": row.file_id, **said},
    )
    write([book])
    request.answer(event)
    ring()
    return event


def kept(book: Book, why: str) -> dict[str, dict[str, str]]:
    """What was said, in an erasable row; a text that cannot be kept is refused."""
    try:
        return reason(book, why)
    except NotCanonical:
        raise Refused("bad_text", _("The text contains characters that cannot be kept.")) from None


def reason_of(row: Consequence, why: str) -> str:
    """What the unit's file says, in the city's language: the ranking, how often, and the office's own words."""
    with override(settings.LANGUAGE_CODE):
        words = ground(proposal_of(row), row.ranking.number, period_of(row.ranking))
    return f"{words}\n{why}".strip()
