"""An incentive fund (以奖代补): shared out by the office from a published ranking, confirmed by a city leader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rectification.desk import Actor
from scoring import exact, shares
from scoring.actions.consequences import in_order, kept
from scoring.actions.rankings import told
from scoring.actions.telling import leaders, office
from scoring.criteria import Standing
from scoring.decisions import FUNDS, WAITS, Decision
from scoring.issues import read_total
from scoring.models import FundShare, IncentiveFund, Ranking, Score, Subject
from scoring.shares import Fund, ShareRule
from sites.models import Unit
from supervision.actions.book import Book, new_book, open_book, write
from supervision.actions.climb import Told, tell
from supervision.actions.requests import Request
from supervision.actions.rosters import load_roster
from supervision.doorbell import ring
from supervision.ids import new_id
from supervision.models import Event
from supervision.refusals import Conflict, NotAllowed, Refused
from supervision.roles import HANDLES

KIND = "fund"


@dataclass(frozen=True)
class Share:
    """What one unit gets, and for what."""

    unit: UUID
    standing: Standing
    fen: int


def standings(ranking: Ranking, group: str) -> dict[str, tuple[UUID, Standing]]:
    """Who of a group is ranked, by the unit's code: what is left over goes by codes where all else is equal."""
    rows = Score.objects.filter(ranking=ranking, subject=Subject.UNIT, group=group, rank__isnull=False)
    found = list(rows.values_list("key", "rank", "total"))
    codes = dict(Unit.objects.filter(pk__in=[key for key, _rank, _total in found]).values_list("pk", "code"))
    return {codes[key]: (key, Standing(codes[key], group, rank, read_total(rank, total))) for key, rank, total in found}


def share_out(ranking: Ranking, group: str, fen: int, rule: ShareRule) -> list[Share]:
    """The shares of a group, best rank first; refused where there is nothing to share out, or nobody to get it."""
    wrong = shares.nonsense([Fund("fund", group, fen, rule)])
    if wrong:
        raise Refused("nonsense", " ".join(wrong))
    if not 0 < fen <= shares.MOST_FEN:
        raise Refused("bad_amount", _("State how much money there is."))
    found = standings(ranking, group)
    if not found:
        raise Refused("nobody_ranked", _("Nobody is ranked in this group."))
    result = shares.share_out(fen, rule, [one for _key, one in found.values()])
    if result.left:
        raise Refused("nobody_gets", _("By this rule nobody gets anything."))
    ordered = sorted(found.values(), key=lambda it: (it[1].rank or 0, it[1].key))
    return [Share(unit, one, result.fen[one.key]) for unit, one in ordered]


def keep(
    ranking: Ranking,
    group: str,
    fen: int,
    rule: ShareRule,
    why: str,
    *,
    by: Actor,
    now: datetime,
    key: str | None = None,
) -> Event:
    """The share-out as a proposal to the city leaders; `why` says which money it is."""
    allowed(Decision.KEEP, by)
    written = in_order(shares.write(Fund("fund", group, fen, rule))["rule"])
    with transaction.atomic():
        request = Request(by.user.id, key, [KIND, Decision.KEEP, ranking.pk, group, fen, written, why], now)
        if request.first is not None:
            return request.first
        stands(ranking)
        if not why.strip():
            raise Refused("needs_words", _("State the reason."))
        found = share_out(ranking, group, fen, rule)
        pk = new_id()
        book = new_book(KIND, pk, now)
        said = kept(book, why)
        fund = IncentiveFund(
            id=pk, ranking=ranking, group=group, fen=fen, rule=written, words=UUID(said["why"]["id"]), kept_at=now,
            kept_by_id=by.user.id,
        )  # fmt: skip
        book.add(fund)
        for one in found:
            rank, total = one.standing.rank or 0, exact.write(one.standing.total or exact.ZERO)
            book.add(FundShare(id=new_id(), fund=fund, unit_id=one.unit, rank=rank, total=total, fen=one.fen))
        facts = {"ranking": ranking.pk, "group": group, "fen": fen, "rule": written, **said}
        event = entered(book, Decision.KEEP, fund, "", by, now, facts)
        tell(book, event, "fund.kept", leaders(now), told(ranking))
        finish(book, request, event)
    return event


