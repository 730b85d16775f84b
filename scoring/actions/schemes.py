"""Schemes: the built-in ones a city begins with, and the next version of one, with who and why in its stream."""

from dataclasses import replace
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from scoring import consequences, lists_builtin
from scoring.appraisal import WEEKS_MONTHS_YEAR
from scoring.builtin import DEFAULT, TEAMS
from scoring.consequences import Consequences, write_consequences
from scoring.consequences_check import faults
from scoring.lists import write_lists
from scoring.models import SchemeVersion
from scoring.scheme import Scheme, read_scheme, write_scheme
from scoring.scheme_check import nonsense
from supervision.actions.standing import begin, enter
from supervision.canonical import digest_of
from supervision.ids import fixed_id
from supervision.models import Post
from supervision.refusals import Refused

KIND = "scheme"
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
BUILT_IN = {
    SchemeVersion.Of.UNITS: replace(
        DEFAULT,
        lists=write_lists(lists_builtin.DEFAULT),
        consequences=write_consequences(Consequences(consequences.DEFAULT, WEEKS_MONTHS_YEAR)),
    ),
    SchemeVersion.Of.TEAMS: TEAMS,
}


def seed_schemes() -> None:
    """Version 1 of each: the platform's own. What the office has made since stays."""
    SchemeVersion.objects.bulk_create(
        [version_of(of, 1, scheme, ALWAYS) for of, scheme in BUILT_IN.items()], ignore_conflicts=True
    )


def version_of(of: str, number: int, scheme: Scheme, at: datetime) -> SchemeVersion:
    """The row of a version."""
    pk = fixed_id(KIND, str(of), number)
    return SchemeVersion(id=pk, of=of, version=number, content=write_scheme(scheme), valid_from=at)


def change_scheme(
    of: str, scheme: Scheme, why: str, *, by: Post, now: datetime, expected: int | None = None
) -> SchemeVersion:
    """The next version, for periods that begin from now on; published rankings keep theirs."""
    wrong = [*nonsense(scheme), *faults(scheme.consequences)]
    if wrong:
        raise Refused("nonsense", " ".join(wrong))
    if not why.strip():
        raise Refused("needs_words", _("State the reason."))
    with transaction.atomic():
        book = begin(KIND, fixed_id(KIND, str(of)), now, expected)
        last = SchemeVersion.objects.filter(of=of).aggregate(last=Max("version"))["last"] or 0
        if last and write_scheme(scheme) == SchemeVersion.objects.get(of=of, version=last).content:
            raise Refused("nothing_changed", _("Nothing is different from before."))
        row = version_of(of, last + 1, scheme, book.at(now))
        row.save(force_insert=True)
        facts = {"of": str(of), "version": row.version, "content": digest_of(row.content)}
        enter(book, "version", facts, why, now=now, by=by)
    return row


def scheme_of(of: str, version: int) -> Scheme:
    """A version as it was frozen."""
    return read_scheme(SchemeVersion.objects.get(of=of, version=version).content)
