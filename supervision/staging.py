"""Photos of a form: those staged by the script, those that came as plain files, and how both are shown again."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from supervision.acting import ActingRequest
from supervision.actions.uploads import stage
from supervision.models import Upload
from supervision.refusals import Refused
from supervision.signed_photos import photo_url


@dataclass(frozen=True)
class Posted:
    """The ids of the photos that go with a form, and what was wrong with those that do not."""

    ids: tuple[UUID, ...]
    error: str = ""


def posted_photos(request: ActingRequest) -> Posted:
    """Staged ids as they came; plain files are staged now, each on its own, so that a refused one loses no other."""
    ids = [found for given in request.POST.getlist("photos") if (found := read_id(given))]
    errors = []
    for file in request.FILES.getlist("files"):
        try:
            ids.append(stage(request.acting.user, uuid4().hex, file, file.name or "", request.acting.now).id)
        except Refused as refusal:
            errors.append(refusal.words)
    return Posted(tuple(dict.fromkeys(ids)), " ".join(errors))


def read_id(given: str) -> UUID | None:
    """A uuid, or nothing."""
    try:
        return UUID(given)
    except ValueError:
        return None


def staged_photos(request: ActingRequest, ids: tuple[UUID, ...]) -> list[dict[str, str]]:
    """Photos that still wait, for components/photos.html: a refusal loses none of them. One query."""
    acting = request.acting
    rows = Upload.objects.filter(owner=acting.user, pk__in=ids, used_at=None, expires_at__gt=acting.now)
    found = {row.pk: row for row in rows}
    return [
        {
            "id": str(pk),
            "thumb": photo_url(found[pk].file_id, "320", acting.user.pk, acting.now),
            "alt": found[pk].name,
        }
        for pk in ids
        if pk in found
    ]
