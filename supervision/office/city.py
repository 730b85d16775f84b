"""The city's profile and its settings beside those of the platform."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy as _p

from sites.models import City
from supervision.actions.standing import CITY_STREAM, seq_of
from supervision.limits import Limit
from supervision.office.history import history
from supervision.rules import EngineRules
from supervision.wording import limit_words

LABELS: dict[str, str | Promise] = {
    "screen": _p("setting", "To screen a report"),
    "dispatch": _p("setting", "To send an entry out"),
    "review": _p("setting", "To check a fix"),
    "review_urgent": _p("setting", "To check an urgent fix"),
    "decide": _p("setting", "To decide a petition"),
    "assist": _p("setting", "To assist"),
    "instruct": _p("setting", "To answer an instruction"),
    "appeal": _p("setting", "To decide an appeal"),
    "appeal_within": _p("setting", "To appeal against an announced ranking"),
    "return_within": _p("setting", "A return can be asked for within"),
    "receive_within": _p("setting", "To receive an entry"),
    "rework_at_least": _p("setting", "To do it again, at least"),
    "extensions": _p("setting", "Extensions an entry can have"),
    "extension_moves_score": _p("setting", "The ranking follows an extension"),
    "relapse_days": _p("setting", "Days within which it counts as come back"),
    "near_metres": _p("setting", "Metres within which it is the same place"),
    "onsite_metres": _p("setting", "Metres within which a checker is on the spot"),
}


def city_page(row: City, now: datetime) -> dict[str, Any]:
    """Profile, settings, history."""
    rules = EngineRules.of(row.rules)
    return {
        "city": row,
        "settings": [
            {
                "label": LABELS[rule.name],
                "value": words(getattr(rules, rule.name)),
                "default": words(rule.default) if rule.name in row.rules else "",
            }
            for rule in fields(EngineRules)
        ],
        "own": len(row.rules),
        "expected": seq_of(CITY_STREAM),
        "history": history([CITY_STREAM], now),
    }


def words(value: Any) -> str:
    """A setting as people say it."""
    if isinstance(value, Limit):
        return limit_words(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
