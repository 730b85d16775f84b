"""Pictures over HTTP: one sent at a time, and shown only by addresses signed for the viewer."""

from typing import TypeVar, cast

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from supervision import clock, picture_store
from supervision.actions.uploads import refused, stage, told_when_full
from supervision.models import StoredFile, User
from supervision.pictures import SUFFIXES, shown_name
from supervision.refusals import Refused
from supervision.signed_photos import ORIGINAL, BadToken, read_token, upload_answer
from supervision.upload_handler import bound_pictures

KEY_HEADER = "X-Upload-Key"
# Shown as pictures only: the sandbox keeps a file that the browser takes for a page from being one.
Guarded = TypeVar("Guarded", HttpResponse, FileResponse)
GUARDS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240" width="320" height="240">'
    '<rect width="320" height="240" fill="#eef0f2"/>'
    '<g fill="none" stroke="#9aa3ad" stroke-width="6" stroke-linecap="round" stroke-linejoin="round">%s</g></svg>'
)
# A clock while the worker has not been there yet, a torn frame when the picture cannot be shown at all.
WAITING = FRAME % '<circle cx="160" cy="120" r="40"/><path d="M160 96v24l16 12"/>'
UNREADABLE = FRAME % '<path d="M116 84h88v72h-88z"/><path d="M140 84l14 24-18 20 16 28"/>'


@login_required
@require_safe
def photo(request: HttpRequest, token: str) -> HttpResponseBase:
    """A picture for the viewer its address was signed for; anybody else learns nothing."""
    try:
        sha256, size = read_token(token, _viewer(request).id, clock.now())
    except BadToken:
        raise Http404 from None
    response: HttpResponse | FileResponse | None = picture(sha256, size)
    if response is None:
        response = _guarded(_placeholder(sha256, size))
    return response


def picture(sha256: str, size: str) -> FileResponse | None:
    """A stored picture to look at, or as it was sent, and then as a download; None when there is none (yet)."""
    try:
        return _guarded(_original(sha256) if size == ORIGINAL else _shown(sha256, size))
    except (FileNotFoundError, StoredFile.DoesNotExist):
        return None


@login_required
@require_POST
@csrf_exempt
def stage_upload(request: HttpRequest) -> HttpResponse:
    """Bounds the body before anything reads it; the check against forged requests reads it, so it comes right after."""
    bound_pictures(request)
    try:
        with told_when_full(shown_name("")):
            request.FILES  # noqa: B018 - parsing writes temporary files
    except Refused as refusal:
        return _refusal(refusal, "")
    return _stage(request)


@csrf_protect
def _stage(request: HttpRequest) -> HttpResponse:
    """Field `file`, and its key in field `key` or header X-Upload-Key; JSON either way, a refusal names the file."""
    files = request.FILES.getlist("file")
    name = (files[0].name if files else "") or ""
    sender, moment = _viewer(request), clock.now()
    try:
        if len(files) != 1:
            raise refused("upload_count")
        key = request.POST.get("key") or request.headers.get(KEY_HEADER, "")
        upload = stage(sender, key, files[0], name, moment)
    except Refused as refusal:
        return _refusal(refusal, name)
    return JsonResponse(upload_answer(upload, sender.id, moment), status=201)


def _viewer(request: HttpRequest) -> User:
    """Behind `login_required` there is always somebody."""
    return cast(User, request.user)


def _refusal(refusal: Refused, name: str) -> JsonResponse:
    answer = {"error": refusal.words, "code": refusal.code, "name": shown_name(name) if name else ""}
    return JsonResponse(answer, status=refusal.status)


def _shown(sha256: str, size: str) -> FileResponse:
    file = picture_store.open_stored(picture_store.derived_name(sha256, size))
    response = FileResponse(file, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600, immutable"
    return response


def _original(sha256: str) -> FileResponse:
    stored = StoredFile.objects.get(pk=sha256)
    file = picture_store.open_stored(picture_store.original_name(sha256))
    name = f"{sha256[:12]}{SUFFIXES[stored.mime]}"
    response = FileResponse(file, as_attachment=True, filename=name, content_type=stored.mime)
    response["Cache-Control"] = "private, no-store"
    return response


def _placeholder(sha256: str, size: str) -> HttpResponse:
    """Never cached: the next look may find the picture."""
    errors = StoredFile.objects.filter(pk=sha256).values_list("derivative_error", flat=True)
    if not errors or size == ORIGINAL:
        raise Http404
    response = HttpResponse(UNREADABLE if errors[0] else WAITING, content_type="image/svg+xml")
    response["Cache-Control"] = "no-store"
    return response


def _guarded(response: Guarded) -> Guarded:
    for header, value in GUARDS.items():
        response[header] = value
    return response
