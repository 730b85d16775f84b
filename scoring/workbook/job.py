"""The job that writes the workbook of a ranking, as far as whoever asked may know it, and what is said of it."""

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import storages
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from rectification.export import TYPE
from scoring.models import Ranking, SchemeVersion, Score, Subject
from scoring.querysets import ScoreReader
from scoring.readers import score_reader
from scoring.reckoning import group_names, scheme
from scoring.score_text import read_score
from scoring.wording import group_word, number_word, period_words
from scoring.workbook.book import Book, Sheet
from scoring.workbook.duties import lines_of, write_duties
from scoring.workbook.parameters import Parameters, write_scheme_sheet
from scoring.workbook.results import Results, has_problems, write_deductions
from sites.models import Category
from supervision.actions import jobs
from supervision.actions.access import record_access
from supervision.models import Job, Post
from supervision.refusals import Refused

KIND = "ranking_workbook"


def ask(ranking: Ranking, *, by: Post, user_id: Any, now: datetime) -> Job:
    """The job; who asked to take out what is written down before a row is read."""
    if ranking.state == Ranking.State.COUNTING:
        raise Refused("being_counted", _("It is being counted; ask again when it is done."))
    facts = {"ranking": str(ranking.pk), "name": period_words(ranking), "post": str(by.pk)}
    record_access("export", facts, by=by, user_id=user_id, now=now)
    return jobs.ask(KIND, facts, user_id=user_id, now=now)


def work(job: Job, clock: Callable[[], datetime]) -> dict[str, Any]:
    """Writes beside the storage and gives the file over only when it is whole."""
    opened = scope_of(job, clock())
    if opened is None:
        return {"ended": True}
    ranking, reader = opened
    language = (job.asked_by and job.asked_by.language) or "zh-hans"
    with translation.override(language), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ranking.xlsx"
        lines = lines_of(ranking, reader)
        total = lines.count()
        book = Book(path)
        write_front(book, ranking)
        write_results(book, ranking, reader)
        if not write_duties(book, lines, lambda done: jobs.progress(job, min(done, total), total, clock())):
            return {}
        book.close()
        name = f"{period_words(ranking)} {number_word(ranking) or ranking.get_state_display()}.xlsx"
        with path.open("rb") as content:
            stored = storages["results"].save(f"{job.pk}.xlsx", File(content))
        size = path.stat().st_size
    return {"lines": total, "file": {"path": stored, "name": name, "type": TYPE, "bytes": size}}


def scope_of(job: Job, now: datetime) -> tuple[Ranking, ScoreReader] | None:
    """The ranking and what the asker may know of it now; nothing for a post that is no longer open to them."""
    post = Post.objects.open_to(job.asked_by_id, now).select_related("unit").filter(pk=job.facts["post"]).first()
    if post is None:
        return None
    reader = score_reader(post, now)
    ranking = Ranking.objects.visible_to(reader).filter(pk=job.facts["ranking"]).first()
    return None if ranking is None or ranking.state == Ranking.State.COUNTING else (ranking, reader)


def write_front(book: Book, ranking: Ranking) -> None:
    """What this is, and what proves it."""
    sheet = book.sheet(pgettext("sheet", "About"), [])
    sheet.page.set_column(0, 0, 24)
    sheet.page.set_column(1, 1, 80)
    sheet.facts(
        {
            _("Ranking"): f"{period_words(ranking)} {number_word(ranking)}".strip(),
            pgettext("sheet", "State"): ranking.get_state_display(),
            _("Figures as of"): ranking.cutoff_at,
            _("Last counted"): ranking.counted_at,
            _("Published at"): ranking.published_at,
            _("Seal of the ledger"): ranking.seal_no,
            _("Digest of the duties"): ranking.inputs,
            _("Digest of the result"): ranking.result,
            _("How to read it"): _(
                "Counts are numbers, everything that follows from them is a formula: change a number and see what it "
                "does. The exact total stands beside each as a fraction."
            ),
        }
    )


def write_results(book: Book, ranking: Ranking, reader: ScoreReader) -> None:
    """The schemes, then a sheet for each sort of subject, then what problems cost by category."""
    units = Parameters(scheme(SchemeVersion.Of.UNITS, ranking.scheme))
    teams = Parameters(scheme(SchemeVersion.Of.TEAMS, ranking.team_scheme))
    known = Score.objects.filter(ranking=ranking).visible_to(reader).order_by("group", "rank", "name", "key")
    by_subject: dict[str, list[Score]] = {subject: [] for subject in Subject.values}
    for score in known:
        by_subject[score.subject].append(score)
    write_scheme_sheet(book, units, pgettext("sheet", "Scheme"), ranking.scheme)
    if by_subject[Subject.TEAM]:
        write_scheme_sheet(book, teams, pgettext("sheet", "Scheme of the teams"), ranking.team_scheme)
    deductions, named = book.free(pgettext("sheet", "Deductions")), group_names()
    for subject, scores in by_subject.items():
        if scores:
            parameters = teams if subject == Subject.TEAM else units
            results = Results(book, parameters, str(Subject(subject).label), deductions)
            for score in scores:
                names = named if subject in (Subject.ZONE, Subject.HOLDER) else {}
                results.add(score, read_score(score.figures), group_word(score.group, names))
    if has_problems(units):
        heads = [(pgettext("sheet", "Key"), 44), (pgettext("sheet", "Name"), 22), (pgettext("sheet", "Category"), 24)]
        sheet = Sheet(book, deductions, [*heads, (_("Problems"), 10), (_("Points lost"), 10)], 0)
        pairs = [(score, read_score(score.figures)) for scores in by_subject.values() for score in scores]
        write_deductions(sheet, pairs, category_names())


def category_names() -> dict[str, str]:
    """Names by code; of several versions the latest."""
    return {row.code: row.label for row in Category.objects.order_by("version")}


def said(job: Job) -> str:
    """How many duties it holds."""
    if job.result.get("ended"):
        return _("This ranking is no longer open to you, so nothing was written.")
    n = job.result.get("lines", 0)
    return ngettext("%(n)s duty in the workbook.", "%(n)s duties in the workbook.", n) % {"n": f"{n:,}"}


def links(job: Job) -> list[tuple[str, str | Promise]]:
    """Back to the ranking."""
    return [(f"/rankings/{job.facts['ranking']}/", gettext_lazy("Back to the ranking"))]


__all__ = ["KIND", "ask", "links", "said", "work"]
