"""The rankings published last, as the board shows them: lists with what moved them, and every group in full."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from scoring import exact
from scoring.board.lists import BLACK, RED, SHOWN, Listing, Published, RankList
from scoring.board.lists import Ranking as Whole
from scoring.lists import List, Rule, read_lists, read_reason
from scoring.lists_words import FACTS, condition, why
from scoring.models import Line, Ranking, SchemeVersion, Score, Subject
from scoring.pages.ranking import signed
from scoring.periods import Kind
from scoring.scheme import Scheme, read_scheme
from scoring.tally import LEAD
from scoring.wording import group_place, group_word, period_words
from sites import catalogue
from sites.models import Category
from sites.models.named import label_of
from supervision.wording import full_day, listed

PERIODS = 12  # of a sparkline
LATEST = 60  # publications looked through: a year of weeks and what lies between
COLOURS = {List.RED_LIST: RED, List.RED_FLAG: RED, List.BLACK_LIST: BLACK, List.YELLOW_FLAG: BLACK}
Then = dict[UUID, tuple[int | None, str]]  # unit -> rank and total


def newest() -> tuple[Any, ...] | None:
    """What names the last publication: what is shown of it is the same as long as this is; None before the first."""
    rows = Ranking.objects.filter(state=Ranking.State.PUBLISHED).order_by("-number")
    return rows.values_list("pk", "result", "published_at").first()


def listings() -> Published | None:
    """The lists that hold; None: none has been published yet. Nine queries."""
    last = speaking()
    if last is None or last.published_at is None:
        return None
    scores = list(Score.objects.filter(ranking=last, subject=Subject.UNIT).order_by("group", "rank", "name"))
    scheme = read_scheme(SchemeVersion.objects.get(of=SchemeVersion.Of.UNITS, version=last.scheme).content)
    past = before(last)
    groups: dict[str, list[Score]] = defaultdict(list)
    for score in scores:
        groups[score.group].append(score)
    worst = [score for group in groups.values() for score in on_list(group, BLACK)[: SHOWN[BLACK]]]
    causes = causes_of(last, worst)
    rows = {score.key: listing(score, last, past, scheme, causes.get(score.key, "")) for score in scores}
    return Published(
        period=period_words(last),
        state=_("published %(day)s, No. %(n)s")
        % {"day": full_day(timezone.localtime(last.published_at).date()), "n": last.number},
        lists=[one for code in sorted(groups, key=group_place) for one in rank_lists(groups[code], rows, scheme, last)],
        rankings=[whole(group, found, rows, last) for group, found in sorted(groups.items(), key=size) if told(found)],
        url=reverse("ranking", args=[last.pk]),
    )


def size(group: tuple[str, list[Score]]) -> tuple[int, str]:
    """The largest group first."""
    return -sum(score.rank is not None for score in group[1]), group[0]


def speaking() -> Ranking | None:
    """What is shown: of the latest of each kind of period the one that ended last and has somebody on a list.

    A week in which nobody had enough to be ranked does not take last month's lists off the board; they stand until the
    next month's. Where nobody is on any, the one that ended last.
    """
    latest: dict[str, Ranking] = {}
    for one in Ranking.objects.current().order_by("-ends", "-published_at")[:LATEST]:
        latest.setdefault(one.kind, one)
    rows = Score.objects.filter(ranking__in=latest.values(), subject=Subject.UNIT).exclude(lists=[])
    listed = {pk for pk, lists in rows.values_list("ranking_id", "lists") if any("list" in one for one in lists)}
    return next((one for one in latest.values() if one.pk in listed), next(iter(latest.values()), None))


def told(group: list[Score]) -> bool:
    """Whether there is anything to say of a group: somebody owed something in the period."""
    return any(score.state != Score.State.NOTHING for score in group)


def before(last: Ranking) -> list[Then]:
    """The periods of the kind before it, latest first: two queries."""
    known = Ranking.objects.current().filter(kind=last.kind, ends__lte=last.starts).order_by("-ends")
    order = list(known.values_list("pk", flat=True)[: PERIODS - 1])
    found: dict[UUID, Then] = {pk: {} for pk in order}
    rows = Score.objects.filter(ranking__in=order, subject=Subject.UNIT)
    for pk, key, rank, total in rows.values_list("ranking_id", "key", "rank", "total"):
        found[pk][key] = rank, total
    return [found[pk] for pk in order]


def listing(score: Score, last: Ranking, past: list[Then], scheme: Scheme, cause: str) -> Listing:
    """One unit."""
    total = exact.read(score.total) if score.total else exact.ZERO
    was = past[0].get(score.key, (None, ""))[0] if past else None
    history = [then.get(score.key, (None, "")) for then in reversed(past)] + [(score.rank, score.total)]
    return Listing(
        key=str(score.key),
        name=label_of(score.name, score.name_en),
        rank=score.rank or 0,
        total=str(exact.shown(total, 1)),
        url=f"{reverse('score', args=[last.pk, Subject.UNIT, score.key])}?group={score.group}",
        moved=was - score.rank if was and score.rank else None,
        points=[float(exact.read(text)) if rank else None for rank, text in history],
        cause=cause,
        share=min(1.0, max(0.0, float(total / scheme.full_mark))),
    )


def rank_lists(group: list[Score], rows: dict[UUID, Listing], scheme: Scheme, last: Ranking) -> Iterable[RankList]:
    """The lists of one group: the best first on red ones, the worst first on black ones."""
    rules = {rule.code: rule for rule in read_lists(scheme.lists)}
    for colour in (RED, BLACK):
        on = on_list(group, colour)
        if on:
            name = group_word(on[0].group, {})
            yield RankList(colour, name, rule_of(on, rules, last), [rows[score.key] for score in on])


def on_list(group: list[Score], colour: str) -> list[Score]:
    """Who of a group is on the list of a colour: the best first on the red one, the worst first on the black one."""
    on = [score for score in group if colours(score) == {colour}]
    return sorted(on, key=lambda it: (it.rank or 0, it.name), reverse=colour == BLACK)


def colours(score: Score) -> set[str]:
    """Which colours of list somebody is on; nobody is on both."""
    return {COLOURS[List(one["list"])] for one in score.lists if "list" in one}


def rule_of(on: list[Score], rules: dict[str, Rule], last: Ranking) -> str:
    """The rule most of them are listed by, in words."""
    found = [read_reason(one["reasons"][0]).rule for score in on for one in score.lists if "list" in one]
    rule = rules.get(max(found, key=found.count))
    return condition(rule.criterion, Kind(last.kind)) if rule else ""


def whole(group: str, found: list[Score], rows: dict[UUID, Listing], last: Ranking) -> Whole:
    """A group in full."""
    return Whole(
        group=group_word(group, {}),
        rows=[rows[score.key] for score in found if score.rank is not None],
        unranked=[label_of(score.name, score.name_en) for score in found if score.state == Score.State.TOO_FEW],
        url=f"{reverse('ranking', args=[last.pk])}?of=unit",
    )


def causes_of(last: Ranking, scores: list[Score]) -> dict[UUID, str]:
    """Why each of those that are shown is there: facts, what came back or was late, of which kind: three queries."""
    units = [score.key for score in scores]
    lines = Line.objects.filter(ranking=last, unit__in=units, role=LEAD, out="")
    late, back = Count("id", filter=Q(on_time=0)), Sum("relapsed")
    counted = lines.order_by().values("unit_id", "category").annotate(n=Count("id"), late=late, back=back)
    kinds: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in counted:
        kinds[row["unit_id"]].append(dict(row))
    codes = {row["category"] for rows in kinds.values() for row in rows}
    version = catalogue.current_number()
    names = {row.code: row.label for row in Category.objects.filter(version=version, code__in=codes)}
    return {score.key: cause(kinds[score.key], names, score) for score in scores}


def facts_of(score: Score) -> list[str]:
    """The facts somebody is on a list for, in words; points and ranks say themselves."""
    known = [fact for one in score.lists if "list" in one for reason in one["reasons"] for fact in reason["facts"]]
    return [str(FACTS[name]) for name in dict.fromkeys(known)]


def cause(rows: list[dict[str, Any]], names: dict[str, str], score: Score) -> str:
    """Why a unit is listed: what it is listed for besides points before its figures.

    Whoever is first and listed for a strike-off found false is not shown as faultless.
    """
    late = sum(row["late"] for row in rows)
    besides, taken = facts_of(score), exact.read(score.figures["bonus"])
    if back := sum(row["back"] for row in rows):
        besides.append(ngettext("%(n)s came back", "%(n)s came back", back) % {"n": back})
    if taken < 0:
        besides.append(_("%(points)s points by the office") % {"points": signed(taken)})
    if besides:
        return pgettext("list", "; ").join([listed(besides), *([figures(rows, names)] if late else [])])
    return figures(rows, names) if late else rule_in_words(score)


def rule_in_words(score: Score) -> str:
    """The rule that somebody is listed by, where nothing was late."""
    reasons = [read_reason(reason) for one in score.lists if "list" in one for reason in one["reasons"]]
    return why(reasons[0]) if reasons else ""


def figures(rows: list[dict[str, Any]], names: dict[str, str]) -> str:
    """How many were late, and of which kind most of them."""
    owed, late = sum(row["n"] for row in rows), sum(row["late"] for row in rows)
    worst = max(rows, key=lambda row: (row["late"], row["category"]))
    values = {"late": late, "n": owed, "most": worst["late"], "what": names.get(worst["category"], worst["category"])}
    if worst["late"] == late:
        return _("%(late)s of %(n)s late: %(what)s") % values
    return _("%(late)s of %(n)s late, %(most)s of them %(what)s") % values
