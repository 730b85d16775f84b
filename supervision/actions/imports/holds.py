"""What rests on a row that an import has made: found by the references to it, whatever floor they come from."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy as _p

from sites.models import Site, SiteManager, SiteZone, Unit, UnitFunction, Zone, ZoneVersion
from supervision.models import (
    ActivationSlip,
    Contract,
    Event,
    Import,
    Job,
    Post,
    Team,
    User,
)

# What an import makes beside a row, and takes back with it.
OWN: dict[type[Model], tuple[type[Model], ...]] = {
    Site: (SiteZone, SiteManager),
    Zone: (ZoneVersion, Team),
    Unit: (UnitFunction, Team),
    User: (Post, ActivationSlip, Job, Import),
    Post: (Import,),
}
# How people call what holds a row; a table without a word here is called by its own name.
CALLED: dict[str, str | Promise] = {
    "rectification.Ticket": _p("holds", "entries of the ledger"),
    "supervision.Duty": _p("holds", "duties"),
    "supervision.Tenure": _p("holds", "duties"),
    "supervision.Post": _p("holds", "posts"),
    "supervision.Acting": _p("holds", "stand-ins"),
    "supervision.NightDuty": _p("holds", "nights on the roster"),
    "supervision.ApiToken": _p("holds", "keys for programs"),
    "supervision.Contract": _p("holds", "contracts"),
    "sites.Unit": _p("holds", "units below it"),
    "sites.Zone": _p("holds", "zones"),
    "sites.ZoneVersion": _p("holds", "zones"),
    "sites.SiteZone": _p("holds", "sites"),
    "sites.SiteManager": _p("holds", "sites"),
}
# These go where what they are about goes.
GOES_WITH: dict[Any, str] = {SiteZone: "site_id", SiteManager: "site_id", ZoneVersion: "zone_id"}
Holds = dict[UUID, dict[str, int]]


def holds(model: type[Model], ids: Sequence[UUID], ours: set[UUID]) -> Holds:
    """Those of the ids that something refers to -> what does, and how often; `ours` goes with the import itself."""
    found: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for relation in model._meta.related_objects:
        other: Any = relation.related_model
        if other in OWN[model]:
            continue
        name = relation.field.name
        rows = other._base_manager.filter(**{f"{name}__in": ids})
        if any(field.name == "valid_to" for field in other._meta.fields):
            rows = rows.filter(valid_to=None)  # what has ended is history, and keeps its row
        key = GOES_WITH.get(other, "pk")
        for held, pk in rows.values_list(name, key):
            if pk not in ours:
                found[held][str(CALLED.get(other._meta.label, other._meta.verbose_name_plural))] += 1
    for held, words in further(model, ids):
        found[held][str(words)] += 1
    return found


def further(model: type[Model], ids: Sequence[UUID]) -> Iterator[tuple[UUID, str | Promise]]:
    """References that are no foreign keys: contracts by key, and what somebody has done."""
    if model in (Site, Zone):
        keys = [str(pk) for pk in ids]
        for key in Contract.objects.filter(subject_key__in=keys, valid_to=None).values_list("subject_key", flat=True):
            yield UUID(key), CALLED["supervision.Contract"]
    if model is User:
        for pk in Event.objects.filter(actor_id__in=ids).values_list("actor_id", flat=True):
            if pk:
                yield pk, _p("holds", "steps of their own")
