"""The answer to "who was answerable here on that day", in words."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sites.finding import search_sites
from sites.models import Site
from supervision.office.answering import Ground, Held, answer, days_of_change
from supervision.wording import clock_word

DAYS = 12  # of change that are offered
FOUND = 30  # places of a search; more letters find fewer


def finder(text: str, day: date, today: date) -> dict[str, Any]:
    """Places in use on a day, each leading to its answer of that day: one query."""
    q = text.strip().replace("\0", "")[:60]
    rows = search_sites(q, day, FOUND + 1)
    return {
        "q": q,
        "day": day,
        "day_words": date_format(day, "DATE_FORMAT"),
        "is_today": day == today,
        "sites": [
            {"label": site.label, "code": site.code, "type": site.type.label, "url": address(site, day, today)}
            for site in rows[:FOUND]
        ],
        "more": len(rows) > FOUND,
    }


def address(site: Site, day: date, today: date) -> str:
    """Where the answer stands: of a day, or of whichever day it is when somebody looks."""
    url = reverse("answers", args=[site.pk])
    return url if day == today else f"{url}?on={day.isoformat()}"


def shown(site: Site, day: date, today: date) -> dict[str, Any]:
    """Everything on the page: eleven queries."""
    found = answer(site, day)
    days = days_of_change(site, found.grounds)
    return {
        "site": site,
        "type": site.type.label,
        "day": day,
        "is_today": day == today,
        "day_words": date_format(day, "DATE_FORMAT"),
        "in_use": site.holds_on(day),
        "manager": found.manager,
        "owner": found.owner,
        "territorial": found.territorial,
        "first": found.manager or found.territorial,
        "layers": layers(found.grounds),
        "holders": [holder(held) for held in found.held],
        "changes": [change(site, one, day) for one in nearest(days, day)],
        "find_url": f"{reverse('who')}?on={day.isoformat()}" if day != today else reverse("who"),
    }


def layers(grounds: Iterable[Ground]) -> list[dict[str, Any]]:
    """Layer by layer the zones from the inside out, each with its unit."""
    found = []
    for layer, rows in groupby(grounds, key=lambda one: one.zone.layer):
        zones = [{"label": one.label, "unit": one.unit.label if one.unit else ""} for one in rows]
        found.append({"label": layer.label, "zones": zones})
    return found


def holder(held: Held) -> dict[str, Any]:
    """One contract: what, who, on which ground, and at which hour of the day it began or ended."""
    row = held.contract
    return {
        "kind": row.kind.label,
        "who": str(row.user) if row.user else row.unit.label,
        "unit": row.unit.label if row.user else "",
        "ground": held.label if held.zone else _("the site itself"),
        "since": clock_word(held.since) if held.since else "",
        "until": clock_word(held.until) if held.until else "",
    }


def nearest(days: list[date], day: date) -> list[date]:
    """The days of change around a day, the last first."""
    if len(days) <= DAYS:
        return days
    at = next((n for n, one in enumerate(days) if one <= day), len(days) - 1)
    start = max(0, min(at - DAYS // 2, len(days) - DAYS))
    return days[start : start + DAYS]


def change(site: Site, one: date, day: date) -> dict[str, Any]:
    """A day on which something became different, as a link to its answer."""
    url = f"{reverse('answers', args=[site.pk])}?on={one.isoformat()}"
    return {"label": date_format(one, "DATE_FORMAT"), "url": url, "on": one == day}
