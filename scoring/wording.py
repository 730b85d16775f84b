"""Steps of a ranking and what they do, movements, groups: in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext, pgettext
from django.utils.translation import pgettext_lazy as _p

from scoring import periods
from scoring.models import Ranking
from scoring.periods import Period
from scoring.steps import Action
from sites.models.named import label_of
from sites.vocabulary import UnitKind

Word = str | Promise
DIGEST_SHOWN = 12  # letters of a digest: enough to compare two by eye

# Steps people take, as their buttons say them.
ACTIONS: dict[Action, Word] = {
    Action.RECOUNT: _p("ranking step", "Count again"),
    Action.GIVE_BONUS: _p("ranking step", "Give or take points"),
    Action.TAKE_BONUS: _p("ranking step", "Take it back"),
    Action.ANNOUNCE: _p("ranking step", "Announce to the units"),
    Action.APPROVE: _p("ranking step", "Approve"),
    Action.PUBLISH: _p("ranking step", "Publish"),
    Action.DROP: _p("ranking step", "Drop this ranking"),
}
SAYS: dict[Action, Word] = {
    Action.RECOUNT: gettext_lazy(
        "Everything is read from the ledger again, as it stood at the cut-off. Who was told of the announcement "
        "sees the new figures."
    ),
    Action.GIVE_BONUS: gettext_lazy(
        "Points count up to the cap of the scheme, either way, and a fact may put on a list or keep off one. "
        "Both hold from the next count on."
    ),
    Action.TAKE_BONUS: gettext_lazy(
        "It does not count any more from the next count on; it stays visible in the story."
    ),
    Action.ANNOUNCE: gettext_lazy(
        "Every unit, team and holder in it is told, sees their own figures and may appeal until %(until)s."
    ),
    Action.APPROVE: gettext_lazy("With your word the figures stand as they are; the office can publish them."),
    Action.PUBLISH: gettext_lazy(
        "It gets a number for ever, everybody can read it, and it is never changed again; what was wrong is put "
        "right by a correction."
    ),
    Action.DROP: gettext_lazy(
        "It is not published; the period can be counted anew. The story keeps what was dropped and why."
    ),
}
DONE: dict[Action, Word] = {
    Action.RECOUNT: gettext_lazy("It is being counted again."),
    Action.GIVE_BONUS: gettext_lazy("Written down. Count again before you announce it."),
    Action.TAKE_BONUS: gettext_lazy("Taken back. Count again before you announce it."),
    Action.ANNOUNCE: gettext_lazy("Announced: whoever is in it has been told."),
    Action.APPROVE: gettext_lazy("Approved: the office can publish it."),
    Action.PUBLISH: gettext_lazy("Published: everybody can read it."),
    Action.DROP: gettext_lazy("Dropped."),
}
# What the story says of each event; what a fact lacks stays empty.
STORY: dict[str, Word] = {
    Action.BEGIN: _p("ranking story", "Begun; the figures are as of %(cutoff)s"),
    Action.COUNTED: _p("ranking story", "Counted: %(lines)s duties, result %(result)s"),
    Action.RECOUNT: _p("ranking story", "To be counted again"),
    Action.GIVE_BONUS: _p("ranking story", "%(points)s for %(unit)s"),
    Action.TAKE_BONUS: _p("ranking story", "Points or a fact taken back"),
    Action.ANNOUNCE: _p("ranking story", "Announced; appeals until %(until)s"),
    Action.APPROVE: _p("ranking story", "Approved"),
    Action.PUBLISH: _p("ranking story", "Published as No. %(number)s over seal %(seal)s"),
    Action.DROP: _p("ranking story", "Dropped"),
}
# Groups the platform knows by code; any other group is called as the city wrote it.
GROUPS: dict[str, Word] = {"municipal": _p("ranking group", "Municipal departments"), **dict(UnitKind.choices)}


def group_place(code: str) -> tuple[int, str]:
    """Where a group of units stands on a page: departments first, then by the kinds of units, the city's own last."""
    known = list(GROUPS)
    return (known.index(code) if code in known else len(known), code)


def group_word(code: str, named: dict[str, tuple[str, str]]) -> str:
    """A group's name; `named` holds layers of zones and kinds of contract."""
    if code in named:
        return label_of(*named[code])
    return str(GROUPS.get(code, code))


def period_words(ranking: Ranking) -> str:
    """The period it is about."""
    return periods.full_words(Period(periods.Kind(ranking.kind), ranking.code))


def short_words(ranking: Ranking) -> tuple[str, str]:
    """The period by its name alone, and its days: two lines of a narrow column."""
    period = Period(periods.Kind(ranking.kind), ranking.code)
    return periods.named(period), periods.days_words(period)


def number_word(ranking: Ranking) -> str:
    """ "No. 12", nothing before it is published."""
    return pgettext("ranking", "No. %(n)s") % {"n": ranking.number} if ranking.number else ""


def moved(rank: int | None, before: int | None) -> dict[str, str]:
    """A movement against the period before, as an arrow and a word."""
    if rank is None:
        return {"way": "", "arrow": "", "word": ""}
    if before is None:
        return {"way": "new", "arrow": "", "word": pgettext("movement", "not ranked before")}
    n = abs(rank - before)
    if n == 0:
        return {"way": "same", "arrow": "→", "word": pgettext("movement", "as before")}
    if rank < before:
        return {"way": "up", "arrow": "↑", "word": npgettext("movement", "up %(n)s", "up %(n)s", n) % {"n": n}}
    return {"way": "down", "arrow": "↓", "word": npgettext("movement", "down %(n)s", "down %(n)s", n) % {"n": n}}


def short_digest(digest: str) -> str:
    """Its beginning."""
    return digest[:DIGEST_SHOWN] or _("none yet")
