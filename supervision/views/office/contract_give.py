"""Giving contracts: subjects to one holder, from a list, the matrix or the map; a page, and a part of one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from sites.models import Unit
from supervision.acting import ActingRequest
from supervision.actions.contracts import Rows, Wanted, assign
from supervision.actions.contracts.facts import Subject, things
from supervision.canonical import NotCanonical
from supervision.contract_kinds import LINE, SITE, UNIT_GROUP, ZONE
from supervision.models import Contract, ContractKind
from supervision.office import holders, matrix
from supervision.office.subjects import search_places
from supervision.refusals import Refused
from supervision.views.office.contracts import DAY, HolderField, begins, ends, picker
from supervision.views.office.frame import for_keepers

MOST = 2000  # subjects given at once
LISTED = 60  # of which a page names so many
Cell = tuple[str, Subject]  # kind, subject


class GiveForm(forms.Form):
    """To whom, from when to when, why."""

    holder = HolderField(label=gettext_lazy("Holder"), widget=forms.HiddenInput)
    since = forms.DateField(
        label=gettext_lazy("First day"),
        required=False,
        widget=forms.DateInput(attrs=DAY),
        help_text=gettext_lazy("Empty: from this moment on."),
    )
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs=DAY),
        help_text=gettext_lazy("Empty: without a date of end."),
    )
    replaces = forms.BooleanField(
        label=gettext_lazy("Whoever holds it hands it over"),
        required=False,
        help_text=gettext_lazy("Their contract ends when the new one begins. Without it, what is held is refused."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note for the holder"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    why = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


def read_cells(query: Any) -> list[Cell]:
    """What is to be given: cells of the matrix, or one kind and its subjects, in the order they were named."""
    found: list[Cell] = []
    for text in query.getlist("cell"):
        kind, sign, rest = text.partition("~")
        if sign and (subject := read_subject(rest)):
            found.append((kind[:40], subject))
    kind = query.get("kind", "")[:40]
    named = [*query.getlist("subjects"), *query.getlist("subjects[]")]
    for name in (ZONE, SITE, LINE, UNIT_GROUP):
        named += [f"{name}:{key.strip()}" for key in query.getlist(name) if key.strip()]
    found += [(kind, subject) for text in named if (subject := read_subject(text))]
    return list(dict.fromkeys(found))


def read_subject(text: str) -> Subject | None:
    """zone:<id>, site:<id>, line:<name>, unit_group:<name>."""
    what, _sign, key = text.partition(":")
    return (what, key[:60]) if what in Contract.Subject.values and key and "\x00" not in key else None


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def contract_assign(request: ActingRequest) -> HttpResponse:
    """The form; a press gives all of it or nothing. In the matrix it is a part of the page."""
    query = request.POST or request.GET
    cells, now = read_cells(query), request.acting.now
    if request.method != "POST" or "look" in request.POST:  # many subjects are too long for an address
        return page(request, GiveForm(), cells)
    form = GiveForm(request.POST)
    problem = missing(cells)
    if not form.is_valid() or problem:
        return page(request, form, cells, problem, status=422)
    given = form.cleaned_data
    try:
        made = give(cells, given, request)
    except Rows as refused:
        return page(request, form, cells, "", refused.sentences, status=refused.status)
    except Refused as refused:
        return page(request, form, cells, refused.words, status=refused.status)
    except NotCanonical:
        return page(request, form, cells, _("The text contains characters that cannot be kept."), status=422)
    said = done_words(given["holder"].name, len(made))
    if request.headers.get("HX-Request") == "true":
        return render(request, "office/_contract_given.html", {"said": said, "cells": fresh_cells(cells, now)})
    messages.success(request, said)
    return redirect(reverse("contract", args=[made[0].pk]) if len(made) == 1 else reverse("office_contracts"))


def missing(cells: list[Cell]) -> str:
    """What is not said yet."""
    if not cells:
        return _("Choose what is to be given.")
    if any(not kind for kind, _subject in cells):
        return _("Choose a kind of contract.")
    return _("That is too much at once: give at most %(n)s.") % {"n": MOST} if len(cells) > MOST else ""


def give(cells: list[Cell], given: dict[str, Any], request: ActingRequest) -> list[Contract]:
    """All of it, or a refusal."""
    acting = request.acting
    unit_id, user_id = holders.ids_of(given["holder"])
    since, until = begins(given["since"], acting.now), ends(given["until"])
    wanted = [Wanted(kind, unit_id, user_id, subject, since, until) for kind, subject in cells]
    return assign(wanted, given["why"], now=acting.now, by=acting.post, note=given["note"], replaces=given["replaces"])


def done_words(name: str, n: int) -> str:
    """What has come of it."""
    if not n:
        return _("%(name)s holds all of it already.") % {"name": name}
    words = ngettext("%(name)s has %(n)s contract more.", "%(name)s has %(n)s contracts more.", n)
    return words % {"name": name, "n": n}


def fresh_cells(cells: Iterable[Cell], now: datetime) -> list[dict[str, Any]]:
    """The cells of the matrix as they stand now."""
    wanted = [(kind, key) for kind, (what, key) in cells if what == ZONE]
    kinds = {kind.code: kind for kind in ContractKind.objects.filter(pk__in={kind for kind, _key in wanted})}
    zones = {key: thing.row for (_what, key), thing in things((ZONE, key) for _kind, key in wanted).items()}
    held = matrix.held(list(kinds.values()), list(zones.values()), now)
    return [
        matrix.cell(kinds[kind], zones[key], held.get((kind, key), []), now)
        for kind, key in wanted
        if kind in kinds and key in zones
    ]


def page(
    request: ActingRequest,
    form: GiveForm,
    cells: list[Cell],
    refused: str = "",
    sentences: Iterable[str] = (),
    status: int = 200,
) -> HttpResponse:
    """The form with everything that was chosen. A part of a page is answered as such, or it would not be shown."""
    kinds = list(ContractKind.objects.filter(retired=False))
    chosen = {kind for kind, _subject in cells}
    kind = (request.POST or request.GET).get("kind", "")
    part = request.headers.get("HX-Request") == "true"
    units_too = any(one.holder == one.Holder.UNIT for one in kinds if not chosen or one.code in chosen)
    context = {
        "form": form,
        "groups": sorted(set(groups())) if not part else [],
        "kinds": [{"code": one.code, "label": one.label, "on": one.code == kind} for one in kinds],
        "one_kind": not (request.POST or request.GET).getlist("cell"),
        "subjects": subjects(cells, {one.code: one for one in kinds}, request),
        "n": len(cells),
        "more": max(0, len(cells) - LISTED),
        "refusal": {"text": refused} if refused else None,
        "sentences": list(sentences)[:LISTED],
        "action": reverse("office_contract_assign"),
        "part": part,
        **picker(request, form, units_too=units_too),
    }
    template = "office/_contract_give.html" if part else "office/contract_give.html"
    return render(request, template, context, status=200 if part else status)


def groups() -> Iterable[str]:
    """Groups of units there are."""
    return Unit.objects.exclude(ranking_group="").order_by().values_list("ranking_group", flat=True).distinct()


def subjects(cells: list[Cell], kinds: dict[str, ContractKind], request: ActingRequest) -> list[dict[str, Any]]:
    """What is to be given, by name; all of it goes with the form, the first are shown."""
    names = things(subject for _kind, subject in cells)
    celled = set((request.POST or request.GET).getlist("cell"))
    found = []
    for n, (kind, subject) in enumerate(cells):
        value = f"{kind}~{subject[0]}:{subject[1]}"
        in_cell = value in celled
        found.append(
            {
                "name": "cell" if in_cell else "subjects",
                "value": value if in_cell else f"{subject[0]}:{subject[1]}",
                "label": names[subject].label if subject in names else _("unknown"),
                "kind": kinds[kind].label if in_cell and kind in kinds else "",
                "shown": n < LISTED,
            }
        )
    return found


@require_safe
@for_keepers
def contract_places(request: ActingRequest) -> HttpResponse:
    """Zones and sites found by a few letters, to add to what is given."""
    q, kind = request.GET.get("place", "").strip()[:60], request.GET.get("kind", "")[:40]
    row = ContractKind.objects.filter(pk=kind).first() if kind else None
    return render(
        request, "office/_contract_places.html", {"places": search_places(q, row, request.acting.now), "q": q}
    )
