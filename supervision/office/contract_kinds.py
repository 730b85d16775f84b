"""Kinds of contract for the page: each rule in words, and how many contracts run by it."""

from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sites.models import ZoneLayer
from supervision.actions.contracts.kinds import stream_of
from supervision.contract_kinds import PERSON, ZONE
from supervision.models import Contract, ContractKind
from supervision.office.history import history


def kinds(now: datetime) -> dict[str, Any]:
    """All of them: four queries."""
    running = dict(Contract.objects.at(now).order_by().values_list("kind").annotate(n=Count("id")))
    layers = {layer.code: layer.label for layer in ZoneLayer.objects.all()}
    rows = [
        {
            "code": kind.code,
            "label": kind.label,
            "url": reverse("office_contract_kind", args=[kind.code]),
            "rules": rules(kind, layers),
            "n": running.get(kind.code, 0),
            "list_url": f"{reverse('office_contracts')}?kind={kind.code}",
            "retired": kind.retired,
        }
        for kind in ContractKind.objects.all()
    ]
    return {"kinds": rows, "n": sum(not row["retired"] for row in rows)}


def rules(kind: ContractKind, layers: dict[str, str]) -> list[str]:
    """The rules in words."""
    subjects = pgettext("enumeration", ", ").join(str(Contract.Subject(one).label) for one in kind.subjects)
    said = [_("for %(subjects)s") % {"subjects": subjects}]
    if ZONE in kind.subjects and kind.layer:
        said.append(_("layer %(layer)s") % {"layer": layers.get(kind.layer, kind.layer)})
    said.append(_("a person") if kind.holder == PERSON else _("a person or a unit"))
    said.append(_("several at once") if kind.many else _("one alone"))
    flags = (
        (kind.required, _("each zone needs one")),
        (kind.routes, _("routing asks for it")),
        (kind.moves_duties, _("duties move with it")),
        (kind.shown_on_sign, _("on the street sign")),
        (kind.retired, _("no longer given")),
    )
    return [*said, *(words for on, words in flags if on)]


def history_of(kind: ContractKind, now: datetime) -> dict[str, Any]:
    """What was changed in the rules."""
    return history([stream_of(kind.code)], now)
