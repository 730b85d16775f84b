"""One step on many ticked entries: a page that says which can take it, then each on its own, none left out silently."""

from urllib.parse import parse_qsl
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rectification.actions import take
from rectification.facts import StepData
from rectification.filters import Filter
from rectification.forms import StepForm
from rectification.models import Ticket
from rectification.pages.bulk import Picked, offered, picked_entries, shown
from rectification.pages.viewer import Viewer, viewer_of
from rectification.views.inbox import key_of, shown_entries
from rectification.wording import ACTIONS, SAYS
from rectification.workflow import Action
from supervision.acting import ActingRequest
from supervision.refusals import Refused


@require_POST
def bulk(request: ActingRequest) -> HttpResponse:
    """First what would be done, with the step's form; with `go` the step on each entry that can take it."""
    viewer, picks = viewer_of(request), shown_entries(request, "pick")
    action = known(viewer, request.POST.get("action", ""))
    if not picks:
        messages.warning(request, _("Tick at least one entry."))
        return redirect(back(request))
    entries = picked_entries(viewer, picks, action)
    first = next((one for one in entries if not one.why), None)
    if first is None:
        return page(request, viewer, action, entries, None, status=422)
    form = StepForm(action, first.reading, "", request.POST if request.POST.get("go") else None)
    if not request.POST.get("go"):
        return page(request, viewer, action, entries, form)
    if not form.is_valid():
        return page(request, viewer, action, entries, form, status=422)
    results = each(viewer, action, entries, form.step_data((), None), request.POST.get("key", "")[:40])
    lines = shown(entries, viewer, results)
    context = {"step": {"label": str(ACTIONS[action])}, "entries": lines, "back_url": back(request)}
    done = sum(line["done"] for line in lines)
    return render(request, "rectification/bulk_done.html", {**context, "done": done, "left": len(lines) - done})


def known(viewer: Viewer, given: str) -> Action:
    """A step this post is offered for many entries."""
    if given not in {one["action"] for one in offered(viewer)}:
        raise Http404
    return Action(given)


def each(viewer: Viewer, action: Action, entries: list[Picked], data: StepData, key: str) -> dict[UUID, str]:
    """The step on each entry that can take it; what it said against it."""
    results = {}
    for one in entries:
        pk = one.reading.ticket.pk
        if one.why:
            continue
        try:
            take(action, pk, by=viewer.actor, now=viewer.now, data=data, key=key_of(key, pk), expected=one.expected)
            results[pk] = ""
        except Ticket.DoesNotExist:
            results[pk] = _("An entry is no longer yours.")
        except Refused as refused:
            results[pk] = str(refused.words)
    return results


def back(request: ActingRequest) -> str:
    """The list one came from, with its filter."""
    return reverse("ledger") + Filter.read(read_query(request.POST.get("query", ""))).url()


def read_query(text: str) -> dict[str, str]:
    """The words of an address that travelled along in a form."""
    return dict(parse_qsl(text[:1000]))


def page(
    request: ActingRequest,
    viewer: Viewer,
    action: Action,
    entries: list[Picked],
    form: StepForm | None,
    status: int = 200,
) -> HttpResponse:
    """What would be done to which entries."""
    lines = shown(entries, viewer)
    context = {
        "step": {"label": str(ACTIONS[action]), "action": action, "key": uuid4().hex},
        "says": str(SAYS.get(action, "")),
        "form": form,
        "entries": lines,
        "n": sum(line["possible"] for line in lines),
        "query": request.POST.get("query", "")[:1000],
        "back_url": back(request),
    }
    return render(request, "rectification/bulk.html", context, status=status)
