"""What people look at: upright, small, and nothing in it but the picture."""

import io
import multiprocessing
from pathlib import Path

import pytest
from picture_samples import CORNERS, motion_photo, noise, phone_jpeg, saved, scene, turned
from PIL import Image

from supervision.pictures import PictureRefused, make_derivatives


@pytest.fixture
def make(tmp_path):
    """Both derivatives of a content, opened."""

    def make(content: bytes) -> tuple[Image.Image, Image.Image]:
        source = tmp_path / "source"
        source.write_bytes(content)
        make_derivatives(source, tmp_path / "320.jpg", tmp_path / "1600.jpg")
        assert {path.name for path in tmp_path.iterdir()} == {"source", "320.jpg", "1600.jpg"}
        return Image.open(tmp_path / "320.jpg"), Image.open(tmp_path / "1600.jpg")

    return make


def corners(picture: Image.Image) -> dict[str, tuple]:
    right, bottom = picture.width - 11, picture.height - 11
    spots = [(10, 10), (right, 10), (right, bottom), (10, bottom)]
    return dict(zip(CORNERS, (picture.getpixel(spot) for spot in spots), strict=True))


def alike(seen: tuple, meant: tuple, tolerance: int = 20) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(seen, meant, strict=True))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_whichever_way_the_camera_was_held_the_picture_is_upright(make, orientation):
    for picture in make(turned(orientation)):
        assert picture.width > picture.height
        assert all(alike(seen, CORNERS[where]) for where, seen in corners(picture).items())


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIF"])
def test_the_other_kinds_come_out_as_the_same_scene(make, kind):
    for picture in make(saved(scene(1800, 1350), kind)):
        assert picture.format == "JPEG"
        assert all(alike(seen, CORNERS[where]) for where, seen in corners(picture).items())


@pytest.mark.parametrize(
    ("size", "small", "large"),
    [
        ((4032, 3024), (320, 240), (1600, 1200)),
        ((3024, 4032), (240, 320), (1200, 1600)),
        ((3200, 2135), (320, 214), (1600, 1068)),
        ((1600, 1200), (320, 240), (1600, 1200)),
        ((800, 600), (320, 240), (800, 600)),
        ((200, 100), (200, 100), (200, 100)),
        ((1, 1), (1, 1), (1, 1)),
        ((20_000, 3), (320, 1), (1600, 1)),
    ],
)
def test_the_longest_side_is_bounded_and_never_enlarged(make, size, small, large):
    made = make(saved(scene(*size) if min(size) > 10 else Image.new("RGB", size)))
    assert [picture.size for picture in made] == [small, large]


def test_nothing_but_the_picture_is_left(make, tmp_path):
    make(phone_jpeg())
    for name in ("320.jpg", "1600.jpg"):
        content = (tmp_path / name).read_bytes()
        with Image.open(io.BytesIO(content)) as picture:
            assert not picture.getexif()
            assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        for trace in (b"Exif", b"ICC_PROFILE", b"http://ns.adobe.com", b"a comment", b"TestPhone", b"somebody"):
            assert trace not in content


def test_the_film_behind_a_moving_photo_stays_behind(make, tmp_path):
    make(motion_photo())
    assert b"ftyp" not in (tmp_path / "1600.jpg").read_bytes()


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_becomes_white(make, mode):
    clear = Image.new("RGBA", (400, 300), (255, 0, 0, 0))
    clear.paste((0, 0, 255, 255), (0, 0, 200, 300))
    small, large = make(saved(clear.convert(mode) if mode != "P" else clear.quantize(8), "PNG"))
    assert alike(large.getpixel((300, 150)), (255, 255, 255), 4)
    assert not alike(large.getpixel((100, 150)), (255, 255, 255), 60)
    assert small.mode == large.mode == "RGB"


@pytest.mark.parametrize(
    ("picture", "kind", "meant"),
    [
        (Image.new("CMYK", (400, 300), (255, 0, 0, 0)), "JPEG", (0, 255, 255)),
        (Image.new("L", (400, 300), 90), "JPEG", (90, 90, 90)),
        (Image.new("1", (400, 300), 1), "PNG", (255, 255, 255)),
        (Image.new("I;16", (400, 300), 128 * 256), "PNG", (128, 128, 128)),
        (Image.new("P", (400, 300), 0), "PNG", (0, 0, 0)),
    ],
)
def test_pictures_in_other_colour_modes_come_out_in_plain_colours(make, picture, kind, meant):
    for made in make(saved(picture, kind)):
        assert made.mode == "RGB"
        assert alike(made.getpixel((100, 100)), meant, 8)


def test_a_picture_that_cannot_be_decoded_leaves_nothing(tmp_path):
    source = tmp_path / "source"
    source.write_bytes(saved(noise())[:9000])
    with pytest.raises(PictureRefused, match="damaged"):
        make_derivatives(source, tmp_path / "320.jpg", tmp_path / "1600.jpg")
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


def make_many_times(source: Path, folder: Path, times: int) -> None:
    for _ in range(times):
        make_derivatives(source, folder / "320.jpg", folder / "1600.jpg")


def test_two_processes_may_make_the_same_picture_while_people_look_at_it(tmp_path):
    source = tmp_path / "source"
    source.write_bytes(saved(noise(600, 450)))
    make_many_times(source, tmp_path, 1)
    first = (tmp_path / "1600.jpg").read_bytes()

    start = multiprocessing.get_context("spawn")
    makers = [start.Process(target=make_many_times, args=(source, tmp_path, 5)) for _ in range(2)]
    for maker in makers:
        maker.start()
    looks = 0
    while any(maker.is_alive() for maker in makers):
        assert (tmp_path / "1600.jpg").read_bytes() == first
        looks += 1
    for maker in makers:
        maker.join()
    assert [maker.exitcode for maker in makers] == [0, 0]
    assert looks > 3
    assert {path.name for path in tmp_path.iterdir()} == {"1600.jpg", "320.jpg", "source"}
