"""Writing a problem down: the page, the pieces of it that follow what is chosen, and joining what is there."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rectification import filing
from rectification.facts import Place
from rectification.forms import read_place
from rectification.models import Ticket
from rectification.pages import filing as pages
from rectification.pages import ground, spots
from rectification.pages.filing import Draft
from rectification.pages.kinds import asks as what_is_asked
from rectification.pages.kinds import kinds
from rectification.pages.material import JOINS
from rectification.pages.steps import KEY_REUSED, key_after, refusal_of
from rectification.pages.viewer import Viewer, viewer_of
from sites.catalogue import current_category
from sites.models import Site
from sites.vocabulary import Urgency
from supervision.acting import ActingRequest
from supervision.models import Event
from supervision.refusals import Refused
from supervision.roles import FILES
from supervision.staging import Posted, posted_photos, read_id, staged_photos


def filer(request: ActingRequest) -> Viewer:
    """The viewer, if their post writes problems down."""
    viewer = viewer_of(request)
    if viewer.actor.post.role not in FILES:
        raise PermissionDenied(_("Your post does not file problems."))
    return viewer


@require_http_methods(["GET", "HEAD", "POST"])
def file(request: ActingRequest) -> HttpResponse:
    """An empty page, or what was stated is written into the ledger."""
    viewer = filer(request)
    if request.method != "POST":
        return page(request, viewer, Draft.read(request.GET, viewer.now), Posted(()))
    draft, posted = Draft.read(request.POST, viewer.now), posted_photos(request)
    if posted.error:
        return page(request, viewer, draft, posted, status=422)
    try:
        event = filing.file(draft.data(posted.ids), by=viewer.actor, now=viewer.now)
    except filing.Duplicate as duplicate:
        return page(request, viewer, draft, posted, refused=duplicate, status=duplicate.status)
    except Refused as refused:
        return page(request, viewer, draft, posted, refused=refused, status=refused.status)
    return redirect("filed", number=event.facts["number"])


def page(
    request: ActingRequest,
    viewer: Viewer,
    draft: Draft,
    posted: Posted,
    *,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page with everything that was stated so far."""
    given = request.POST if request.method == "POST" else request.GET
    look = pages.ahead(viewer, draft)
    same = refused.tickets if isinstance(refused, filing.Duplicate) else look.found.duplicates if look.found else []
    needed = look.category.photo_min if look.category else None
    context = {
        "file_url": reverse("file"),
        "back_url": reverse("home"),
        "key": key_after(refused, draft.key) or uuid4().hex,
        "refusal": filing_refusal(refused) if refused else None,
        "upload_url": reverse("supervision:stage_upload"),
        "staged": staged_photos(request, posted.ids),
        "photo_min": needed or 1,
        "photo_error": posted.error,
        **place_context(draft, viewer),
        "kinds": kinds(viewer, draft.site, draft.category),
        "kinds_url": reverse("file_kinds"),
        "asks": what_is_asked(look.category, draft.site),
        "asks_url": reverse("file_asks"),
        "urgencies": urgencies(draft.urgency),
        "preview_url": reverse("file_preview"),
        "preview": pages.preview(viewer, look),
        "missing": "kind" if draft.has_place else "place",
        "duplicates_url": reverse("file_duplicates"),
        "duplicates": pages.duplicates(viewer, same, draft),
        "relapse": pages.relapse(viewer, look),
        "values": draft.values(given),
        "errors": {},
    }
    return render(request, "rectification/file.html", context, status=status)


def filing_refusal(refused: Refused) -> dict[str, str]:
    """A rule's no; what was written down under the same key before is shown, so that nobody writes it down twice."""
    first = Event.objects.filter(pk=refused.params["event"]).first() if refused.code == KEY_REUSED else None
    return refusal_of(refused, first.facts["number"]) if first else {"text": refused.words}


def place_context(draft: Draft, viewer: Viewer) -> dict[str, Any]:
    """The chosen place and the ways to another one."""
    today = timezone.localtime(viewer.now).date()
    return {
        "place": spots.shown_place(draft.site, draft.device, today),
        "place_url": reverse("file_place"),
        "places_url": reverse("file_places"),
        "map": the_map(draft.site, draft.device, today),
    }


def the_map(site: Site | None, device: Place | None, today: date) -> dict[str, Any]:
    """Where the small map opens: at the pin, else over the whole city."""
    point = spots.point_of(device) or (site.point if site else None)
    box = ground.city_box(today)
    return {
        "url": reverse("file_ground"),
        "pin": ",".join(map(str, point)) if point else "",
        "box": ",".join(map(str, box)) if box else "",
    }


