"""Appeals against an announced ranking: asked by the unit with proof, decided by the office under a duty.

Each appeal is a stream of its own. Whoever asks or decides holds the ranking's lock as well, so that nobody announces,
approves or drops it meanwhile (ENGINE 14: the ranking first, then the appeal).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rectification.desk import Actor, engine_rules
from scoring.actions import rankings
from scoring.actions.cases import KIND, Case, opened
from scoring.actions.telling import office
from scoring.models import Appeal, Line, Ranking, Score, Subject
from scoring.steps import ANNOUNCED, COUNTING, Action
from supervision.actions import duties as clocks
from supervision.actions.book import Book, new_book, open_book, write
from supervision.actions.calendars import ladder_in_force, load_calendar
from supervision.actions.relations import Relations
from supervision.actions.requests import Request
from supervision.actions.rosters import load_roster
from supervision.actions.uploads import claim
from supervision.actions.words import keep
from supervision.canonical import NotCanonical, clean_text
from supervision.doorbell import ring
from supervision.ids import new_id
from supervision.models import Duty, DutyKind, Event, Post
from supervision.refusals import NotAllowed, Refused
from supervision.roles import HANDLES, KEEPS, Role

MOST_PROOF = 9


@dataclass(frozen=True)
class Plea:
    """What a unit says: against which of its figures, about which single duty if any, why, with which proof."""

    figure: str
    words: str
    duty: UUID | None = None
    proof: tuple[UUID, ...] = ()


def ask(ranking: Ranking, plea: Plea, *, by: Actor, now: datetime, key: str | None = None) -> Appeal:
    """申诉: the unit's own figure is wrong, and why. Until the announced moment, one at a time for each thing."""
    if by.post.role not in HANDLES:
        raise NotAllowed("wrong_party", _("Your unit's head or handler appeals."))
    with transaction.atomic():
        request = Request(by.user.id, key, [KIND, ranking.pk, plea.figure, plea.words, plea.duty, plea.proof], now)
        if request.first is not None:
            return Appeal.objects.get(pk=request.first.stream_id)
        open_book(ranking.pk)
        fresh = Ranking.objects.get(pk=ranking.pk)
        check_open(fresh, now)
        check_about(fresh, plea, by.post)
        book = new_book(KIND, new_id(), now)
        words = spoken(book, plea.words, _("State what is wrong."))
        files = claim(by.user, plea.proof, now) if plea.proof else []
        duty = start_deciding(book, now)
        row = Appeal(
            id=book.head.id, ranking=fresh, unit_id=by.post.unit_id, figure=plea.figure, line_duty_id=plea.duty,
            duty=duty, asked_at=book.at(now), asked_by_id=by.user.id, asked_post_id=by.post.pk, words=UUID(words["id"]),
            proof=[str(upload.file_id) for upload in files],
        )  # fmt: skip
        case = Case(book, book.add(row), now)
        said = {
            "ranking": fresh.pk,
            "unit": row.unit_id,
            "figure": row.figure,
            "line": row.line_duty_id,
            "words": words,
        }
        event = case.append("ask", {**said, "proof": row.proof, "duty": duty.pk}, by=by.post)
        case.tell(event, "appeal.asked", office(now))
        write([book])
        request.answer(event)
        ring()
    return row


def check_open(ranking: Ranking, now: datetime) -> None:
    """Only an announced ranking, and only as long as was announced."""
    if ranking.announced_at is None or ranking.state not in (ANNOUNCED, COUNTING):
        raise Refused("not_announced", _("An appeal is possible while a ranking is announced."))
    if ranking.appeals_until is None or now > ranking.appeals_until:
        raise Refused("appeal_late", _("The time to appeal is over."))


def check_about(ranking: Ranking, plea: Plea, post: Post) -> None:
    """It names a figure of the unit's own result, and if a duty, one of the unit's own lines; no second open one."""
    own = Score.objects.filter(ranking=ranking, subject=Subject.UNIT, key=post.unit_id).first()
    if own is None or plea.figure not in {figure["code"] for figure in own.figures["figures"]}:
        raise Refused("no_such_figure", _("Choose one of your unit's figures."))
    if plea.duty is not None:
        lines = Line.objects.filter(ranking=ranking, unit_id=post.unit_id, duty_id=plea.duty)
        if not lines.exists():
            raise Refused("no_such_line", _("Choose an entry that was counted for your unit."))
    same = Appeal.objects.filter(ranking=ranking, unit_id=post.unit_id, figure=plea.figure, line_duty_id=plea.duty)
    if same.filter(state=Appeal.State.OPEN).exists():
        raise Refused("appealed_already", _("Your unit has appealed against this already; it is not decided yet."))
    if len(plea.proof) > MOST_PROOF:
        raise Refused("too_much_proof", _("At most %(n)s files."), n=MOST_PROOF)


