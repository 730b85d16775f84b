"""The steps of a ranking: begun, counted, announced, approved, published; each one event of its own stream."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from rectification.desk import engine_rules
from scoring import periods
from scoring.actions.cases import lapse
from scoring.actions.consequences import follow
from scoring.actions.freezing import effects, found_false, freeze
from scoring.actions.hindrances import JOB, unhindered
from scoring.actions.telling import office
from scoring.models import Bonus, Line, PeriodKind, Ranking, SchemeVersion, Score
from scoring.periods import Period
from scoring.reckoning import (
    everybody,
    frozen_counts,
    frozen_texts,
    inputs_digest,
    reckon,
    result_digest,
    worth_now,
)
from scoring.steps import ANNOUNCED, COUNTING, DRAFT, PUBLISHED, STEPS, Action
from scoring.tally import CHECK
from sites.models import Unit
from supervision.actions import jobs, rows
from supervision.actions.book import Book, open_book, open_or_new, write
from supervision.actions.calendars import load_calendar
from supervision.actions.climb import Told, tell
from supervision.actions.numbers import lock_counter, next_number
from supervision.actions.people import reason
from supervision.actions.requests import Request
from supervision.actions.rosters import load_roster
from supervision.actions.seals import seal
from supervision.actions.standing import faster
from supervision.actions.sweep import sweep
from supervision.canonical import moment_text
from supervision.doorbell import ring
from supervision.ids import fixed_id, new_id
from supervision.models import Event, Job, Post, Seal
from supervision.refusals import Conflict, NotAllowed, Refused
from supervision.roles import HANDLES, Role
from supervision.wording import moment

KIND = "ranking"
MOST_POINTS = 100
SERIES = "ranking"  # the counter of published numbers
IN_FLIGHT = timedelta(minutes=5)  # by then every step that was begun before the cut-off has ended
Clock = Callable[[], datetime]


def begin(
    period: Period, *, by: Post, now: datetime, why: str = "", key: str | None = None, corrects: Ranking | None = None
) -> Ranking:
    """A ranking of a period, counted by a job from now on. `corrects` is the published one it will take the place of.

    Refused before the cut-off, and while another edition of the period is on its way.
    """
    allowed(Action.BEGIN, "", by)
    cutoff = periods.cut_off(period, load_calendar())
    with transaction.atomic():
        corrected = corrects.pk if corrects else None
        request = Request(by.user_id, key, [KIND, Action.BEGIN, period.code, corrected, why], now)
        if request.first is not None:
            return Ranking.objects.get(pk=request.first.stream_id)
        lock_counter(f"{SERIES}:{period.code}")  # two at once see each other
        editions = Ranking.objects.filter(kind=period.kind, code=period.code)
        check_may_begin(period, cutoff, editions, corrects, now, why)
        nth = (editions.aggregate(last=Max("nth"))["last"] or 0) + 1
        pk = fixed_id(KIND, period.kind, period.code, nth)
        book = open_or_new(KIND, pk, now)
        ranking = Ranking(
            id=pk, kind=PeriodKind(period.kind), code=period.code, nth=nth, starts=period.starts, ends=period.ends,
            cutoff_at=cutoff, scheme=in_force(SchemeVersion.Of.UNITS, period.starts),
            team_scheme=in_force(SchemeVersion.Of.TEAMS, period.starts), corrects=corrects, worth=worth_now(),
        )  # fmt: skip
        book.add(ranking)
        facts = {"period": period.code, "cutoff": cutoff, **(reason(book, why) if why else {})}
        event = append(book, Action.BEGIN, ranking, by, now, facts, before="")
        write([book])
        request.answer(event)
        ask_for_count(ranking, by.user_id, now)
    return ranking


def check_may_begin(
    period: Period, cutoff: datetime, editions: Any, corrects: Ranking | None, now: datetime, why: str
) -> None:
    """A period is counted once it can be; a second time only to correct what was published, and with a reason."""
    if now < cutoff + IN_FLIGHT:
        raise Refused("too_early", _("This period can be counted from %(at)s on."), at=moment(cutoff + IN_FLIGHT, now))
    open_ones = editions.exclude(state__in=[PUBLISHED, Ranking.State.DROPPED])
    if open_ones.exists():
        raise Conflict("on_its_way", _("A ranking of this period is on its way already."))
    stands = editions.current().first()
    if stands is not None and (corrects is None or corrects.pk != stands.pk):
        raise Refused("published_already", _("This period is published. What was wrong is put right by a correction."))
    if corrects is not None and not why.strip():
        raise Refused("needs_words", _("State the reason."))
    ended = [PUBLISHED, Ranking.State.DROPPED]
    before = Ranking.objects.filter(kind=period.kind, ends__lte=period.starts).exclude(state__in=ended).first()
    if before is not None:  # what it has counted is not counted again, so it has to be known
        raise Refused(
            "earlier_open", _("%(period)s is not published yet; periods come one after the other."), period=before.code
        )


def in_force(of: str, at: datetime) -> int:
    """The scheme's version that was in force when the period began; the first one for periods before it."""
    known = SchemeVersion.objects.filter(of=of)
    found = known.filter(valid_from__lte=at).aggregate(last=Max("version"))["last"]
    first = known.order_by("version").values_list("version", flat=True).first()
    if found is None and first is None:
        raise Refused("no_scheme", _("There is no assessment scheme yet."))
    return found or first or 1


