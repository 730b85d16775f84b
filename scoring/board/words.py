"""The sentences and labels of the board, in the reader's language."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from scoring.board.ground import Ground
from scoring.board.trend import Week
from sites.models.named import label_of
from supervision.wording import WEEKDAYS, clock_word, listed


def headline(ground: Ground) -> str:
    """The one sentence that is read from the door."""
    if not ground.late:
        return _("Nothing in the city is late")
    names = {place.pk: label_of(place.name, place.name_en) for place in ground.places}
    most, share = ground.worst
    if most:
        values = {"places": listed([names[pk] for pk in most]), "share": share}
        return _("%(places)s: %(share)s %% of all that is late") % values
    n = sum(place.late > 0 for place in ground.places)
    if n > 1:
        return _("%(late)s late, in %(n)s districts") % {"late": ground.late, "n": n}
    return ngettext("%(n)s entry is late", "%(n)s entries are late", ground.late) % {"n": ground.late}


def clock(at: datetime, now: datetime) -> dict[str, str]:
    """The clock of a screen: the time, the day, and until when the figures reach; the script goes on from `now`."""
    local = timezone.localtime(now)
    return {
        "time": clock_word(now),
        "day": f"{day(local.date())} {WEEKDAYS[local.weekday()]}",
        "until": clock_word(at),
        "now": local.isoformat(timespec="seconds"),
        "at": timezone.localtime(at).isoformat(timespec="seconds"),
    }


def day(given: date) -> str:
    """A day without its year."""
    return date_format(given, pgettext("date format", "j M"))


def week_label(week: Week) -> str:
    """The number of the week in its year (ISO 8601)."""
    return _("week %(n)s") % {"n": week.first.isocalendar().week}


def week_days(week: Week) -> str:
    """Its days."""
    return _("%(first)s to %(last)s") % {"first": day(week.first), "last": day(week.last)}


def streak_words(n: int) -> str:
    """How many weeks it has gone the same way; one week is no streak."""
    if n > 1:
        return ngettext("up for %(n)s week", "up for %(n)s weeks", n) % {"n": n}
    if n < -1:
        return ngettext("down for %(n)s week", "down for %(n)s weeks", -n) % {"n": -n}
    return pgettext("trend", "against the week before")


def rate_words(rate: float | None) -> str:
    """A rate with one decimal; a dash where there is none."""
    return "—" if rate is None else f"{rate:.1f}"


def moved_words(places: int | None) -> dict[str, str]:
    """How a unit moved in its ranking, as a sign and as words for whoever hears it."""
    if places is None:
        return {"sign": pgettext("ranking", "new"), "aloud": pgettext("ranking", "not ranked before")}
    if places > 0:
        return {"sign": f"▲{places}", "aloud": ngettext("up %(n)s place", "up %(n)s places", places) % {"n": places}}
    if places < 0:
        n = -places
        return {"sign": f"▼{n}", "aloud": ngettext("down %(n)s place", "down %(n)s places", n) % {"n": n}}
    return {"sign": "—", "aloud": pgettext("ranking", "in the same place")}


def change(rates: Sequence[float | None]) -> dict[str, str] | None:
    """The last step of the rate, in points."""
    if len(rates) < 2 or rates[-1] is None or rates[-2] is None:
        return None
    step = round(rates[-1], 1) - round(rates[-2], 1)
    sign = "▲" if step >= 0.05 else "▼" if step <= -0.05 else "—"
    aloud = {
        "▲": pgettext("trend", "up"),
        "▼": pgettext("trend", "down"),
        "—": pgettext("trend", "unchanged"),
    }[sign]
    return {"sign": sign, "aloud": aloud, "n": f"{abs(step):.1f}" if sign != "—" else ""}


def lost() -> dict[str, Any]:
    """What the script says when nothing new arrives, or when nobody is signed in any more."""
    return {
        "lost": _("No new figures since {time}"),
        "ended": _("Signed out. Figures of {time}"),
        "sign_in": reverse("sign_in"),
        "stopped": _("Pages stand still"),
        "turning": _("Pages turn by themselves"),
    }
