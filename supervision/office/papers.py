"""What every print needs: the fonts, the public address that its codes lead to, the words when it cannot be."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from sites.models import Unit, UnitFunction
from supervision.models import Job, Post
from supervision.paper.faces import Faces, NoFont, find_faces
from supervision.roles import KEEPS

PDF, PNG = "application/pdf", "image/png"
HERE = ("127.0.0.1", "localhost", "::1")  # the public address of a platform to which nobody has given one
NO_FONT: Promise = gettext_lazy(
    "There is no Chinese font to print with: build the browser's assets again, or install a font such as Noto Sans CJK."
)
GONE: Promise = gettext_lazy("The post this was asked for in is no longer open to you, so nothing was printed.")


def faces() -> Faces:
    """The fonts; NoFont where there are none."""
    return find_faces(settings.ASSETS_DIR / "fonts")


def base_of(request: HttpRequest) -> str:
    """What stands before an address on paper: the city's public address, else the one this page was asked at."""
    if urlsplit(settings.PUBLIC_URL).hostname not in HERE:
        return str(settings.PUBLIC_URL)
    return request.build_absolute_uri("/").rstrip("/")


def issuer(today: date) -> str:
    """The office that puts things up, by its function: two queries."""
    bound = UnitFunction.objects.bindings(today, ["office"])
    unit = Unit.objects.filter(pk__in=bound.values()).first()
    return unit.label if unit else ""


def dated(title: object, now: datetime, ending: str) -> str:
    """The name of a file for people."""
    clean = "".join(" " if char in '/\\:*?"<>|' or ord(char) < 32 else char for char in str(title)).strip()
    return f"{clean[:80]} {timezone.localtime(now):%Y-%m-%d}.{ending}"


def printed(
    job: Job, clock: Callable[[], datetime], draw: Callable[[Faces, datetime], tuple[int, str, bytes | None]]
) -> dict[str, Any]:
    """A job that prints: `draw` gets the fonts and the time and returns how many there are, the file's title and the
    PDF, or no PDF where somebody has stopped it. Only who may still keep the standing data gets it."""
    now = clock()
    post = Post.objects.open_to(job.asked_by_id, now).filter(pk=job.facts["post"]).first()
    if post is None or post.role not in KEEPS:
        return {"n": 0, "ended": True}
    with translation.override(job.facts.get("language") or settings.LANGUAGE_CODE):
        try:
            n, title, content = draw(faces(), now)
        except NoFont:
            return {"n": 0, "no_font": True}
        if content is None:
            return {"n": 0}
        stored = storages["results"].save(f"{job.pk}.pdf", ContentFile(content))
        file = {"path": stored, "name": dated(title, now, "pdf"), "type": PDF, "bytes": len(content)}
    return {"n": n, "file": file}


def hindered(job: Job) -> str:
    """Why a job printed nothing, if so."""
    if job.result.get("ended"):
        return str(GONE)
    return str(NO_FONT) if job.result.get("no_font") else ""
