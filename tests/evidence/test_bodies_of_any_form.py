"""Every form is read before anybody has looked at who sends it; no body fills the disk, wherever it goes."""

import io
from pathlib import Path

import pytest
from django.test import Client

MEGABYTE = 1_000_000
PICTURE = 20 * MEGABYTE + 1


class WatchedBody(io.FileIO):
    """A request's body; at each read the bytes of the receiver's temporary files are noted."""

    written = 0

    def read(self, size: int = -1) -> bytes:
        sizes = [path.stat().st_size for path in Path(self.name).parent.glob("*.upload*")]
        self.written = max(self.written, sum(sizes))
        return super().read(size)


@pytest.fixture
def written(settings, tmp_path):
    """written(client, path, files, megabytes): how much of so many files lay on the disk while they came in."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path

    def written(client: Client, path: str, *, files: int, megabytes: int) -> int:
        token = "a" * 32
        client.cookies["csrftoken"] = token
        body = tmp_path / "body"
        with body.open("wb") as file:
            own = 'form-data; name="csrfmiddlewaretoken"'
            file.write(f"--edge\r\nContent-Disposition: {own}\r\n\r\n{token}\r\n".encode())
            for number in range(files):
                name = f'form-data; name="files"; filename="{number}.jpg"'
                file.write(f"--edge\r\nContent-Disposition: {name}\r\n\r\n".encode())
                file.seek(megabytes * MEGABYTE, 1)
                file.write(b"\r\n")
            file.write(b"--edge--\r\n")
        with WatchedBody(body) as sent:
            client.generic(
                "POST",
                path,
                CONTENT_TYPE="multipart/form-data; boundary=edge",
                CONTENT_LENGTH=str(body.stat().st_size),
                **{"wsgi.input": sent},
            )
            return sent.written

    return written


@pytest.mark.parametrize("path", ["/sign-in/", "/activate/", "/language/", "/file/", "/nowhere/"])
def test_a_stranger_leaves_nothing_on_the_disk(db, written, path):
    assert written(Client(enforce_csrf_checks=True), path, files=2, megabytes=40) == 0


def test_a_form_of_somebody_signed_in_keeps_one_picture_of_a_file_and_reads_past_the_rest(client, inspector, written):
    client.force_login(inspector)
    assert 0 < written(client, "/post/", files=1, megabytes=40) <= PICTURE


def test_all_files_of_a_form_together_have_a_bound(client, inspector, written):
    client.force_login(inspector)
    assert written(client, "/post/", files=14, megabytes=20) <= 10 * PICTURE
