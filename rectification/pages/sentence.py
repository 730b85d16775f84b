"""The ledger's filter as a sentence: each word opens its choices, and the sentence is the address."""

from typing import Any

from django.utils.translation import pgettext

from rectification.filters import Filter
from rectification.models.tickets import StatusWords
from rectification.pages.conditions import chips, drop, form
from rectification.pages.viewer import Viewer
from rectification.wording import FORMER
from rectification.workflow import Status
from sites.models import CatalogueVersion, Category, Unit
from sites.vocabulary import UnitKind

NOT_OWING = (UnitKind.TEAM, UnitKind.CITY)
SHOWN_STATES = (Status.REPORTED, Status.DISPATCHING, Status.ASSIGNED, Status.RECTIFYING, Status.REVIEWING)
OTHER_STATES = (Status.SUSPENDED, Status.CLOSED, Status.DECLINED, Status.VOIDED)


def sentence(viewer: Viewer, wanted: Filter) -> dict[str, Any]:
    """Units, categories, states and order; further conditions as chips."""
    units, kinds = unit_choices(viewer, wanted), kind_choices(wanted)
    states = state_choices(viewer, wanted)
    return {
        "units": pick(units, pgettext("filter", "every unit")),
        "categories": pick(kinds, pgettext("filter", "every kind")),
        "states": pick(states, pgettext("filter", "not yet struck off")),
        "order": {**pick(order_choices(wanted), ""), "key": "left" if wanted.by_time else "new"},
        "more": form(viewer, wanted),
        "chips": chips(wanted),
        "words": "",
        "view": wanted.view,
        "ways": ways(wanted),
        "drop": drop(wanted),
    }


def pick(choices: list[dict[str, Any]], otherwise: str) -> dict[str, Any]:
    """One word of the sentence: the name of what is chosen."""
    return {"label": next((c["label"] for c in choices if c["on"]), otherwise), "choices": choices}


def choice(label: Any, url: str, on: bool) -> dict[str, Any]:
    """One line of a list that opens."""
    return {"label": label, "url": url, "on": on, "count": None}


def unit_choices(viewer: Viewer, wanted: Filter) -> list[dict[str, Any]]:
    """Units that may owe something: all of them, or one's own and those below: one or two queries."""
    today = viewer.now.date()
    rows = Unit.objects.on(today).exclude(kind__in=NOT_OWING).order_by("kind", "code")
    own = viewer.actor.post.unit
    if own.kind not in (UnitKind.OFFICE, UnitKind.TEAM, UnitKind.CITY, UnitKind.DISCIPLINE):
        rows = rows.filter(pk__in=Unit.objects.subtree_ids([own.pk]))
    everything = choice(pgettext("filter", "every unit"), wanted.url(unit=None), wanted.unit is None)
    return [everything, *(choice(u.label, wanted.url(unit=u.pk), wanted.unit == u.pk) for u in rows)]


def kind_choices(wanted: Filter) -> list[dict[str, Any]]:
    """Groups of categories, and the single category that was asked for: two queries."""
    newest = CatalogueVersion.objects.order_by("-number").values("number")[:1]
    groups = Category.objects.filter(version=newest).filter(parent__isnull=True)
    shown = list(groups.order_by("code"))
    if wanted.category and wanted.category not in {group.code for group in shown}:
        shown += list(Category.objects.filter(version=newest, code=wanted.category))
    everything = choice(pgettext("filter", "every kind"), wanted.url(category=""), not wanted.category)
    return [everything, *(choice(c.label, wanted.url(category=c.code), wanted.category == c.code) for c in shown)]


def state_choices(viewer: Viewer, wanted: Filter) -> list[dict[str, Any]]:
    """Open, one status, everything; for units also what is no longer with them."""
    states: list[tuple[str, Any]] = [("open", pgettext("filter", "not yet struck off"))]
    states += [(str(status), StatusWords(status).label) for status in (*SHOWN_STATES, *OTHER_STATES)]
    states.append(("all", pgettext("filter", "in every state")))
    if not viewer.reader.sees_all:
        states.append(("former", FORMER))
    return [choice(label, wanted.url(state=code, time=""), wanted.state == code) for code, label in states]


def order_choices(wanted: Filter) -> list[dict[str, Any]]:
    """By time left, or the newest first."""
    return [
        choice(pgettext("filter", "time left"), wanted.url(order="left"), wanted.by_time),
        choice(pgettext("filter", "newest first"), wanted.url(order="new"), not wanted.by_time),
    ]


def ways(wanted: Filter) -> list[dict[str, Any]]:
    """Rows, photos, points."""
    words = {"rows": pgettext("view", "Rows"), "wall": pgettext("view", "Photo wall"), "map": pgettext("view", "Map")}
    icons = {"rows": "list", "wall": "image", "map": "pin"}
    return [
        {"label": label, "icon": icons[key], "url": wanted.url(view=key), "on": wanted.view == key}
        for key, label in words.items()
    ]
