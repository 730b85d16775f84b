"""The conditions of the ledger that are no words of its sentence: the form that adds them, and chips to drop them."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rectification.filters import Filter
from rectification.held import holder_named
from rectification.models import Source
from rectification.pages.viewer import Viewer
from sites.models import CatalogueVersion, Site, SiteType, Standard, Unit, Zone
from sites.models.named import label_of
from sites.vocabulary import UnitKind, Urgency, Verify
from supervision.ladder import Rung
from supervision.models import ContractKind
from supervision.wording import rung as rung_words

Choices = list[tuple[str, str]]
# Conditions that are words of the sentence, or no conditions at all.
IN_SENTENCE = frozenset({"state", "unit", "category", "order", "view", "cols", "contract"})

UNSEEN = frozenset(
    {"site", "holder", "time", "q", "due_since", "due_until", "kept"}
)  # conditions that other pages ask for: chips, without a field


def labels() -> dict[str, str]:
    """What each condition is called."""
    return {
        "q": pgettext("condition", "words"),
        "zone": pgettext("condition", "zone"),
        "holder": pgettext("condition", "ground of"),
        "type": pgettext("condition", "kind of place"),
        "site": pgettext("condition", "place"),
        "standard": pgettext("condition", "standard"),
        "source": pgettext("condition", "source"),
        "team": pgettext("condition", "team"),
        "person": pgettext("condition", "person"),
        "urgency": pgettext("condition", "urgency"),
        "rung": pgettext("condition", "rung, at least"),
        "since": pgettext("condition", "written from"),
        "until": pgettext("condition", "written until"),
        "due_since": pgettext("condition", "due from"),
        "due_until": pgettext("condition", "due until"),
        "kept": pgettext("condition", "time limit"),
        "again": pgettext("condition", "once more"),
        "verified": pgettext("condition", "checked how"),
        "time": pgettext("condition", "time left"),
    }


def fixed_choices() -> dict[str, Choices]:
    """Choices that are the same in every city."""
    return {
        "source": [(value, str(label)) for value, label in Source.choices],
        "urgency": [(value, str(label)) for value, label in Urgency.choices],
        "rung": [(rung.code, rung_words(rung)["label"]) for rung in Rung],
        "again": [
            ("relapse", pgettext("condition", "came back")),
            ("false", pgettext("condition", "false strike-off")),
            ("failed", pgettext("condition", "failed a check")),
        ],
        "kept": [
            ("yes", pgettext("condition", "struck off in time")),
            ("no", pgettext("condition", "missed its time")),
        ],
        "verified": [(value, str(label)) for value, label in Verify.choices],
        "time": [(key, str(label)) for key, label in time_words().items()],
    }


def time_words() -> dict[str, str]:
    """The groups by time left."""
    return {
        "late": pgettext("count", "Past due"),
        "today": pgettext("count", "Due today"),
        "week": pgettext("count", "This week"),
        "later": pgettext("count", "Later"),
        "stop": pgettext("count", "Clock stands"),
    }


def form(viewer: Viewer, wanted: Filter) -> dict[str, Any]:
    """Every further condition with its choices: four queries; the words of the sentence travel along unseen."""
    names, choices, pairs = labels(), fixed_choices(), wanted.pairs()
    today = viewer.now.date()
    choices["zone"] = [(str(z.pk), z.label) for z in Zone.objects.on(today).order_by("layer", "code")[:600]]
    choices["type"] = [(t.code, t.label) for t in SiteType.objects.order_by("group", "code")]
    teams = Unit.objects.on(today).filter(kind=UnitKind.TEAM).order_by("code")
    known = {"standard": standards()}
    choices["team"] = [(str(unit.pk), unit.label) for unit in teams]
    return {
        "fields": [
            {
                "name": name,
                "label": names[name],
                "choices": choices.get(name),
                "date": name in ("since", "until"),
                "known": known.get(name, ()),
                "value": pairs.get(name, ""),
            }
            for name in names
            if name not in UNSEEN
        ],
        "hidden": {name: value for name, value in pairs.items() if name in IN_SENTENCE | UNSEEN},
        "n": sum(name in pairs for name in names if name not in UNSEEN),
    }


def standards() -> Choices:
    """The standards of the newest catalogue, to be found by code or by a word of their name."""
    newest = CatalogueVersion.objects.order_by("-number").values("number")[:1]
    rows = Standard.objects.filter(version__in=newest).order_by("code").only("code", "text", "text_en")
    return [(row.code, label_of(row.text, row.text_en)) for row in rows]


def chips(wanted: Filter) -> list[dict[str, str]]:
    """Each condition in force as words, and the way to drop it."""
    pairs = [(name, value) for name, value in wanted.pairs().items() if name not in IN_SENTENCE]
    names, words = labels(), value_words(pairs, wanted)
    return [
        {
            "label": f"{names[name]}: {words[name]}" if name in SPOKEN else words[name],
            "off_url": wanted.without(name).url(),
        }
        for name, _value in pairs
    ]


# Values that mean nothing without the name of the condition.
SPOKEN = frozenset(
    {
        "standard",
        "holder",
        "person",
        "urgency",
        "rung",
        "since",
        "until",
        "due_since",
        "due_until",
        "verified",
        "source",
    }
)


def value_words(pairs: Iterable[tuple[str, str]], wanted: Filter) -> dict[str, str]:
    """Values as words: one query for each that is a row somewhere."""
    fixed, found = fixed_choices(), {}
    for name, value in pairs:
        if name in fixed:
            found[name] = dict(fixed[name]).get(value, value)
        elif name in ROWS:
            row = ROWS[name].objects.filter(pk=value).first()
            found[name] = row.label if row else "—"
        elif name == "holder":
            found[name] = holder_words(wanted)
        elif name in ("since", "until", "due_since", "due_until"):
            found[name] = date_format(getattr(wanted, name), "SHORT_DATE_FORMAT")
        else:
            found[name] = f"“{value}”" if name == "q" else value
    return found


def holder_words(wanted: Filter) -> str:
    """Whose ground, and by which kind of contract: two queries at most."""
    holder = holder_named(wanted.holder) if wanted.holder else None
    kind = ContractKind.objects.filter(pk=wanted.contract).first() if wanted.contract else None
    return " ".join(word for word in (holder.label if holder else "—", kind.label if kind else "") if word)


ROWS: dict[str, Any] = {"zone": Zone, "team": Unit, "site": Site, "type": SiteType}


def drop(wanted: Filter) -> dict[str, str] | None:
    """The condition to give up first when nothing fits."""
    pairs, names = wanted.pairs(), labels()
    for name in (*names, "category", "unit"):
        if name in pairs:
            words = {"category": _("Every kind of problem"), "unit": _("Every unit")}
            label = words.get(name) or _("Without “%(condition)s”") % {"condition": names[name]}
            return {"label": label, "url": wanted.without(name).url()}
    return None
