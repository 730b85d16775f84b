"""Any step on an entry: its form, and taking it. The rules are the engine's; here they only become a page."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rectification.actions import take
from rectification.facts import StepData
from rectification.forms import StepForm, read_place
from rectification.models import PetitionKind, Ticket
from rectification.pages.reading import Reading, open_entry
from rectification.pages.steps import key_after, refusal_of, step_page
from rectification.pages.viewer import viewer_of
from rectification.views.entry import SEALED
from rectification.wording import ACTIONS, AT_ONCE, EVENTS
from rectification.workflow import STEPS, Action, refusal
from supervision.acting import ActingRequest
from supervision.refusals import NotAllowed, Refused
from supervision.staging import Posted, posted_photos, staged_photos

# A step that was taken in a list leads back there.
LISTS: dict[str, frozenset[Action]] = {
    "inbox": AT_ONCE,
    "home": AT_ONCE,
    "dispatch": frozenset({Action.DISPATCH, Action.ADMIT, Action.DECLINE}),
    "petitions": frozenset({Action.DECIDE}),
}


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: ActingRequest, number: str, action: str) -> HttpResponse:
    """The form of a step, or the step itself."""
    reading, act = open_entry(number, viewer_of(request)), known(action)
    why = refusal(act, reading.ticket.status, reading.parties)
    if why == "wrong_party" or reading.until is not None:
        raise PermissionDenied(_("This step is not yours to take."))
    if request.method == "POST":
        return taken(request, reading, act)
    if why:
        messages.warning(request, _("This step is not possible in the entry's present state."))
        return redirect("entry", number=number)
    return page(request, reading, StepForm(act, reading, asked(request), rung=about(request)), Posted(()))


def known(action: str) -> Action:
    """A step people take; anything else does not exist."""
    try:
        found = Action(action)
    except ValueError:
        raise Http404 from None
    if found not in STEPS or found not in ACTIONS:
        raise Http404
    return found


def asked(request: ActingRequest) -> str:
    """Which petition a step is about."""
    given = request.POST.get("petition") or request.GET.get("petition", "")
    return given if given in PetitionKind.values else ""


def about(request: ActingRequest) -> str:
    """Which rung the page is about: what was chosen on it, else what the link named."""
    return request.POST.get("rung") or request.GET.get("rung", "")


def taken(request: ActingRequest, reading: Reading, action: Action) -> HttpResponse:
    """Takes the step; a refusal comes back on the same page with everything that was typed and sent."""
    posted, form = posted_photos(request), StepForm(action, reading, asked(request), request.POST, rung=about(request))
    if posted.error or not form.is_valid():
        return page(request, reading, form, posted, status=422)
    try:
        do(request, reading, action, form.step_data(posted.ids, read_place(request.POST)))
    except NotAllowed as refused:
        raise PermissionDenied(refused.words) from None
    except Refused as refused:
        again = open_entry(reading.ticket.number, reading.viewer)
        shown = StepForm(action, again, asked(request), request.POST, rung=about(request))
        return page(request, again, shown, posted, refused=refused, status=refused.status)
    return redirect(after(request, reading, action))


def do(request: ActingRequest, reading: Reading, action: Action, data: StepData) -> None:
    """The engine's door, with the key and the sequence of the page."""
    viewer, ticket = reading.viewer, reading.ticket
    key = request.POST.get("key", "")[:64] or None
    try:
        take(action, ticket.pk, by=viewer.actor, now=viewer.now, data=data, key=key, expected=expected(request))
    except Ticket.DoesNotExist:
        raise Http404 from None
    messages.success(request, done_words(action, ticket.number))
    if action == Action.PASS:
        request.session[SEALED] = ticket.number


def done_words(action: Action, number: str) -> str:
    """What has just happened, in a line."""
    return _("%(number)s: %(what)s.") % {"number": number, "what": EVENTS[action]}


def expected(request: ActingRequest) -> int | None:
    """The sequence the person had seen."""
    given = request.POST.get("expected", "")
    return int(given) if given.isdecimal() and len(given) < 10 else None


def after(request: ActingRequest, reading: Reading, action: Action) -> str:
    """Where to go on."""
    came_from = urlsplit(request.headers.get("Referer", "")).path
    if came_from in [reverse(name) for name, steps in LISTS.items() if action in steps]:
        return came_from
    return reverse("entry", args=[reading.ticket.number])


def page(
    request: ActingRequest,
    reading: Reading,
    form: StepForm,
    posted: Posted,
    *,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a step."""
    key = key_after(refused, request.POST.get("key", "")[:64])
    context: dict[str, Any] = {
        **step_page(form.action, reading, form, key, form.petition, form.rungs[0] if form.sure else None),
        "staged": staged_photos(request, posted.ids),
        "photo_error": posted.error,
        "refusal": refusal_of(refused, reading.ticket.number) if refused else None,
        "values": {name: request.POST.get(name, "") for name in ("lat", "lng", "accuracy")},
    }
    return render(request, "rectification/step.html", context, status=status)
