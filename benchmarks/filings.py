"""Filings: straight through the action while somebody else writes in bulk (ENGINE 27), and as requests for the API."""

import io
import json
import time
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from PIL import Image

from benchmarks.kit import Part
from rectification.desk import Actor
from rectification.facts import FilingData
from rectification.filing import file
from supervision import clock
from supervision.actions.tokens import issue_token
from supervision.actions.uploads import KEPT, stage
from supervision.ids import new_id
from supervision.models import Post, Upload

CATEGORY = "ENV-01"
PEOPLE = ("inspector", "team_leader", "second_inspector", "second_leader", "discipline")
COLUMNS, STEP_DEGREES = 150, 0.001  # places a hundred metres apart: nobody's problem is another's duplicate
ROWS_EACH = 40


def staged(post: Post, count: int) -> list[UUID]:
    """So many waiting pictures: one really staged, the others the same content sent again under other keys."""
    data = io.BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").save(data, "JPEG")
    data.seek(0)
    now = clock.now()
    first = stage(post.user, f"bench-{new_id()}", data, "photo.jpg", now)
    more = [
        Upload(
            owner=post.user, key=str(new_id()), file_id=first.file_id, name="photo.jpg", created_at=now,
            expires_at=now + KEPT,
        )
        for _ in range(count - 1)
    ]  # fmt: skip
    Upload.objects.bulk_create(more, batch_size=500)
    return [first.id, *(upload.id for upload in more)]


def place(number: int) -> tuple[Decimal, Decimal]:
    """A free point of the eastern zone."""
    row, column = divmod(number, COLUMNS)
    lon, lat = 120.005 + column * STEP_DEGREES, 30.1 + row * STEP_DEGREES
    return Decimal(f"{lon:.6f}"), Decimal(f"{lat:.6f}")


def measure(part: Part, person: int, seconds: float, begins: float = 0) -> None:
    """Files for so long, one problem after the other; each kept in a row of places of its own.

    Whoever measures beside others makes ready first and then waits for the moment `begins`, of the clock all share.
    """
    post = Post.objects.select_related("user", "unit").get(user__username=PEOPLE[person])
    most = ROWS_EACH * COLUMNS
    photos = staged(post, most)
    time.sleep(max(0.0, begins - time.monotonic()))
    took: list[float] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end and len(took) < most:
        no = len(took)
        data = FilingData(category=CATEGORY, place=place(person * most + no), photos=(photos[no],))
        began = time.perf_counter()
        file(data, by=Actor(post.user, post), now=clock.now())
        took.append(time.perf_counter() - began)
    part.figure("filing", "ms", *(one * 1e3 for one in took))
    part.figure("filings per second", "1/s", len(took) / sum(took))
    part.figure("longest filing", "s", max(took))


def keys(part: Part, people: list[str], out: str) -> None:
    """Tokens of some people."""
    found = {}
    for name in people:
        post = Post.objects.select_related("user", "unit").get(user__username=name)
        found[name] = f"Token {issue_token(post.user, post, 'bench', clock.now())[1]}"
    Path(out).write_text(json.dumps(found))


def requests(part: Part, count: int, out: str) -> None:
    """So many filings as an inspector's phone would send them, each with a photo that waits already, and the key."""
    post = Post.objects.select_related("user", "unit").get(user__username=PEOPLE[0])
    _, key = issue_token(post.user, post, "bench", clock.now())
    bodies = []
    for no, photo in enumerate(staged(post, count)):
        lon, lat = place(no)
        bodies.append(
            {
                "category": CATEGORY,
                "place": {"lon": str(lon), "lat": str(lat)},
                "photos": [str(photo)],
                "words": "路面有成片垃圾,已拍照",
                "client_key": f"bench-{no}",
            }
        )
    Path(out).write_text(json.dumps({"authorization": f"Token {key}", "bodies": bodies}))
