"""A new version of the ladder: its rules, in force from now, with who and why in the ladder's stream (ENGINE 13)."""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from supervision.actions.calendars import ladder, ladder_in_force
from supervision.actions.standing import begin, enter
from supervision.canonical import json_text, plain
from supervision.ids import fixed_id
from supervision.ladder import BUILT_IN, LadderRule
from supervision.ladder import LadderVersion as Ladder
from supervision.ladder_draft import KINDS, differences, nonsense, rules_of
from supervision.models import LadderVersion, Post
from supervision.refusals import Refused

LADDER_STREAM = fixed_id("ladder")


def change_ladder(
    rules: Sequence[LadderRule], why: str, *, by: Post, now: datetime, expected: int | None = None
) -> int:
    """The next version, for clocks that start from now on; those that run keep theirs. Returns its number."""
    check(rules)
    with transaction.atomic():
        book = begin("ladder", LADDER_STREAM, now, expected)
        at = book.at(now)
        stands = ladder_in_force(at)
        if not differences(ladder(stands).rules, rules):
            raise Refused("nothing_changed", _("Nothing is different from before."))
        last = LadderVersion.objects.aggregate(last=Max("version"))["last"] or BUILT_IN.number
        fresh = Ladder(last + 1, tuple(rules))
        rules_text = json_text(plain(fresh.to_json()))  # the column holds what a rebuild will find in the event
        book.add(LadderVersion(version=fresh.number, rules=json.loads(rules_text), valid_from=at))
        enter(book, "version", {"version": fresh.number, "follows": stands}, why, now=now, by=by)
    return fresh.number


def check(rules: Sequence[LadderRule]) -> None:
    """A ladder that nobody could climb is refused, whichever door it came through."""
    for kind in KINDS:
        wrong = nonsense(rules_of(rules, kind))
        if wrong:
            raise Refused("nonsense", " ".join(wrong))
