"""What lies on the ground, for the small map."""

from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rectification.pages import ground as pages
from rectification.pages.viewer import viewer_of
from supervision.acting import ActingRequest


@require_safe
def ground(request: ActingRequest) -> HttpResponse:
    """Zones and sites in a box."""
    viewer, box = viewer_of(request), pages.read_box(request.GET)
    if box is None:
        return HttpResponseBadRequest(_("The map asks for no such ground."))
    return JsonResponse(pages.ground(box, timezone.localtime(viewer.now).date()))
