"""Moments, lengths of time, limits, rungs and notices in the reader's language. Pure: no database."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from sites.models.named import label_of
from supervision import contract_words
from supervision.ladder import Rung
from supervision.limits import Limit, Unit

WEEKDAYS = (
    _p("weekday", "Mon"),
    _p("weekday", "Tue"),
    _p("weekday", "Wed"),
    _p("weekday", "Thu"),
    _p("weekday", "Fri"),
    _p("weekday", "Sat"),
    _p("weekday", "Sun"),
)
RUNGS = {
    Rung.WARNING: _p("rung", "Warning"),
    Rung.REMINDER: _p("rung", "Reminder"),
    Rung.SUPERVISION: _p("rung", "Supervision"),
    Rung.LISTED: _p("rung", "Listed supervision"),
    Rung.CIRCULAR: _p("rung", "Circular"),
    Rung.TALK: _p("rung", "Formal talk"),
    Rung.ACCOUNTABILITY: _p("rung", "Accountability"),
}
RELATIONS = {
    "handler": _p("relation", "the handler"),
    "unit_head": _p("relation", "the unit head"),
    "superior": _p("relation", "the superior"),
    "contract_leader": _p("relation", "whoever the place is contracted to"),
    "team_leader": _p("relation", "the team leader"),
    "office": _p("relation", "the city office"),
    "city_leader": _p("relation", "the city leader"),
}
DAYS_ONLY, DAYS_ONLY_LATE = 3, 10

# What a notice says, by its key. `number` names the entry, `what` its category.
NOTICES = {
    "assigned": _("%(number)s %(what)s: sent to you to fix."),
    "assist": _("%(number)s %(what)s: your unit is asked to assist."),
    "to_dispatch": _("%(number)s %(what)s: no unit has it yet, send it out."),
    "to_screen": _("%(number)s %(what)s: a report from outside waits for screening."),
    "taken_away": _("%(number)s %(what)s: moved to another unit, you no longer owe it."),
    "reclassified": _("%(number)s: the category was changed to %(what)s, the time limit with it."),
    "voided": _("%(number)s %(what)s: voided, nothing is owed any more."),
    "joined": _("%(number)s %(what)s: somebody else has seen it too."),
    "sub_assigned": _("%(number)s %(what)s: the unit above has given you this work."),
    "part_done": _("%(number)s %(what)s: a part of the work is done."),
    "sub_confirmed": _("%(number)s %(what)s: the unit above has confirmed your work."),
    "sub_rejected": _("%(number)s %(what)s: the unit above asks you to go on."),
    "handed_over": _("%(number)s %(what)s: a colleague has handed it over to you."),
    "recalled": _("%(number)s %(what)s: taken back by the unit, no check is owed now."),
    "submitted": _("%(number)s %(what)s: reported as fixed, waits for your check."),
    "dealt_out": _("%(number)s %(what)s: the check has been given to you."),
    "passed": _("%(number)s %(what)s: checked and struck off."),
    "failed": _("%(number)s %(what)s: not passed, has to be done again."),
    "relapse": _("%(number)s %(what)s: marked as an old problem that came back."),
    "petition.asked": _("%(number)s %(what)s: a petition waits for your decision."),
    "petition.withdrawn": _("%(number)s %(what)s: the petition was withdrawn."),
    "petition.granted": _("%(number)s %(what)s: your petition was granted."),
    "petition.refused": _("%(number)s %(what)s: your petition was refused."),
    "suspended": _("%(number)s %(what)s: made a long-term entry, the clock stands."),
    "resumed": _("%(number)s %(what)s: no longer a long-term entry, the clock runs again."),
    "noted": _("%(number)s %(what)s: the monthly note has come in."),
    "rung_revoked": _("%(number)s %(what)s: a rung was taken back."),
    "rung_fallen": _("%(number)s %(what)s: a rung was taken back."),
    "corrected": _("%(number)s %(what)s: the calendar was corrected, your time has changed."),
    "stated": _("%(number)s %(what)s: the unit has stated its view of what is proposed."),
    "withdrawn": _("%(number)s %(what)s: the proposal has lost its ground and was withdrawn."),
    "talked": _("%(number)s %(what)s: the talk and what was promised there are on record."),
    "comment": _("%(number)s %(what)s: a remark was added."),
    "ranking.announced": _("%(number)s: the ranking is announced. Look at your figures; you may appeal until %(due)s."),
    "ranking.approved": _("%(number)s: the ranking is approved and can be published."),
    "ranking.published": _("%(number)s: the ranking is published."),
    "appeal.asked": _("%(number)s %(what)s: an appeal against the ranking waits for your decision."),
    "appeal.upheld": _("%(number)s %(what)s: your appeal was upheld."),
    "appeal.refused": _("%(number)s %(what)s: your appeal was refused."),
    "ground_fallen": _("%(number)s %(what)s: a corrected ranking has taken the ground of the measure away."),
    "fund.kept": _("%(number)s: the share-out of an incentive fund waits for your word."),
    "fund.confirmed": _("%(number)s: the share-out of an incentive fund is confirmed."),
    "instruction.written": _("%(number)s %(what)s: a city leader's instruction waits for your unit's answer."),
    "instruction.answered": _("%(number)s %(what)s: your instruction was answered and waits for your word."),
    "instruction.accepted": _("%(number)s %(what)s: the leader has accepted your answer."),
    "instruction.sent_back": _("%(number)s %(what)s: the leader sends your answer back, the clock runs again."),
    "instruction.withdrawn": _("%(number)s %(what)s: the leader has withdrawn the instruction, nothing is owed."),
}
# What is owed by a duty that hangs on no entry.
THINGS = {"instruct": _p("owed", "Instruction"), "appeal": _p("owed", "Appeal")}
HEARING_NOTICE = _("%(number)s %(what)s: %(rung)s is proposed; your unit may state its view until the office decides.")
PROPOSAL_NOTICE = _("%(number)s %(what)s: %(rung)s is proposed and waits for your word.")
RUNG_NOTICE = _("%(number)s %(what)s: %(rung)s, due %(due)s.")
RUNG_BY_HAND = _("%(number)s %(what)s: %(rung)s.")
RUNG_REVOKED = _("%(number)s %(what)s: %(rungs)s was taken back and does not stand.")
RUNG_FALLEN = _("%(number)s %(what)s: %(rungs)s came too early and does not stand; corrected, it is due %(due)s.")
CORRECTED = _("%(number)s %(what)s: the calendar was corrected, it is due %(due)s now.")
OTHER_NOTICE = _("%(number)s %(what)s: something has changed.")

LIMITS = {
    Unit.HOUR: lambda n: ngettext("%(n)s hour", "%(n)s hours", n),
    Unit.WORKHOUR: lambda n: ngettext("%(n)s office hour", "%(n)s office hours", n),
    Unit.WORKDAY: lambda n: ngettext("%(n)s working day", "%(n)s working days", n),
    Unit.DAY: lambda n: ngettext("%(n)s day", "%(n)s days", n),
}


def parts_of_time(span: timedelta, *, late: bool = False) -> list[dict[str, Any]]:
    """A length of time as figures with their units, two at most: [{n: 1, unit: "d"}, {n: 3, unit: "h"}]."""
    minutes = int(abs(span) // timedelta(minutes=1))
    hours, days = minutes // 60, minutes // (60 * 24)
    if hours < 1:
        return [_part(minutes, pgettext("time left", "{n} min"))]
    if days < 1:
        rest = [_part(minutes % 60, pgettext("time left, after hours", "{n} min"))] if minutes % 60 else []
        return [_part(hours, pgettext("time left", "{n} h")), *rest]
    more = hours % 24 and days < (DAYS_ONLY_LATE if late else DAYS_ONLY)
    rest = [_part(hours % 24, pgettext("time left", "{n} h"))] if more else []
    return [_part(days, pgettext("time left", "{n} d")), *rest]


def _part(n: int, words: str) -> dict[str, Any]:
    return {"n": n, "unit": words.replace("{n}", "").strip(), "word": words.replace("{n}", str(n))}


def time_left(span: timedelta, *, late: bool = False) -> str:
    """A length of time in words, the same as the script of a running countdown writes: "1 d 3 h"."""
    if abs(span) < timedelta(minutes=1):
        return pgettext("time left", "under a minute")
    return " ".join(part["word"] for part in parts_of_time(span, late=late))


def clock_word(at: datetime) -> str:
    """15:10."""
    return timezone.localtime(at).strftime("%H:%M")


def day_word(day: date, today: date) -> str:
    """Today, a weekday of the days around, else the date, with its year when it is another one."""
    away = (day - today).days
    near = {-1: pgettext("day", "yesterday"), 0: pgettext("day", "today"), 1: pgettext("day", "tomorrow")}
    if away in near:
        return near[away]
    if -7 < away < 7:
        return str(WEEKDAYS[day.weekday()])
    if day.year == today.year:
        return date_format(day, pgettext("date format", "j M"))
    return full_day(day)


def full_day(day: date) -> str:
    """A day as papers write it, year and all."""
    return date_format(day, pgettext("date format", "j M Y"))


def moment(at: datetime, now: datetime, *, clock: bool = True) -> str:
    """A moment beside a length of time: "today 15:10", "Wed 17:30"; far away the date alone unless it happened."""
    day, today = _day_of(at), timezone.localtime(now).date()
    far = (day - today).days >= 7
    if not clock or far:
        return day_word(day, today)
    return f"{day_word(day, today)} {'24:00' if _is_end(at) and at > now else clock_word(at)}"


def _day_of(at: datetime) -> date:
    """The day a moment belongs to; midnight is the 24:00 of the day it ends, as limits in days mean it."""
    return timezone.localtime(at - timedelta(microseconds=1) if _is_end(at) else at).date()


def _is_end(at: datetime) -> bool:
    local = timezone.localtime(at)
    return (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)


def limit_words(limit: Limit) -> str:
    """A limit as people say it: "2 office hours"."""
    return LIMITS[limit.unit](limit.value) % {"n": limit.value}


def rung(highest: int) -> dict[str, Any]:
    """A rung for the page; `highest` is a duty's highest rung, -1 for none."""
    return {"level": highest + 1, "label": str(RUNGS[Rung(highest)]) if highest >= 0 else ""}