def urgencies(chosen: str) -> list[dict[str, Any]]:
    """As usual for the kind, or one of three."""
    usual = {"value": "", "label": _("as usual for this kind"), "on": not chosen, "note": ""}
    others = [{"value": u.value, "label": u.label, "on": u.value == chosen, "note": u.value} for u in Urgency]
    return [usual, *others]


@require_safe
def place(request: ActingRequest) -> HttpResponse:
    """The place that was picked, or the site the device is at."""
    viewer = filer(request)
    today = timezone.localtime(viewer.now).date()
    device = read_place(request.GET)
    site = spots.site_of(read_id(request.GET.get("site", "")), today)
    point = spots.point_of(device)
    if site is None and point and "free" not in request.GET:  # a point set on the map is meant as it is
        site = spots.nearest(point, today)
    context = {
        "place": spots.shown_place(site, device, today),
        "place_url": reverse("file_place"),
        "places_url": reverse("file_places"),
        "map": the_map(site, device, today),
    }
    return render(request, "rectification/_place.html", context)


@require_safe
def places(request: ActingRequest) -> HttpResponse:
    """Places by name or initials, or those around the device."""
    viewer = filer(request)
    words = request.GET.get("q", "").strip()[:60]
    today, device = timezone.localtime(viewer.now).date(), read_place(request.GET)
    recent = [] if words else spots.recent_places(viewer, device, today)
    context = {
        # The whole list by name helps only somebody who has nothing else to go by.
        "places": [] if recent and device is None else spots.shown_places(words, device, today),
        "recent": recent,
        "near": device is not None,
        "place_url": reverse("file_place"),
        "searched": words,
    }
    return render(request, "rectification/_places.html", context)


@require_safe
def file_kinds(request: ActingRequest) -> HttpResponse:
    """Kinds of problem in the order of the chosen place."""
    viewer = filer(request)
    draft = Draft.read(request.GET, viewer.now)
    return render(request, "rectification/_kinds.html", {"kinds": kinds(viewer, draft.site, draft.category)})


@require_safe
def asks(request: ActingRequest) -> HttpResponse:
    """What the standard demands of the chosen kind, and phrases for it."""
    draft = Draft.read(request.GET, filer(request).now)
    category = current_category(draft.category) if draft.category else None
    return render(request, "rectification/_asks.html", {"asks": what_is_asked(category, draft.site)})


@require_safe
def preview(request: ActingRequest) -> HttpResponse:
    """Who will owe it by when."""
    viewer = filer(request)
    draft = Draft.read(request.GET, viewer.now)
    context = {
        "preview": pages.preview(viewer, pages.ahead(viewer, draft)),
        "missing": "kind" if draft.has_place else "place",
    }
    return render(request, "rectification/_preview.html", context)


@require_safe
def duplicates(request: ActingRequest) -> HttpResponse:
    """What may be the same problem."""
    viewer = filer(request)
    draft = Draft.read(request.GET, viewer.now)
    look = pages.ahead(viewer, draft)
    context = {
        "duplicates": pages.duplicates(viewer, look.found.duplicates if look.found else [], draft),
        "relapse": pages.relapse(viewer, look),
        "values": draft.values(request.GET),
    }
    return render(request, "rectification/_duplicates.html", context)


@require_POST
def join(request: ActingRequest, number: str) -> HttpResponse:
    """Adds the photos and words to the entry that is there; only one that is the same kind at the same place."""
    viewer = filer(request)
    draft, posted = Draft.read(request.POST, viewer.now), posted_photos(request)
    ticket = Ticket.objects.filter(number=number).only("id").first()
    if ticket is None or not draft.has_place:
        raise Http404
    if posted.error:
        return page(request, viewer, draft, posted, status=422)
    try:
        filing.join(ticket.pk, draft.data(posted.ids), by=viewer.actor, now=viewer.now)
    except Ticket.DoesNotExist:
        raise Http404 from None
    except Refused as refused:
        return page(request, viewer, draft, posted, refused=refused, status=refused.status)
    messages.success(request, _("Your photos and words were added."))
    return redirect(reverse("filed", args=[number]) + "?joined=1")


@require_safe
def filed(request: ActingRequest, number: str) -> HttpResponse:
    """Written down: the number, who owes it by when."""
    viewer = viewer_of(request)
    ticket = viewer.present().select_related(*JOINS).filter(number=number).first()
    if ticket is None:
        raise Http404
    context = pages.filed(viewer, ticket, joined=request.GET.get("joined") == "1")
    return render(request, "rectification/filed.html", context)