def ask_for_count(ranking: Ranking, user_id: UUID | None, now: datetime) -> Job:
    """The job that counts."""
    return jobs.ask(JOB, {"ranking": str(ranking.pk)}, user_id=user_id, now=now)


def count(job: Job, clock: Clock) -> dict[str, Any]:
    """The job that counts a ranking."""
    ranking = Ranking.objects.get(pk=job.facts["ranking"])
    lines = counted(ranking, lambda done, total: still_wanted(job, done, total, clock), clock, job.asked_by_id)
    return {"ranking": str(ranking.pk), **({} if lines is None else {"lines": lines})}


def counted(
    ranking: Ranking, tell: Callable[[int, int], None], clock: Clock, asked_by: UUID | None = None
) -> int | None:
    """Counts anew: settles the ledger, freezes the lines, reckons; safe to begin again. How many lines there are.

    None when it is not to be counted any more, or counted once more by another job.
    """
    if ranking.state != COUNTING:
        return None
    sweep(clock())
    obeyed = besides(ranking)
    try:
        lines = freeze(ranking, tell)
        inputs = inputs_digest(ranking, heard(frozen_texts(ranking), lambda n: tell(2 * lines + n, 3 * lines)))
    except Unwanted:
        return None
    outs = left_out(ranking)
    counts = frozen_counts(ranking)
    found = reckon(ranking, counts, everybody(ranking, counts))
    result = result_digest(found)
    with transaction.atomic():
        book = open_book(ranking.pk)
        ranking.refresh_from_db()
        if ranking.state != COUNTING:
            return None
        if besides(ranking) != obeyed:  # an appeal was decided meanwhile, or a strike-off found false
            ask_for_count(ranking, asked_by, clock())
            return None
        Score.objects.filter(ranking=ranking).delete()
        rows.insert([each.as_row(ranking) for each in found])
        after = ANNOUNCED if ranking.announced_at else DRAFT
        now = book.at(clock())
        book.change(ranking, state=after, counted_at=now, inputs=inputs, result=result)
        facts = {"lines": lines, "left_out": outs, "inputs": inputs, "result": result}
        append(book, Action.COUNTED, ranking, None, now, facts, before=COUNTING)
        write([book])
    return lines


def besides(ranking: Ranking) -> tuple[Any, ...]:
    """What holds besides the ledger as it stood at the cut-off."""
    return effects(ranking), found_false(ranking)


def left_out(ranking: Ranking) -> dict[str, dict[str, int]]:
    """How many duties are counted (at "") and left out, by reason: those to fix, and those to check."""
    found: dict[str, dict[str, int]] = {"fix": {}, "check": {}}
    lines = Line.objects.filter(ranking=ranking).order_by()
    for role, out, n in lines.values_list("role", "out").annotate(n=Count("pk")):
        counts = found["check" if role == CHECK else "fix"]
        counts[out] = counts.get(out, 0) + n
    return found


def heard(texts: Iterator[str], tell: Callable[[int], None]) -> Iterator[str]:
    """The same texts; `tell` hears of every two thousandth how many they were."""
    for n, text in enumerate(texts, 1):
        if n % 2000 == 0:
            tell(n)
        yield text


class Unwanted(Exception):
    """Somebody has asked to stop; the ranking stays to be counted."""


def still_wanted(job: Job, done: int, total: int, clock: Clock) -> None:
    """Progress; a job that was cancelled stops here."""
    if not jobs.progress(job, done, total, clock()):
        raise Unwanted


