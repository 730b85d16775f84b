"""The scenes of the demo city: each category has one, drawn before and after, and no two photos of them are alike."""

import io
from datetime import datetime, timedelta
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from PIL import Image, ImageChops, ImageStat

from rectification.demo.files import PICTURES
from rectification.demo.pictures import SIZE, Camera, chance_of, view
from rectification.demo.scenes.album import SCENES, svg
from rectification.demo.scenes.canvas import FONT
from rectification.demo.words import scene_of, scenes
from sites.catalogue_files import read_tables
from supervision.pictures import inspect

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 3, 5, 9, 20, tzinfo=SHANGHAI)
HERE = (117.45696, 29.92715)
SMALL = (160, 120)


def shown(photo: io.BytesIO, size: tuple[int, int] = SMALL) -> Image.Image:
    """The pixels of a photo."""
    with Image.open(photo) as picture:
        return picture.convert("RGB").resize(size)


def difference(one: Image.Image, other: Image.Image) -> float:
    """How far apart two pictures are, pixel by pixel, in levels of brightness."""
    return ImageStat.Stat(ImageChops.difference(one.convert("L"), other.convert("L"))).mean[0]


def test_every_category_of_the_catalogue_has_a_scene_that_is_drawn() -> None:
    codes = [row["code"] for row in read_tables()["issue_categories"]]
    assert len(codes) > 120
    assert [code for code in codes if code not in scenes()] == []
    assert {scene for code in codes for scene in scenes()[code]} == set(SCENES)


def test_a_category_that_the_table_does_not_know_shows_its_group() -> None:
    assert scene_of("GRN-99") == scene_of("GRN")


def test_one_place_always_shows_the_same_scene_of_those_that_fit() -> None:
    streets = [f"S{number:03}" for number in range(40)]
    seen = [scene_of("FAC-01", street) for street in streets]
    assert seen == [scene_of("FAC-01", street) for street in streets]
    assert set(seen) == {"manhole", "road"}


def test_every_scene_has_a_picture_before_and_one_after_and_there_are_no_others() -> None:
    wanted = {f"{scene}-{moment}.jpg" for scene in SCENES for moment in ("before", "after")}
    assert {path.name for path in PICTURES.iterdir()} == wanted


@pytest.mark.parametrize("scene", SCENES)
def test_the_pictures_are_small_show_one_place_and_are_not_the_same(scene: str) -> None:
    pair = []
    for moment in ("before", "after"):
        path = PICTURES / f"{scene}-{moment}.jpg"
        assert path.stat().st_size <= 100_000
        with Image.open(path) as picture:
            assert (picture.format, picture.size) == ("JPEG", (1200, 900))
            pair.append(picture.convert("RGB").resize(SMALL))
    assert 4 < difference(*pair) < 70


@pytest.mark.parametrize("scene", SCENES)
def test_the_drawings_are_whole_and_written_in_the_font_that_has_chinese(scene: str) -> None:
    before, after = svg(scene, before=True), svg(scene, before=False)
    assert before != after
    words = [node for drawing in (before, after) for node in ElementTree.fromstring(drawing).iter() if node.text]
    assert {node.get("font-family") for node in words if node.tag.endswith("text")} <= {FONT}


def test_a_drawing_is_the_same_each_time() -> None:
    assert svg("stall", before=True) == svg("stall", before=True)


def test_no_two_photos_of_a_scene_have_the_same_pixels() -> None:
    lens = Camera(SMALL)
    photos = [lens.take("bins-before", MORNING + timedelta(hours=number % 7), HERE) for number in range(60)]
    photos += [lens.take("bins-before", MORNING, HERE, f"entry {number}") for number in range(60)]
    assert len({photo.getvalue() for photo in photos}) == 120
    assert len({shown(photo).tobytes() for photo in photos}) == 120


def test_photos_of_two_entries_differ_to_the_eye() -> None:
    lens = Camera(SMALL)
    photos = [shown(lens.take("stall-before", MORNING, HERE, f"entry {number}"), (40, 30)) for number in range(30)]
    apart = [difference(one, other) for one in photos for other in photos if one is not other]
    assert min(apart) > 2
    assert sum(apart) / len(apart) > 15


def test_the_same_question_gives_the_same_photo_whatever_was_asked_before() -> None:
    first, second, other = Camera(SMALL), Camera(SMALL), Camera(SMALL, seed=7)
    second.take("road-after", MORNING, HERE)
    second.take("wires-before", MORNING, None, "another entry")
    photos = [lens.take("wires-before", MORNING, HERE, "an entry").getvalue() for lens in (first, second, other)]
    assert photos[0] == photos[1] != photos[2]
    assert first.take("wires-before", MORNING, HERE, "an entry").getvalue() != photos[0]


def test_before_and_after_of_an_entry_are_taken_from_nearly_the_same_spot() -> None:
    def corners(entry: str, photo: str) -> list[float]:
        return [number for corner in view(chance_of(entry), chance_of(photo), closer=False) for number in corner]

    for number in range(200):
        before, after = corners(f"entry {number}", f"{number} before"), corners(f"entry {number}", f"{number} after")
        assert max(abs(one - other) for one, other in zip(before, after, strict=True)) < 0.06
        assert all(0 <= part <= 1 for part in before + after)
    others = [corners(f"entry {number}", "before") for number in range(200)]
    far = [max(abs(a - b) for a, b in zip(others[0], other, strict=True)) for other in others[1:]]
    assert sum(distance > 0.06 for distance in far) > 150


def test_a_second_photo_of_one_moment_steps_closer() -> None:
    def width(closer: bool) -> float:
        left, _down, _right, right = view(chance_of("entry"), chance_of("photo"), closer=closer)
        return right[0] - left[0]

    assert width(closer=True) < 0.75 * width(closer=False)


def test_a_photo_carries_time_and_place_and_is_let_in_as_evidence() -> None:
    with io.BytesIO(Camera().take("river-after", MORNING, HERE).getvalue()) as photo:
        facts = inspect(photo, zone=SHANGHAI)
    assert (facts.format, facts.width, facts.height) == ("JPEG", *SIZE)
    assert facts.taken_at == MORNING
    assert facts.lon is not None
    assert facts.lat is not None
    assert float(facts.lon) == pytest.approx(HERE[0], abs=1e-4)
    assert float(facts.lat) == pytest.approx(HERE[1], abs=1e-4)


def test_evening_photos_are_darker_than_those_of_noon() -> None:
    lens = Camera(SMALL)
    noon, night = (
        shown(lens.take("poster-after", MORNING.replace(hour=hour), HERE, "an entry")).convert("L") for hour in (12, 21)
    )
    assert ImageStat.Stat(night).mean[0] < 0.85 * ImageStat.Stat(noon).mean[0]
