"""The rules of the ladder in words: when a rung comes, who hears of it, what a new version has changed. Pure."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from supervision.ladder import AfterDue, AtDue, Count, LadderRule, Moment, Share
from supervision.wording import RELATIONS, RUNGS, limit_words, listed

COUNTS = {
    "failed_check": pgettext_lazy("ladder", "at failed check no. %(n)s"),
    "relapse_in_chain": pgettext_lazy("ladder", "when it comes back, no. %(n)s"),
    "circulars_in_quarter": pgettext_lazy("ladder", "at the unit's circular no. %(n)s in a quarter"),
    "black_lists_in_a_row": pgettext_lazy("ladder", "at the unit's black list no. %(n)s in a row"),
}


def when(moment: Moment) -> str:
    """When a rung comes."""
    match moment:
        case Share(percent):
            return pgettext("ladder", "when %(percent)s %% of the time is used up") % {"percent": percent}
        case AtDue():
            return pgettext("ladder", "when the time ends")
        case AfterDue(limit):
            return pgettext("ladder", "%(limit)s after that") % {"limit": limit_words(limit)}
        case Count(kind, n):
            return str(COUNTS[kind]) % {"n": n}
        case _:
            return pgettext("ladder", "by decision only")


def who(relations: Iterable[str]) -> str:
    """Who hears of it."""
    return listed([str(RELATIONS[name]) for name in relations]) or pgettext("ladder", "nobody")


def change(old: LadderRule, new: LadderRule) -> str:
    """What a rule says now that it did not say before."""
    rung = RUNGS[new.rung]
    if old.active != new.active:
        words = _("%(rung)s, %(when)s: switched on") if new.active else _("%(rung)s, %(when)s: switched off")
        parts = [words % {"rung": rung, "when": when(new.moment)}]
    else:
        parts = [_("%(rung)s, %(when)s") % {"rung": rung, "when": when(new.moment)}]
    if old.moment != new.moment:
        parts.append(_("before: %(when)s") % {"when": when(old.moment)})
    more = [str(RELATIONS[one]) for one in new.recipients if one not in old.recipients]
    fewer = [str(RELATIONS[one]) for one in old.recipients if one not in new.recipients]
    if more:
        parts.append(_("also told: %(who)s") % {"who": listed(more)})
    if fewer:
        parts.append(_("no longer told: %(who)s") % {"who": listed(fewer)})
    if old.confirm != new.confirm:
        parts.append(_("a person confirms it") if new.confirm else _("nobody has to confirm it"))
    return pgettext("list", "; ").join(parts)
