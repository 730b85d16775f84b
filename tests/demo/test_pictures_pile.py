"""After a load hundreds of photos wait for their small copies: the worker goes on until none is left."""

import io
from pathlib import Path

import pytest
from PIL import Image

from supervision import clock, tasks
from supervision.actions.uploads import stage
from supervision.models import StoredFile, User


@pytest.mark.django_db
def test_the_worker_rings_for_itself_while_pictures_wait(
    settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    rung: list[str] = []
    monkeypatch.setattr(tasks, "ring", rung.append)
    owner = User.objects.create_user("inspector", display_name="王砚秋")
    for shade in range(3):
        picture = io.BytesIO()
        Image.new("RGB", (40, 30), (80 * shade, 0, 0)).save(picture, "JPEG")
        stage(owner, f"k{shade}", picture, "p.jpg", clock.now())
    assert tasks.finish_pictures() == 3
    assert rung == ["supervision.tasks.finish_pictures"]
    assert not StoredFile.objects.filter(derivatives_at=None).exists()
    assert tasks.finish_pictures() == 0
    assert len(rung) == 1
