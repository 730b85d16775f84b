"""The life of an import as people steer it: a workbook comes in, is brought in, is taken back, is forgotten."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from supervision.actions.jobs import ask
from supervision.ids import new_id
from supervision.models import Import, Job, Post
from supervision.refusals import Conflict, Refused

CHECK, APPLY, UNDO = "import_check", "import_apply", "import_undo"
KEPT = timedelta(days=30)  # how long the workbooks themselves are kept; they hold telephone numbers
RUNNING = (Job.State.WAITING, Job.State.RUNNING)
State = Import.State


def receive(file: File, name: str, *, by: Post | None, user_id: UUID | None, now: datetime) -> Import:
    """Keeps a workbook and asks for its check; nothing is read before the job."""
    pk = new_id()
    path = storages["results"].save(f"imports/{pk}.xlsx", file)
    with transaction.atomic():
        owner = Import.objects.create(
            id=pk,
            name=name[-120:] or "-",
            digest=digest_of(file.chunks()),
            path=path,
            post=by,
            user_id=user_id,
            asked_at=now,
        )
        start(owner, CHECK, user_id, now)
    return owner


def staged_path(path: str) -> str:
    """Where the tables of a workbook lie, beside it."""
    return f"{path}.tables"


def digest_of(pieces: Iterable[bytes]) -> str:
    """SHA-256 of a file."""
    found = hashlib.sha256()
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()


def start(owner: Import, kind: str, user_id: UUID | None, now: datetime) -> Job:
    """The job that does the next step; the import names it."""
    job = ask(kind, {"import": str(owner.pk)}, user_id=user_id, now=now)
    Import.objects.filter(pk=owner.pk).update(job=job)
    owner.job = job
    return job


def is_running(owner: Import) -> bool:
    """Whether a job works on it, or will."""
    return owner.job is not None and owner.job.state in RUNNING


def begin(owner_id: UUID, *, good_only: bool, by: Post | None, user_id: UUID | None, now: datetime) -> Import:
    """Brings it in; also goes on with what was stopped halfway."""
    with taking_turn(owner_id) as owner:
        if owner.state not in (State.CHECKED, State.IMPORTING):
            raise Refused("not_ready", _("Only a workbook that was checked can be brought in."))
        good_only = good_only or (owner.state == State.IMPORTING and owner.good_only)
        if owner.state == State.CHECKED and bad_rows(owner) and not good_only:
            raise Refused(
                "bad_rows",
                _("%(n)s rows are wrong. Correct them, or choose to bring in the good rows only."),
                n=bad_rows(owner),
            )
        owner.state, owner.good_only, owner.post = State.IMPORTING, good_only, by
        owner.save(update_fields=["state", "good_only", "post", "turn"])
        start(owner, APPLY, user_id, now)
    return owner


def begin_undo(owner_id: UUID, *, by: Post | None, user_id: UUID | None, now: datetime) -> Import:
    """Takes it back; also goes on with what was stopped halfway."""
    with taking_turn(owner_id) as owner:
        if owner.state not in (State.IMPORTED, State.IMPORTING, State.UNDOING):
            raise Refused("not_imported", _("Only what was brought in can be taken back."))
        owner.state, owner.post = State.UNDOING, by
        owner.save(update_fields=["state", "post", "turn"])
        start(owner, UNDO, user_id, now)
    return owner


def bad_rows(owner: Import) -> int:
    """Rows that cannot be taken."""
    return sum(counts.get("bad", 0) for counts in owner.counts.values())


@contextmanager
def taking_turn(owner_id: UUID) -> Iterator[Import]:
    """The import, locked, with the one turn there is; a Conflict while another import has it."""
    try:
        with transaction.atomic():
            owner = Import.objects.select_for_update(of=("self",)).select_related("job").get(pk=owner_id)
            if is_running(owner):
                raise Conflict("import_runs", _("It is being worked on already."))
            free_dead_turns(owner)
            Import.objects.filter(pk=owner.pk).update(turn=1)
            owner.turn = 1
            yield owner
    except IntegrityError as error:
        raise Conflict("import_turn", _("Another import is being written. Wait until it is done.")) from error


def free_dead_turns(owner: Import) -> None:
    """A turn whose job has failed is free for the next."""
    others = Import.objects.filter(turn=1).exclude(pk=owner.pk).exclude(job__state__in=RUNNING)
    others.update(turn=None)


def forget_workbooks(now: datetime) -> int:
    """Removes workbooks of long ago, and those that were never brought in with all that was found in them."""
    gone = 0
    for owner in Import.objects.filter(asked_at__lt=now - KEPT).exclude(path="", marked="")[:50]:
        for path in filter(None, (owner.path, owner.marked)):
            storages["results"].delete(path)
        if owner.path:
            storages["results"].delete(staged_path(owner.path))
        Import.objects.filter(pk=owner.pk).update(path="", marked="")
        gone += 1
    return gone
