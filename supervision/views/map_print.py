"""The map on paper: a page to choose layer, holders, day and paper, and the file."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from supervision.acting import ActingRequest
from supervision.actions.access import record_access
from supervision.office import atlas
from supervision.office.papers import PDF, PNG, dated, faces
from supervision.paper.atlas import SIZES, atlas_pdf, atlas_png
from supervision.roles import PRINTS
from supervision.views.papers import file_answer, prints

FORMATS = {"pdf": PDF, "png": PNG}


@require_safe
@prints
def map_print(request: ActingRequest) -> HttpResponse:
    """With a format the file, else the page. Names of holders are on it, so the file is written down."""
    acting, form = request.acting, request.GET.get("format", "")
    if acting.post.role not in PRINTS:
        raise PermissionDenied(_("The office, the team leaders and the city's leaders print the map."))
    asked = atlas.read_asked(request.GET, acting.now)
    if form not in FORMATS:
        return render(request, "supervision/map_print.html", {**atlas.choices(acting.now), "papers": list(SIZES)})
    if asked is None:
        raise Http404
    drawn = atlas.atlas_of(asked, acting.now)
    name = dated(drawn.title, acting.now, form)
    if form == "pdf":
        content = atlas_pdf(drawn, faces(), paper=asked.paper, made=acting.now)
    else:
        content = atlas_png(drawn, faces(), paper=asked.paper)
    facts = {"kind": "map", "layer": asked.layer.code, "day": asked.day.isoformat(), "name": name}
    record_access("fetch", facts, by=acting.post, user_id=acting.user.pk, now=acting.now)
    return file_answer(content, name, FORMATS[form])