def start_deciding(book: Book, now: datetime) -> Duty:
    """The office owes the decision from now on."""
    unit_id, holder = office_now(now)
    return clocks.start(
        book,
        DutyKind.APPEAL,
        ordinal=1,
        unit_id=unit_id,
        holder=holder,
        limit=engine_rules().appeal,
        now=now,
        calendar=load_calendar(),
        version=ladder_in_force(now),
    )


def office_now(now: datetime) -> tuple[UUID, Any]:
    """The city office's unit and whoever answers first there."""
    around = Relations([], now)
    if around.office is None:
        raise Refused("no_office", _("No unit holds the function of the city office."))
    return around.office, load_roster([around.office]).first(around.office, (Role.OFFICE,), now)


def decide(
    appeal: Appeal,
    *,
    upheld: bool,
    effect: str,
    words: str,
    by: Post,
    now: datetime,
    key: str | None = None,
    expected: int | None = None,
) -> Event:
    """The office's decision with its reason. Upheld for an entry it says what becomes of it; all is counted again."""
    if by.role not in KEEPS:
        raise NotAllowed("wrong_party", _("The city office decides on appeals."))
    with transaction.atomic():
        request = Request(by.user_id, key, [KIND, "decide", appeal.pk, upheld, effect, words], now)
        if request.first is not None:
            return request.first
        ranking_book = open_book(appeal.ranking_id)
        case = opened(appeal, now, expected)
        check_effect(case.row, upheld, effect)
        said = spoken(case.book, words, _("State the reason."))
        state = Appeal.State.UPHELD if upheld else Appeal.State.REFUSED
        case.book.change(
            case.row, state=state, effect=effect if upheld else "", decided_at=case.now, decided_by_id=by.user_id,
            answer=UUID(said["id"]),
        )  # fmt: skip
        case.end(str(state))
        event = case.append(
            "decide", {"upheld": upheld, "effect": case.row.effect, "words": said}, by=by, before="open"
        )
        case.tell(event, f"appeal.{state}", case.of_unit())
        write([case.book])
        if case.row.effect:
            count_again(Ranking.objects.get(pk=appeal.ranking_id), ranking_book, by, now)
        request.answer(event)
        ring()
    return event


def check_effect(row: Appeal, upheld: bool, effect: str) -> None:
    """An upheld appeal about an entry does something to it; one about a whole figure is met by points."""
    known = {Appeal.Effect.OUT, Appeal.Effect.ON_TIME}
    if upheld and row.line_duty_id is not None and effect not in known:
        raise Refused("needs_effect", _("Say what becomes of the entry: not counted, or counted as fixed on time."))
    if effect and (not upheld or row.line_duty_id is None):
        raise Refused("no_effect", _("Only an upheld appeal about an entry changes how it is counted."))


def count_again(ranking: Ranking, book: Book, by: Post, now: datetime) -> None:
    """A count that runs already finds the decision before it ends."""
    if ranking.state == ANNOUNCED:
        rankings.stepped(book, Action.RECOUNT, ranking, by, now, {"because": "appeal"})
        rankings.ask_for_count(ranking, by.user_id, now)


def withdraw(appeal: Appeal, *, by: Post, now: datetime, expected: int | None = None) -> Event:
    """The unit takes it back."""
    if by.unit_id != appeal.unit_id or by.role not in HANDLES:
        raise NotAllowed("wrong_party", _("This step is not yours to take."))
    with transaction.atomic():
        open_book(appeal.ranking_id)
        case = opened(appeal, now, expected)
        case.book.change(case.row, state=Appeal.State.WITHDRAWN)
        case.end("withdrawn")
        event = case.append("withdraw", {}, by=by, before="open")
        write([case.book])
    return event


def spoken(book: Book, text: str, needed: Any) -> dict[str, str]:
    """Words that must come, in an erasable row; a text that cannot be kept is refused."""
    try:
        clean_text(text)
    except NotCanonical:
        raise Refused("bad_text", _("The text contains characters that cannot be kept.")) from None
    words = keep(book, text)
    if words is None:
        raise Refused("needs_words", needed)
    return words