def rung_word(code: str) -> str:
    """The word of a written rung."""
    return str(RUNGS[Rung.of(code)])


def notice_words(key: str, facts: dict[str, Any], what: str, now: datetime) -> str:
    """The sentence of a notice."""
    if key.startswith("contract."):
        return contract_words.sentence(key, facts, lambda at: full_day(timezone.localtime(at).date()), listed)
    values = {"number": facts.get("number", ""), "what": what}
    if "unit" in facts:  # it is about a unit as a whole, not about one of its entries
        values = {"number": label_of(facts["unit"], facts["unit_en"]), "what": pgettext("notice", "as a unit")}
    if "named" in facts:  # what it is about has a name of its own, in both languages
        values = {"number": label_of(*facts["named"]), "what": ""}
    if "called" in facts:  # it is about something that is no entry
        about = label_of(facts["about"], facts["about_en"]) if "about" in facts else what
        values = {"number": called(facts), "what": about}
    if key.startswith("proposal."):
        return str(PROPOSAL_NOTICE) % {**values, "rung": rung_word(key.removeprefix("proposal."))}
    if key.startswith("hearing."):
        return str(HEARING_NOTICE) % {**values, "rung": rung_word(key.removeprefix("hearing."))}
    if facts.get("due_at"):
        values["due"] = moment(datetime.fromisoformat(facts["due_at"]), now)
    if facts.get("rungs"):
        return str(RUNG_REVOKED if key == "rung_revoked" else RUNG_FALLEN) % {
            **values,
            "rungs": listed([rung_word(code) for code in facts["rungs"]]),
        }
    if key == "corrected" and "due" in values:
        return str(CORRECTED) % values
    if key.startswith("rung."):
        values["rung"] = rung_word(key.removeprefix("rung."))
        return str(RUNG_NOTICE if "due" in values else RUNG_BY_HAND) % values
    return str(NOTICES.get(key, OTHER_NOTICE)) % values


def called(facts: dict[str, Any]) -> str:
    """What a notice calls a thing that is no entry: its name, and where time speaks what is owed on it."""
    return " ".join(str(word) for word in (THINGS.get(facts.get("kind", ""), ""), facts["called"]) if word)


def listed(words: list[str]) -> str:
    """Several words in a row: "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return gettext("%(first)s and %(last)s") % {
        "first": pgettext("enumeration", ", ").join(words[:-1]),
        "last": words[-1],
    }
