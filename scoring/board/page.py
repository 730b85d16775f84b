"""The board, shaped for desk, tablet and wall: every figure with the list it leads to."""

import hashlib
from typing import Any
from urllib.parse import urlencode

import orjson
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from rectification.models import PhotoKind
from rectification.pages.material import JOINS, gather, who_owes
from rectification.pages.viewer import Viewer
from scoring.board import words
from scoring.board.cases import cases
from scoring.board.drawing import root_share, shade
from scoring.board.ground import Ground, Place
from scoring.board.ladder import Ladder
from scoring.board.leaders import KIND, Linked
from scoring.board.minute import Figures, figures
from scoring.board.publications import publication
from scoring.board.trend import Week, streak
from sites.models.named import label_of
from supervision.ladder import Rung
from supervision.paging import count_words
from supervision.wording import moment, rung, time_left

LETTER = 21  # of the map's units: a Chinese character of a name


def board(viewer: Viewer) -> dict[str, Any]:
    """Everything the board says. `mark` is the same as long as nothing of it has changed but the time."""
    counted, published = figures(viewer), publication()
    shown = {
        "headline": words.headline(counted.ground),
        "city": city(counted.weeks),
        "ladder": ladder(counted.ladder),
        "ground": ground(counted.ground),
        "cases": cases(viewer),
        "leaders": [leader(one) for one in counted.leaders],
        "best": best(counted, viewer),
    }
    return {
        **shown,
        **published,
        "mark": digest([shown, published["rankings_as"]]),
        "clock": words.clock(counted.at, viewer.now),
        "says": words.lost(),
        "says_json": orjson.dumps(words.lost()).decode(),
    }


def digest(shown: Any) -> str:
    """A short name for exactly this."""
    return hashlib.sha256(orjson.dumps(shown, default=str)).hexdigest()[:20]


def ledger(**asked: Any) -> str:
    """The ledger with a question."""
    return f"{reverse('ledger')}?{urlencode({name: value for name, value in asked.items() if value})}"


def city(weeks: list[Week]) -> dict[str, Any]:
    """The rate of limits kept, the last week against the one before, and every week for the chart and its table."""
    rates, last = [week.rate for week in weeks], weeks[-1]
    rows = [week_row(week) for week in weeks]
    known = [row for row in rows if row["rate"] != "—"]
    return {
        "rate": words.rate_words(last.rate),
        "change": words.change(rates),
        "streak": words.streak_words(streak(rates)),
        "last": rows[-1],
        "weeks": rows,
        "any": bool(known),
        "chart": chart(weeks, rows),
        "summary": _("Limits kept, by week: from %(first)s %% to %(last)s %%.")
        % {"first": known[0]["rate"], "last": known[-1]["rate"]}
        if known
        else "",
    }


def week_row(week: Week) -> dict[str, Any]:
    """One week, with the lists of what was kept and missed in it."""
    asked = {"state": "all", "due_since": week.first.isoformat(), "due_until": week.last.isoformat()}
    return {
        "label": words.week_label(week),
        "days": words.week_days(week),
        "rate": words.rate_words(week.rate),
        "kept": week.kept,
        "missed": week.missed,
        "owed": week.owed,
        "kept_url": ledger(**asked, kept="yes"),
        "missed_url": ledger(**asked, kept="no"),
    }


def week_tip(row: dict[str, Any]) -> str:
    """What the chart says of a week."""
    days = f"{row['label']}  {row['days']}"
    if not row["owed"]:
        return f"{days}\n" + _("no limit fell due")
    return f"{days}\n" + _("%(rate)s %%: %(kept)s of %(owed)s in time") % row


def chart(weeks: list[Week], rows: list[dict[str, Any]]) -> str:
    """What the script draws: names, rates and where each week leads."""
    told = {
        "labels": [row["label"] for row in rows],
        "rates": [None if week.rate is None else round(week.rate, 1) for week in weeks],
        "tips": [week_tip(row) for row in rows],
        "urls": [row["missed_url"] for row in rows],
    }
    return orjson.dumps(told).decode()


