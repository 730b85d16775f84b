"""The list of rankings: on their way, published with their red and black, dropped."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy as _p

from scoring import exact
from scoring.models import PeriodKind, Ranking, Score, Subject
from scoring.pages.marks import by_list
from scoring.querysets import ScoreReader
from scoring.wording import group_place, group_word, number_word, short_words
from sites.models.named import label_of
from supervision.models import Post
from supervision.wording import moment

SHOWN = 20
DROPPED_SHOWN = 10
KINDS: dict[str, Any] = {
    PeriodKind.WEEK: _p("rankings", "Weeks"),
    PeriodKind.MONTH: _p("rankings", "Months"),
    PeriodKind.QUARTER: _p("rankings", "Quarters"),
    PeriodKind.YEAR: _p("rankings", "Years"),
}
ENDED = (Ranking.State.PUBLISHED, Ranking.State.DROPPED)


def list_page(reader: ScoreReader, post: Post, now: datetime, *, kind: str, page: str) -> dict[str, Any]:
    """Everything the reader knows of: a fixed number of queries."""
    known = Ranking.objects.visible_to(reader).order_by("-ends", "-nth", "id")
    if kind not in PeriodKind.values:
        kind = ""
    found = known.filter(kind=kind) if kind else known
    on_way = list(found.exclude(state__in=ENDED))
    published = Paginator(published_of(found), SHOWN).get_page(page)
    dropped = list(found.filter(state=Ranking.State.DROPPED)[:DROPPED_SHOWN]) if reader.sees_all else []
    rows = [*on_way, *published.object_list]
    named, own = names_of(rows, reader), {} if reader.sees_all else own_of(rows, post)
    latest = next(iter(published.object_list), None) if published.number == 1 else None
    return {
        "lead": lead(on_way, latest, own),
        "kinds": kinds(kind),
        "kind": kind,
        "on_way": [row(one, named, own, now) for one in on_way],
        "published": [row(one, named, own, now) for one in published.object_list],
        "dropped": [row(one, named, own, now) for one in dropped],
        "turn": turn(published, kind),
    }


def published_of(found: QuerySet[Ranking]) -> QuerySet[Ranking]:
    """With what each corrects and what corrects it."""
    rows = found.filter(state=Ranking.State.PUBLISHED)
    return rows.select_related("corrects").prefetch_related("corrected_by")


def names_of(rows: Iterable[Ranking], reader: ScoreReader) -> dict[UUID, list[Score]]:
    """The units that stand first or on a list, by ranking: one query."""
    found: dict[UUID, list[Score]] = defaultdict(list)
    scores = Score.objects.visible_to(reader).filter(
        Q(rank=1) | ~Q(lists=[]), ranking__in=[one.pk for one in rows], subject=Subject.UNIT
    )
    columns = ("ranking_id", "group", "name", "name_en", "rank", "lists", "key")
    for score in scores.order_by("group", "rank", "name").only(*columns):
        found[score.ranking_id].append(score)
    return found


def own_of(rows: Iterable[Ranking], post: Post) -> dict[UUID, Score]:
    """Where the reader's own unit or team stands in each, where it may know: one query."""
    scores = Score.objects.filter(
        ranking__in=[one.pk for one in rows if one.announced_at],
        subject__in=[Subject.UNIT, Subject.TEAM],
        key=post.unit_id,
    )
    return {score.ranking_id: score for score in scores.defer("figures", "lists")}


def row(ranking: Ranking, named: dict[UUID, list[Score]], own: dict[UUID, Score], now: datetime) -> dict[str, Any]:
    """One ranking of the list."""
    at = ranking.published_at or ranking.announced_at or ranking.counted_at
    title, days = short_words(ranking)
    return {
        "url": reverse("ranking", args=[ranking.pk]),
        "title": title,
        "days": days,
        "number": number_word(ranking),
        "state": ranking.state,
        "label": ranking.get_state_display(),
        "at": moment(at, now) if at else "",
        "appeals_until": moment(ranking.appeals_until, now) if ranking.appeals_until else "",
        "groups": groups(named.get(ranking.pk, [])),
        "own": own_words(own.get(ranking.pk)),
        **corrections(ranking),
    }


def corrections(ranking: Ranking) -> dict[str, Any]:
    """What it puts right, and what has put it right."""
    if ranking.state != Ranking.State.PUBLISHED:
        return {"corrects": None, "corrected": None}
    later = [one for one in ranking.corrected_by.all() if one.state == Ranking.State.PUBLISHED]
    return {
        "corrects": link(ranking.corrects) if ranking.corrects else None,
        "corrected": link(later[-1]) if later else None,
    }


def link(ranking: Ranking) -> dict[str, str]:
    """Another edition, by its number."""
    return {"url": reverse("ranking", args=[ranking.pk]), "label": number_word(ranking)}


def groups(scores: Sequence[Score]) -> list[dict[str, Any]]:
    """Who is on the lists of each group; where a group has none, who is first."""
    found: dict[str, list[Score]] = defaultdict(list)
    for score in scores:
        found[score.group].append(score)
    rows = []
    for code, members in sorted(found.items(), key=lambda it: group_place(it[0])):
        first = [label_of(one.name, one.name_en) for one in members if one.rank == 1]
        lists = by_list(members)
        if not lists and not first:  # only kept off a list: nothing to say of it here
            continue
        rows.append({"name": group_word(code, {}), "lists": lists, "first": [] if lists else first})
    return rows


def own_words(score: Score | None) -> str:
    """Where the reader's own stands."""
    if score is None:
        return ""
    values = {"name": label_of(score.name, score.name_en), "rank": score.rank, "total": total_of(score)}
    if score.rank is not None:
        return _("%(name)s: rank %(rank)s with %(total)s points") % values
    return _("%(name)s: %(state)s") % {**values, "state": score.get_state_display()}


def total_of(score: Score, places: int = 2) -> str:
    """Its total as it is shown."""
    return str(exact.shown(exact.read(score.total), places)) if score.total else ""


def lead(on_way: Sequence[Ranking], latest: Ranking | None, own: dict[UUID, Score]) -> dict[str, Any]:
    """What the first sentence says: the latest one, where one stands in it, how many are on their way."""
    return {
        "latest": short_words(latest)[0] if latest else "",
        "number": number_word(latest) if latest else "",
        "own": own_words(own.get(latest.pk)) if latest else "",
        "on_way": len(on_way),
    }


def kinds(chosen: str) -> list[dict[str, Any]]:
    """All of them, or one length of period."""
    url = reverse("rankings")
    every = {"label": _("All periods"), "url": url, "on": not chosen}
    return [every] + [
        {"label": KINDS[kind], "url": f"{url}?kind={kind}", "on": kind == chosen} for kind in PeriodKind.values
    ]


def turn(page: Any, kind: str) -> dict[str, Any]:
    """The foot of the list, as components/pager.html draws it."""
    base = f"{reverse('rankings')}?kind={kind}&page="
    return {
        "from": page.start_index(),
        "to": page.end_index(),
        "total": page.paginator.count,
        "prev_url": f"{base}{page.previous_page_number()}" if page.has_previous() else None,
        "next_url": f"{base}{page.next_page_number()}" if page.has_next() else None,
    }
