"""A draft of a scheme tried on a past period: its frozen lines reckoned again, old and new side by side. Only reads."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring import exact
from scoring.counting import frozen_cells
from scoring.lists import List
from scoring.lists_words import LISTS
from scoring.models import Ranking, SchemeVersion, Score, Subject
from scoring.reckoning import Counts, Named, Reckoned, bonuses, put_on_lists, scored, worth_of
from scoring.scheme import Scheme, read_scheme
from scoring.wording import group_place, group_word, moved, period_words
from sites.models.named import label_of
from supervision.actions import jobs
from supervision.models import Job

KIND = "scheme_preview"
MOVERS = 5  # those who would move most, named before the table
CHOICES = 12
SUBJECTS = {SchemeVersion.Of.UNITS: Subject.UNIT, SchemeVersion.Of.TEAMS: Subject.TEAM}


def tried_on() -> QuerySet[Ranking]:
    """Rankings a draft can be tried on, latest first: counted, and not dropped."""
    ended = [Ranking.State.COUNTING, Ranking.State.DROPPED]
    return Ranking.objects.exclude(state__in=ended).order_by("-ends", "-nth")


def ask(
    of: str,
    content: dict[str, Any],
    *,
    follows: int,
    expected: int | None,
    ranking: Ranking | None,
    user_id: Any,
    now: datetime,
) -> Job:
    """The job that tries a draft; the draft is kept in its facts."""
    facts = {
        "of": of,
        "content": content,
        "follows": follows,
        "expected": expected,
        "ranking": str(ranking.pk) if ranking else "",
    }
    return jobs.ask(KIND, facts, user_id=user_id, now=now)


def work(job: Job, clock: Callable[[], datetime]) -> dict[str, Any]:
    """Everybody's rank and total before and after, exact."""
    ranking = tried_on().filter(pk=job.facts["ranking"]).first() if job.facts["ranking"] else None
    if ranking is None:
        return {"rows": []}
    jobs.progress(job, 0, 1, clock())
    try:
        rows, on_lists = side_by_side(ranking, read_scheme(job.facts["content"]), SUBJECTS[job.facts["of"]])
    except KeyError as missing:
        return {"rows": [], "no_points": str(missing.args[0])}
    jobs.progress(job, 1, 1, clock())
    return {"rows": rows, "lists": on_lists}


def side_by_side(ranking: Ranking, draft: Scheme, subject: str) -> tuple[list[list[Any]], list[list[Any]]]:
    """[group, key, name, English name, rank, total, rank, total] of each, and by list whom it had and would have.

    A KeyError names a category without points.
    """
    stored: dict[str, list[Score]] = defaultdict(list)
    for row in Score.objects.filter(ranking=ranking, subject=subject).order_by("group", "rank", "name", "key"):
        stored[row.group].append(row)
    cells, worth = frozen_cells(ranking), worth_of(ranking)
    given = bonuses(ranking) if subject == Subject.UNIT else {}
    found, everybody = [], []
    for group, rows in stored.items():
        members = [Named(group, row.key, row.name, row.name_en) for row in rows]
        before = {row.key: row for row in rows}
        for after in scored(subject, members, cells, draft, worth, given):
            everybody.append((before[after.named.key], after))
            then, total = before[after.named.key], after.score.total
            old = [then.rank, then.total or None]
            new = [after.rank, exact.write(total) if total is not None else None]
            found.append([group, str(after.named.key), after.named.name, after.named.name_en, *old, *new])
    if subject == Subject.UNIT:
        put_on_lists(ranking, [after for _then, after in everybody], draft, Counts(cells, {}))
    return found, on_lists(everybody) if subject == Subject.UNIT else []


def on_lists(everybody: Iterable[tuple[Score, Reckoned]]) -> list[list[Any]]:
    """[list, group, name, English name, was on it, would be on it] of whoever is on one, either way."""
    found = []
    for then, after in everybody:
        had, has = ({one["list"] for one in row.lists if "list" in one} for row in (then, after))
        named = after.named
        found += [[each, named.group, named.name, named.name_en, each in had, each in has] for each in had | has]
    return sorted(found)


def shown(job: Job) -> dict[str, Any]:
    """The result for the page of the draft."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for group, key, name, name_en, *figures in job.result["rows"]:
        groups[group].append(row(key, label_of(name, name_en), figures))
    every = [one for rows in groups.values() for one in rows]
    movers = sorted((one for one in every if one["steps"]), key=lambda one: (-one["steps"], one["name"], one["key"]))
    ranking = Ranking.objects.filter(pk=job.facts["ranking"]).first() if job.facts["ranking"] else None
    return {
        "period": period_words(ranking) if ranking else "",
        "ranking": str(ranking.pk) if ranking else "",
        "no_points": job.result.get("no_points", ""),
        "n": len(every),
        "moved": len(movers),
        "other_totals": sum(one["old"] != one["new"] for one in every),
        "movers": movers[:MOVERS],
        "lists": listings(job.result.get("lists", [])),
        "groups": [beside(group, groups[group]) for group in sorted(groups, key=group_place)],
    }


def listings(rows: list[list[Any]]) -> list[dict[str, Any]]:
    """By list who would be on it, and who would no longer; of drafts tried before lists were, nothing."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for code, group, name, name_en, was, is_ in sorted(rows, key=lambda row: (not row[-1], group_place(row[1]))):
        words = {"name": label_of(name, name_en), "group": group_word(group, {}), "new": is_ and not was, "on": is_}
        found[code].append(words)
    return [{"label": str(LISTS[code]), "rows": found[code]} for code in List if code in found]


def beside(group: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """One group, as the draft would rank it; whoever has no total either way is only counted: a line of dashes."""
    told = [one for one in rows if one["has_total"]]
    told.sort(key=lambda one: (one["new_rank"] is None, one["new_rank"] or 0, one["name"]))
    return {"name": group_word(group, {}), "rows": told, "without": len(rows) - len(told)}


def row(key: str, name: str, figures: list[Any]) -> dict[str, Any]:
    """One of them before and after."""
    rank, total, new_rank, new_total = figures
    steps = abs(rank - new_rank) if rank and new_rank else 1 if rank != new_rank else 0
    way = moved(new_rank, rank) if rank and new_rank else {"way": "", "arrow": "", "word": ""}
    if not steps:
        way = {"way": "", "arrow": "", "word": ""}
    return {
        "key": key,
        "name": name,
        "rank": rank,
        "new_rank": new_rank,
        "old": figure(total),
        "new": figure(new_total),
        "has_total": bool(total or new_total),
        "steps": steps,
        "moved": way,
    }


def figure(total: str | None) -> str:
    """A total as it is shown."""
    return str(exact.shown(exact.read(total))) if total else "—"


def summed_up(job: Job) -> str:
    """The result as a sentence."""
    rows = job.result["rows"]
    n = sum(old != new for *_named, old, _total, new, _again in rows)
    words = ngettext(
        "Tried: of %(all)s, %(n)s would have another rank.", "Tried: of %(all)s, %(n)s would have another rank.", n
    )
    return words % {"n": n, "all": len(rows)}


def links(job: Job) -> list[tuple[str, str | Promise]]:
    """Back to the draft."""
    return [(reverse("office_scheme_draft", args=[job.pk]), _("To the draft"))]


def of_draft(pk: UUID) -> Job | None:
    """The job that holds a draft."""
    return Job.objects.filter(pk=pk, kind=KIND).select_related("asked_by").first()