def recount(ranking: Ranking, *, by: Post, now: datetime, expected: int | None = None) -> Event:
    """Counted again, after a bonus, an appeal or a correction of the ledger before publication."""
    with transaction.atomic():
        book, ranking = opened(ranking, Action.RECOUNT, by, expected)
        unhindered(Action.RECOUNT, ranking, now)
        event = stepped(book, Action.RECOUNT, ranking, by, now, {})
        ask_for_count(ranking, by.user_id, now)
    return event


def give_bonus(
    ranking: Ranking,
    unit: Unit,
    points: Decimal,
    why: str,
    *,
    by: Post,
    now: datetime,
    fact: str = "",
    expected: int | None = None,
) -> Event:
    """加减分: points for a commendation or against an exposure, or a fact for the lists; the next count reads them."""
    if abs(points) > MOST_POINTS or not (points or fact):
        raise Refused("bad_points", _("State points between -100 and 100."))
    if fact not in Bonus.Fact.values:
        raise Refused("no_such_fact", _("Choose what is known of the unit."))
    with transaction.atomic():
        book, ranking = opened(ranking, Action.GIVE_BONUS, by, expected)
        said = stated(book, why)
        row = Bonus(
            id=new_id(), ranking=ranking, unit=unit, points=points, fact=fact, words=UUID(said["why"]["id"]),
            given_at=book.at(now), given_by_id=by.user_id,
        )  # fmt: skip
        book.add(row)
        facts = {"unit": unit.pk, "points": Decimal(points), "fact": fact, **said}
        return stepped(book, Action.GIVE_BONUS, ranking, by, now, facts)


def take_bonus(
    ranking: Ranking, bonus: UUID, why: str, *, by: Post, now: datetime, expected: int | None = None
) -> Event:
    """Points taken back before publication; in a correction also those that an earlier edition has counted."""
    with transaction.atomic():
        book, ranking = opened(ranking, Action.TAKE_BONUS, by, expected)
        row = takeable(ranking).filter(pk=bonus).first()
        if row is None:
            raise Refused("no_bonus", _("These points are taken back already."))
        said = stated(book, why)
        if row.ranking_id == ranking.pk:
            book.change(row, taken_back_at=book.at(now))
        else:  # what was published stays as it was
            undo = Bonus(
                id=new_id(), ranking=ranking, unit_id=row.unit_id, points=0, undoes=row, words=UUID(said["why"]["id"]),
                given_at=book.at(now), given_by_id=by.user_id,
            )  # fmt: skip
            book.add(undo)
        return stepped(book, Action.TAKE_BONUS, ranking, by, now, {"bonus": row.pk, **said})


def takeable(ranking: Ranking) -> QuerySet[Bonus]:
    """What is given and can be taken back in this edition: its own, and that of the editions before it."""
    own = Q(ranking=ranking) | Q(ranking__kind=ranking.kind, ranking__code=ranking.code, ranking__nth__lt=ranking.nth)
    return Bonus.objects.filter(own, taken_back_at=None, undoes=None, undone_by=None)


def announce(ranking: Ranking, *, by: Post, now: datetime, expected: int | None = None) -> Event:
    """公示: each unit sees its own figures, and may appeal as long as the city allows."""
    with transaction.atomic():
        book, ranking = opened(ranking, Action.ANNOUNCE, by, expected)
        unhindered(Action.ANNOUNCE, ranking, now)
        until = appeals_until(now)
        book.change(ranking, announced_at=book.at(now), appeals_until=until)
        facts = {"until": until, "inputs": ranking.inputs, "result": ranking.result}
        event = stepped(book, Action.ANNOUNCE, ranking, by, now, facts, write_now=False)
        tell(book, event, "ranking.announced", people_of(ranking, now), told(ranking, due=until))
        write([book])
        ring()
    return event


def appeals_until(now: datetime) -> datetime:
    """Until when appeals against what is announced now are possible: the city's own setting."""
    return load_calendar().add(now, engine_rules().appeal_within)


def approve(ranking: Ranking, *, by: Post, now: datetime, expected: int | None = None) -> Event:
    """审定: a city leader's word, when the time to appeal is over and every appeal is decided."""
    with transaction.atomic():
        book, ranking = opened(ranking, Action.APPROVE, by, expected)
        unhindered(Action.APPROVE, ranking, now)
        book.change(ranking, approved_at=book.at(now), approved_by_id=by.user_id)
        event = stepped(book, Action.APPROVE, ranking, by, now, {"result": ranking.result}, write_now=False)
        tell(book, event, "ranking.approved", office(now), told(ranking))
        write([book])
    return event