def ladder(counted: Ladder) -> dict[str, Any]:
    """From the highest rung down to everything that is open."""
    rows = [
        {**rung(int(Rung.of(code))), "code": code, "n": n, "url": ledger(rung=code), "share": bar(n, counted.open)}
        for code, n in counted.reached.items()
    ]
    units = counted.units
    return {
        "rows": rows[::-1],
        "open": count_words(counted.open),
        "open_url": ledger(),
        "open_share": bar(counted.open, counted.open),
        "units": units,
        "units_url": reverse("measures"),
    }


def bar(n: int, most: int) -> float:
    """The length of a bar in per cent: never so short that it is not seen."""
    return max(4.0, round(root_share(n, most) * 100, 1)) if n else 0.0


def ground(counted: Ground) -> dict[str, Any]:
    """Districts as a map and as rows, the worst first."""
    most = max((place.late for place in counted.places), default=0)
    rows = sorted(counted.places, key=lambda place: (-place.late, place.name))
    places = [district(place, most) for place in rows]
    return {
        "late": counted.late,
        "url": ledger(time="late"),
        "elsewhere": counted.elsewhere,
        "rows": places,
        "drawn": [place for place in places if place["plot"]],
        "many": len(places) > 14,
        "bent": counted.bent,
    }


def district(place: Place, most: int) -> dict[str, Any]:
    """One district; the worst is hatched."""
    name, dark = label_of(place.name, place.name_en), shade(place.late, most)
    return {
        "name": name,
        "late": place.late,
        "url": ledger(zone=place.pk, time="late"),
        "shade": dark,
        "worst": bool(most) and place.late == most,
        "light": dark > 2,
        "plot": place.plot,
        "small": bool(place.plot and place.plot.wide < name_width(name) * 1.25),
    }


def name_width(name: str) -> float:
    """How wide a name stands on the map."""
    return sum(LETTER if ord(letter) > 0x2E7F else LETTER * 0.58 for letter in name)


def leader(one: Linked) -> dict[str, Any]:
    """One leader's ground."""
    asked = {"holder": one.pk, "contract": KIND}
    return {
        "name": one.name,
        "places": leader_places(one),
        "url": reverse("holder", args=[one.pk]),
        "open": one.open,
        "open_url": ledger(**asked),
        "late": one.late,
        "late_url": ledger(**asked, time="late"),
    }


def leader_places(one: Linked) -> str:
    """The ground in words: its zones, and how many sites by themselves."""
    sites = [ngettext("%(n)s site", "%(n)s sites", one.sites) % {"n": one.sites}] if one.sites else []
    return pgettext("list", ", ").join([*(label_of(*names) for names in one.places), *sites])


def best(counted: Figures, viewer: Viewer) -> dict[str, Any] | None:
    """The best fix of the week, before beside after: two photos signed for the viewer; five queries."""
    ticket = viewer.present().filter(pk=counted.best).select_related(*JOINS).first() if counted.best else None
    if ticket is None or ticket.lead_duty is None or ticket.lead_duty.stopped_at is None:
        return None
    material = gather([ticket], viewer, (PhotoKind.BEFORE, PhotoKind.AFTER))
    before, after = material.shots(ticket, PhotoKind.BEFORE), material.shots(ticket, PhotoKind.AFTER)
    if not before or not after:
        return None
    lead = ticket.lead_duty
    return {
        "url": reverse("entry", args=[ticket.number]),
        "title": material.title(ticket),
        "place": material.place(ticket),
        "unit": who_owes(lead),
        "before": before[0],
        "after": after[0],
        "took": time_left(lead.stopped_at - lead.started_at),
        "closed": moment(ticket.closed_at, viewer.now) if ticket.closed_at else "",
    }
