"""Zones as files: sent, looked at, brought in exactly as shown, and taken out again."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sites.coordinates import BD09, GCJ02, WGS84
from sites.geofiles.rows import MAX_BYTES
from sites.models import ZoneLayer
from supervision.acting import ActingRequest
from supervision.actions.access import record_access
from supervision.actions.zone_files import intake, taking_out
from supervision.models import Job
from supervision.office import zone_files as pages
from supervision.refusals import Refused
from supervision.views.importing import as_file
from supervision.views.office.frame import WhyForm, for_keepers

SYSTEMS = (
    (WGS84, gettext_lazy("WGS-84 or CGCS2000 (degrees)")),
    (GCJ02, gettext_lazy("GCJ-02 (Amap, Tencent)")),
    (BD09, gettext_lazy("BD-09 (Baidu)")),
)
SUFFIXES = (".geojson", ".json", ".zip")
ZIP = "application/zip"


class SendForm(forms.Form):
    """A file, and what has to be known before it is read."""

    layer = forms.ModelChoiceField(
        ZoneLayer.objects.all(), label=gettext_lazy("Layer"), to_field_name="code", empty_label=None
    )
    system = forms.ChoiceField(
        choices=SYSTEMS,
        label=gettext_lazy("Coordinates of the file"),
        help_text=gettext_lazy("Nobody can tell by looking: borders drawn over Amap or Baidu lie some 500 m aside."),
    )
    day = forms.DateField(
        label=gettext_lazy("Valid from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The days before keep their borders."),
    )
    file = forms.FileField(
        label=gettext_lazy("File (.geojson or .zip)"),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,.zip"}),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )

    def clean_file(self) -> Any:
        """What is too big is refused before anything is read."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(most)s MB. Send the layer in parts.") % {"most": MAX_BYTES // 1_000_000}
            )
        if not (file.name or "").lower().endswith(SUFFIXES):
            raise forms.ValidationError(_("Send GeoJSON (.geojson) or a zipped Shapefile (.zip)."))
        return file


class OutForm(forms.Form):
    """What is taken out."""

    layer = forms.ModelChoiceField(ZoneLayer.objects.all(), to_field_name="code")
    day = forms.DateField()
    form = forms.ChoiceField(choices=[(taking_out.GEOJSON, ""), (taking_out.SHAPEFILE, "")])
    system = forms.ChoiceField(choices=[(WGS84, ""), (GCJ02, "")], required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def zone_files(request: ActingRequest) -> HttpResponse:
    """The door for files, those that came in, and the layers to take out."""
    acting, status = request.acting, 200
    today = timezone.localtime(acting.now).date()
    form = SendForm(request.POST or None, request.FILES or None, initial={"day": today, "system": WGS84})
    if request.method == "POST":
        form = SendForm(request.POST, request.FILES)
        if form.is_valid():
            given = form.cleaned_data
            file, about = given["file"], (given["layer"], given["day"], given["system"])
            try:
                job = intake.receive(file, file.name, *about, by=acting.post, user_id=acting.user.pk, now=acting.now)
                return redirect("office_zone_file", pk=job.pk)
            except Refused as refused:
                form.add_error("day", refused.words)
        status = 422
    context = {"form": form, **pages.overview(request.GET, acting.now)}
    return render(request, "office/zone_files.html", context, status=status)


@require_safe
@for_keepers
def zone_file(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One file. While it is being worked on, the page asks for the part that changes; at its end it is drawn anew."""
    found = pages.page(find(pk), request.GET, request.acting.now)
    if request.headers.get("HX-Request") == "true":
        if not found["job"]:
            answer = HttpResponse(status=204)
            answer["HX-Refresh"] = "true"
            return answer
        return render(request, "office/_zone_file_runs.html", {"z": found})
    return render(request, "office/zone_file.html", {"z": found, "form": WhyForm()})


@require_POST
@for_keepers
def zone_file_apply(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Writes what was shown; a refusal comes back on the page with the reason that was typed."""
    row, acting, form = find(pk), request.acting, WhyForm(request.POST)
    words, status = "", 422
    if form.is_valid():
        try:
            intake.bring_in(
                row.pk,
                request.POST.get("token", ""),
                form.cleaned_data["why"],
                good_only=request.POST.get("good") == "1",
                by=acting.post,
                user_id=acting.user.pk,
                now=acting.now,
            )
            return redirect("office_zone_file", pk=row.pk)
        except Refused as refused:
            words, status = refused.words, refused.status
    found = pages.page(find(pk), request.GET, acting.now)
    context = {"z": found, "form": form, "refusal": {"text": words} if words else None}
    return render(request, "office/zone_file.html", context, status=status)


@require_POST
@for_keepers
def zone_file_again(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The same zones compared with the city as it is now."""
    row, acting = find(pk), request.acting
    try:
        job = intake.look_again(row, by=acting.post, user_id=acting.user.pk, now=acting.now)
    except Refused as refused:
        messages.error(request, refused.words)
        return redirect("office_zone_file", pk=row.pk)
    return redirect("office_zone_file", pk=job.pk)


@require_safe
@for_keepers
def zone_file_map(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The borders of the result for the small map."""
    try:
        return JsonResponse(pages.shapes(find(pk)), content_type="application/geo+json")
    except Refused:
        raise Http404 from None


@require_safe
@for_keepers
def zone_file_marked(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The zones with what was found beside each; that it was fetched is written down."""
    row, acting = find(pk), request.acting
    file = row.result.get("file")
    if not file:
        raise Http404
    try:
        content = storages["results"].open(file["path"])
    except FileNotFoundError:
        raise Http404 from None
    facts = {"job": str(row.pk), "kind": row.kind, "name": file["name"]}
    record_access("fetch", facts, by=acting.post, user_id=acting.user.pk, now=acting.now)
    return as_file(FileResponse(content, content_type=file["type"]), file["name"])


@require_safe
@for_keepers
def zone_file_out(request: ActingRequest) -> HttpResponse:
    """A layer as it lies on a day, as GeoJSON or as a zipped Shapefile."""
    acting, form = request.acting, OutForm(request.GET)
    if not form.is_valid():
        messages.error(request, _("Choose a layer and a day first."))
        return redirect("office_zone_files")
    layer, day = form.cleaned_data["layer"], form.cleaned_data["day"]
    kind, system = form.cleaned_data["form"], form.cleaned_data["system"] or WGS84
    taking_out.note_taking(layer, day, kind, system, by=acting.post, user=acting.user, now=acting.now)
    stem = taking_out.stem_of(layer, day, system)
    if kind == taking_out.SHAPEFILE:
        answer = FileResponse(taking_out.as_shapefile(layer, day, system), content_type=ZIP)
        return as_file(answer, f"{stem}.zip")
    pieces = taking_out.as_geojson(layer, day, system)
    return as_file(StreamingHttpResponse(pieces, content_type=intake.TYPE), f"{stem}.geojson")


def find(pk: UUID) -> Job:
    """The look at a file."""
    return get_object_or_404(Job.objects.select_related("asked_by"), pk=pk, kind=intake.CHECK)