def confirm(pk: UUID, *, by: Actor, now: datetime, key: str | None = None) -> Event:
    """A city leader's word: every unit of it hears of its share."""
    with transaction.atomic():
        request = Request(by.user.id, key, [KIND, Decision.CONFIRM, pk], now)
        if request.first is not None:
            return request.first
        book, fund = opened(pk, Decision.CONFIRM, by)
        stands(fund.ranking)
        book.change(fund, state=IncentiveFund.State.CONFIRMED, decided_at=book.at(now), decided_by_id=by.user.id)
        event = entered(book, Decision.CONFIRM, fund, WAITS, by, now, about(fund))
        tell(book, event, "fund.confirmed", [*office(now), *people_of(fund, now)], told(fund.ranking))
        finish(book, request, event)
    return event


def put_aside(pk: UUID, why: str, *, by: Actor, now: datetime, key: str | None = None) -> Event:
    """The office takes its proposal back, with a reason."""
    with transaction.atomic():
        request = Request(by.user.id, key, [KIND, Decision.PUT_ASIDE, pk, why], now)
        if request.first is not None:
            return request.first
        book, fund = opened(pk, Decision.PUT_ASIDE, by)
        if not why.strip():
            raise Refused("needs_words", _("State the reason."))
        said = kept(book, why)
        book.change(
            fund,
            state=IncentiveFund.State.PUT_ASIDE,
            decided_at=book.at(now),
            decided_by_id=by.user.id,
            answer=UUID(said["why"]["id"]),
        )
        event = entered(book, Decision.PUT_ASIDE, fund, WAITS, by, now, {**about(fund), **said})
        finish(book, request, event)
    return event


def about(fund: IncentiveFund) -> dict[str, Any]:
    """What an event says of it."""
    return {"ranking": fund.ranking_id, "group": fund.group, "fen": fund.fen}


def allowed(decision: Decision, by: Actor) -> None:
    """Whether the table knows this decision for the role."""
    if by.post.role not in FUNDS[decision].roles:
        raise NotAllowed("wrong_party", _("This step is not yours to take."))


def stands(ranking: Ranking) -> None:
    """Money follows what is published and was not corrected since."""
    if not Ranking.objects.current().filter(pk=ranking.pk).exists():
        raise Refused("corrected_since", _("This ranking does not stand. Share the money out by the one that does."))


def opened(pk: UUID, decision: Decision, by: Actor) -> tuple[Book, IncentiveFund]:
    """The share-out under its lock; the second of two people is told who was first."""
    allowed(decision, by)
    book = open_book(pk)
    fund = IncentiveFund.objects.select_related("ranking", "decided_by").get(pk=pk)
    if fund.state not in FUNDS[decision].before:
        words = _("%(person)s has decided on this already. What you wrote is kept.")
        raise Conflict("decided_already", words, person=str(fund.decided_by))
    return book, fund


def entered(
    book: Book, decision: Decision, fund: IncentiveFund, before: str, by: Actor, now: datetime, facts: dict[str, Any]
) -> Event:
    """The event of the share-out's stream."""
    return book.append(
        str(decision),
        at=book.at(now),
        recorded_at=now,
        actor_id=by.user.id,
        post_id=by.post.id,
        before=before,
        after=str(fund.state),
        facts=facts,
    )


def finish(book: Book, request: Request, event: Event) -> None:
    """Written, answered, and the worker is woken."""
    write([book])
    request.answer(event)
    ring()


def people_of(fund: IncentiveFund, now: datetime) -> Iterable[Told]:
    """Heads and handlers of every unit that stands in it."""
    units = sorted(fund.shares.values_list("unit_id", flat=True))
    roster = load_roster(set(units))
    return [Told(h.user_id, h.post_id, "shared") for unit in units for h in roster.holders(unit, HANDLES, now)]
