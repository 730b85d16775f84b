"""`manage.py import_city FILE`: the same import as on the page, for whoever stands at the machine."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from supervision import clock
from supervision.actions import jobs
from supervision.actions.imports.check import Findings, look_at
from supervision.actions.imports.intake import begin, receive
from supervision.importing.columns import SHEETS
from supervision.importing.reasons import BadFile
from supervision.importing.tables import Row, Status
from supervision.importing.words import change_words, column_words
from supervision.job_kinds import job_kind
from supervision.models import Job
from supervision.refusals import Refused


class Command(BaseCommand):
    """Prints every row that is wrong; the exit code is 1 when one is, and nothing is written then."""

    help = "Import a city's workbook (units, people, zones, sites), or with --check only say what would happen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the workbook, .xlsx")
        parser.add_argument("--check", action="store_true", help="only say what would happen")
        parser.add_argument("--all", action="store_true", help="also say what was mended and what would change")
        parser.add_argument("--good-rows", action="store_true", help="import the good rows although others are wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                findings = look_at(file, clock.now())
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be opened: %(why)s") % {"file": path, "why": error.strerror}
            ) from error
        except BadFile as error:
            raise CommandError(error.problem.words) from error
        self.tell(findings, everything=options["all"])
        bad = findings.total(Status.BAD)
        if not options["check"] and (not bad or options["good_rows"]):
            self.bring_in(path, good_only=options["good_rows"])
        if bad:
            raise SystemExit(1)

    def bring_in(self, path: Path, *, good_only: bool) -> None:
        """The page's own steps, one after the other, without waiting for the worker."""
        with path.open("rb") as file:
            owner = receive(File(file), path.name, by=None, user_id=None, now=clock.now())
        do_now(owner.job)
        try:
            owner = begin(owner.pk, good_only=good_only, by=None, user_id=None, now=clock.now())
        except Refused as refused:
            raise CommandError(refused.words) from refused
        job = do_now(owner.job)
        self.stdout.write(job_kind(job.kind).said(job))

    def tell(self, findings: Findings, *, everything: bool) -> None:
        """Row by row, then in numbers."""
        for remark in findings.tables.remarks:
            self.stdout.write(remark.words)
        for row in findings.tables.every():
            for line in self.lines(row, everything):
                self.stdout.write(f"{findings.tables.tables[row.sheet].title} {row.number} {line}")
        for sheet in SHEETS:
            counts = findings.counts[sheet.name]
            words = {"sheet": findings.tables.tables[sheet.name].title or sheet.zh, **counts}
            if any(counts.values()):
                self.stdout.write(
                    _("%(sheet)s: %(new)s new, %(changed)s changed, %(same)s the same, %(bad)s bad") % words
                )

    def lines(self, row: Row, everything: bool) -> list[str]:
        """What is wrong in a row, and with `--all` what was mended and what changes."""
        found = [
            f"{column_words(row.sheet, problem.column)}: {problem.words}"
            for problem in row.problems
            if problem.stops or everything
        ]
        if everything:
            found += [change_words(row.sheet, change.field, change.before, change.after) for change in row.changes]
        return found


def do_now(job: Job | None) -> Job:
    """Does the work here, unless a worker was faster; then its end is waited for."""
    if job is None:
        raise CommandError("no job")
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.WAITING)
    if waiting.update(state=Job.State.RUNNING, beat_at=clock.now()):
        job.refresh_from_db()
        jobs.run(job, clock.now)
    while True:
        job.refresh_from_db()
        if job.state not in (Job.State.WAITING, Job.State.RUNNING):
            return job
        time.sleep(0.5)
