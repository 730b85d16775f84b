"""Whether anything has happened since a page was drawn."""

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rectification.pages.pulse import entry_now, list_token
from rectification.pages.viewer import viewer_of
from supervision.acting import ActingRequest


@require_safe
@never_cache
def pulse(request: ActingRequest) -> HttpResponse:
    """Of one entry with `?entry=`, else of everything that waits on the post one acts in."""
    viewer = viewer_of(request)
    number = request.GET.get("entry")
    token = entry_now(viewer, number) if number is not None else list_token(viewer)
    if token is None:
        raise Http404
    return JsonResponse({"token": token})