def publish(ranking: Ranking, *, by: Post, now: datetime, expected: int | None = None) -> Event:
    """发布: a number for ever, over a seal of the ledger as it is; nothing of it changes any more."""
    allowed(Action.PUBLISH, Ranking.objects.values_list("state", flat=True).get(pk=ranking.pk), by)
    seal(now)  # not for a step that is refused
    with transaction.atomic():
        book, ranking = opened(ranking, Action.PUBLISH, by, expected)
        seal_no = Seal.objects.aggregate(last=Max("no"))["last"]
        number = next_number(lock_counter(SERIES), "")
        book.change(ranking, number=number, published_at=book.at(now), seal_no=seal_no)
        facts = {
            "number": number, "seal": seal_no, "scheme": ranking.scheme, "team_scheme": ranking.team_scheme,
            "inputs": ranking.inputs, "result": ranking.result, "corrects": ranking.corrects_id,
        }  # fmt: skip
        event = stepped(book, Action.PUBLISH, ranking, by, now, facts, write_now=False)
        tell(book, event, "ranking.published", people_of(ranking, now), told(ranking))
        write([book])
        follow(ranking, now)
        ring()
    return event


def drop(ranking: Ranking, why: str, *, by: Post, now: datetime, expected: int | None = None) -> Event:
    """Not to be published; the next edition begins anew."""
    with transaction.atomic():
        book, ranking = opened(ranking, Action.DROP, by, expected)
        lapse(ranking, now, by)
        return stepped(book, Action.DROP, ranking, by, now, stated(book, why))


def stated(book: Book, why: str) -> dict[str, Any]:
    """The reason that must come with a step, in an erasable row."""
    if not why.strip():
        raise Refused("needs_words", _("State the reason."))
    return reason(book, why)


def opened(ranking: Ranking, action: Action, by: Post, expected: int | None) -> tuple[Book, Ranking]:
    """The stream and the ranking under its lock; the second of two people is told who was first."""
    book = open_book(ranking.pk)
    if expected is not None and expected != book.seq:
        raise faster([ranking.pk])
    fresh = Ranking.objects.get(pk=ranking.pk)
    allowed(action, fresh.state, by)
    return book, fresh


def allowed(action: Action, state: str, by: Post) -> None:
    """Whether the table knows this step for this role in this state."""
    step = STEPS[action]
    if by.role not in step.roles:
        raise NotAllowed("wrong_party", _("This step is not yours to take."))
    if state not in step.before:
        raise Refused("wrong_status", _("This step is not possible in the ranking's present state."))


def stepped(
    book: Book,
    action: Action,
    ranking: Ranking,
    by: Post,
    now: datetime,
    facts: dict[str, Any],
    *,
    write_now: bool = True,
) -> Event:
    """The new state and the event; written at once unless notices follow."""
    before, after = ranking.state, STEPS[action].after
    if after is not None:
        book.change(ranking, state=after)
    event = append(book, action, ranking, by, now, facts, before=before)
    if write_now:
        write([book])
    return event


def append(
    book: Book, action: Action, ranking: Ranking, by: Post | None, now: datetime, facts: dict[str, Any], *, before: str
) -> Event:
    """One event of the stream."""
    return book.append(
        str(action),
        at=book.at(now),
        recorded_at=now,
        actor_id=by.user_id if by else None,
        post_id=by.pk if by else None,
        before=before,
        after=ranking.state,
        facts=facts,
    )


def told(ranking: Ranking, due: datetime | None = None) -> dict[str, Any]:
    """What its notices are made of."""
    period = Period(periods.Kind(ranking.kind), ranking.code)
    with override("zh-hans"):
        chinese = periods.full_words(period)
    with override("en"):
        english = periods.full_words(period)
    return {"named": [chinese, english], **({"due_at": moment_text(due)} if due else {})}


def people_of(ranking: Ranking, now: datetime) -> list[Told]:
    """Heads and handlers of every unit that is in it, leaders of its teams."""
    units = set(Line.objects.filter(ranking=ranking).values_list("unit_id", flat=True).distinct())
    roster = load_roster(units)
    seats = (*HANDLES, Role.TEAM_LEADER)
    return [Told(h.user_id, h.post_id, "ranked") for unit in sorted(units) for h in roster.holders(unit, seats, now)]
