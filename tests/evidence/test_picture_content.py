"""What is let in: judged by content, within limits, with the time and place the camera wrote."""

import hashlib
import io
import struct
import time
import tracemalloc
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from picture_samples import (
    HTML,
    PDF,
    SVG,
    exif,
    heic_claiming,
    jpeg_claiming,
    jpeg_of_many_scans,
    motion_photo,
    noise,
    phone_jpeg,
    png_header,
    saved,
    scene,
    text_bomb,
    turned,
)
from PIL import Image

from supervision.pictures import MAX_BYTES, PictureFacts, PictureRefused, inspect, shown_name

# Decoders warn about what they meet; here they meet little else.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning", "ignore::PIL.Image.DecompressionBombWarning")
CITY = ZoneInfo("Asia/Shanghai")


def look(content: bytes) -> PictureFacts:
    return inspect(io.BytesIO(content), zone=CITY)


def why_not(content: bytes) -> tuple[str, dict]:
    with pytest.raises(PictureRefused) as refusal:
        look(content)
    return refusal.value.code, refusal.value.params


@pytest.mark.parametrize(
    ("kind", "name", "mime"),
    [
        ("JPEG", "JPEG", "image/jpeg"),
        ("PNG", "PNG", "image/png"),
        ("WEBP", "WebP", "image/webp"),
        ("HEIF", "HEIC", "image/heic"),
    ],
)
def test_the_four_kinds_of_picture_are_known_by_their_content(kind, name, mime):
    content = saved(noise(400, 300), kind)
    facts = look(content)
    assert (facts.format, facts.mime, facts.width, facts.height) == (name, mime, 400, 300)
    assert (facts.size, facts.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def cut(kind: str, share: float) -> bytes:
    content = saved(noise(), kind)
    return content[: int(len(content) * share)]


@pytest.mark.parametrize(
    ("content", "code", "params"),
    [
        pytest.param(b"", "empty", {}, id="empty"),
        pytest.param(b"\xff\xd8\xff" + bytes(MAX_BYTES), "too_big", {"megabytes": 20}, id="a byte too large"),
        pytest.param(cut("JPEG", 0.5), "damaged", {}, id="JPEG cut short"),
        pytest.param(cut("JPEG", 0.999), "damaged", {}, id="JPEG without its last bytes"),
        pytest.param(cut("PNG", 0.9), "damaged", {}, id="PNG cut short"),
        pytest.param(cut("WEBP", 0.9), "damaged", {}, id="WebP cut short"),
        pytest.param(cut("HEIF", 0.9), "damaged", {}, id="HEIC cut short"),
        pytest.param(b"\xff\xd8\xff\xe0" + b"\0" * 40, "damaged", {}, id="only the beginning of a JPEG"),
        pytest.param(png_header(100, 100), "damaged", {}, id="PNG with too few pixels in it"),
        pytest.param(png_header(60_001, 1_000), "too_many_pixels", {"megapixels": 60}, id="just over 60 megapixels"),
        pytest.param(png_header(100_000, 100_000), "too_many_pixels", {"megapixels": 60}, id="PNG bomb"),
        pytest.param(jpeg_claiming(65_000, 65_000), "too_many_pixels", {"megapixels": 60}, id="JPEG bomb"),
        pytest.param(heic_claiming(20_000, 20_000), "too_many_pixels", {"megapixels": 60}, id="HEIC bomb"),
        pytest.param(heic_claiming(640, 480), "damaged", {}, id="HEIC of another size than it says"),
        pytest.param(text_bomb(), "damaged", {}, id="PNG with a comment of 100 MB"),
        pytest.param(jpeg_of_many_scans(5_000), "damaged", {}, id="JPEG of five thousand scans"),
        pytest.param(SVG, "foreign", {"kind": "SVG"}, id="SVG"),
        pytest.param(b"\xef\xbb\xbf\n " + SVG, "foreign", {"kind": "SVG"}, id="SVG behind a byte order mark"),
        pytest.param(HTML, "foreign", {"kind": "HTML"}, id="HTML"),
        pytest.param(b"<!---->" * 140, "not_a_picture", {}, id="comments without end"),
        pytest.param(PDF, "foreign", {"kind": "PDF"}, id="PDF"),
        pytest.param(saved(scene(40, 30), "GIF"), "foreign", {"kind": "GIF"}, id="GIF"),
        pytest.param(saved(scene(40, 30), "TIFF"), "foreign", {"kind": "TIFF"}, id="TIFF"),
        pytest.param(saved(scene(40, 30), "BMP"), "foreign", {"kind": "BMP"}, id="BMP"),
        pytest.param(b"\0\0\0\x18ftypmp42" + bytes(99), "foreign", {"kind": "MP4"}, id="film"),
        pytest.param(b"PK\x03\x04" + bytes(99), "foreign", {"kind": "ZIP"}, id="ZIP"),
        pytest.param(b"MZ\x90\0" + bytes(99), "not_a_picture", {}, id="a program"),
        pytest.param("图片".encode() * 50, "not_a_picture", {}, id="text"),
        pytest.param(b"\0" * 5_000, "not_a_picture", {}, id="nothing but zeros"),
    ],
)
def test_a_file_that_cannot_be_kept_is_refused_with_its_reason(content, code, params):
    started = time.process_time()  # of our own work: how much else the machine does is not the file's fault
    assert why_not(content) == (code, params)
    assert time.process_time() - started < 5


def test_a_bomb_is_refused_from_its_header_and_never_unpacked():
    tracemalloc.start()
    why_not(png_header(50_000, 50_000))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_sixty_megapixels_are_allowed():
    facts = look(saved(Image.new("L", (10_000, 6_000)), quality=1))
    assert (facts.width, facts.height) == (10_000, 6_000)


def test_a_page_behind_a_good_picture_is_only_trailing_data():
    facts = look(saved(scene()) + HTML)
    assert (facts.mime, facts.motion_trailer) == ("image/jpeg", False)


def test_a_moving_photo_is_accepted_and_known_as_one():
    assert look(motion_photo()).motion_trailer
    heic = saved(noise(), "HEIF")
    assert look(heic + b"\0\0\0\x18mpvdftypmp42" + bytes(8)).motion_trailer
    assert not look(heic).motion_trailer


def test_a_film_is_found_wherever_the_blocks_of_reading_end():
    """The marks that are looked for may lie across two blocks."""
    picture = saved(noise(1000, 800), quality=98)
    for shift in range(6):
        filler = b"\0" * (-len(picture) % (256 * 1024) - 2 - shift)
        assert look(picture + filler + b"\0\0\0\x18ftypisom" + bytes(12)).motion_trailer


def test_a_picture_that_carries_further_pictures_counts_as_its_first():
    out = io.BytesIO()
    scene(400, 300).save(out, "MPO", save_all=True, append_images=[scene(200, 150)])
    assert (look(out.getvalue()).format, look(out.getvalue()).width) == ("JPEG", 400)
    for kind in ("PNG", "WEBP"):
        out = io.BytesIO()
        scene(400, 300).save(out, kind, save_all=True, append_images=[noise(400, 300)])
        assert look(out.getvalue()).width == 400


@pytest.mark.parametrize("orientation", range(1, 9))
def test_width_and_height_are_those_of_the_picture_turned_upright(orientation):
    facts = look(turned(orientation))
    assert (facts.width, facts.height, facts.orientation) == (640, 480, orientation)


def test_capture_time_is_the_citys_unless_the_camera_says_otherwise():
    in_the_city = look(saved(scene(), exif=exif(taken="2026:11:20 08:15:30"))).taken_at
    assert in_the_city == datetime(2026, 11, 20, 8, 15, 30, tzinfo=CITY)
    abroad = look(saved(scene(), exif=exif(taken="2026:11:20 08:15:30", offset="-03:30"))).taken_at
    assert abroad == datetime(2026, 11, 20, 8, 15, 30, tzinfo=timezone(-timedelta(hours=3, minutes=30)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_time_and_place_are_read_from_each_kind_of_picture(kind):
    block = exif(taken="2026:11:20 08:15:30", lat=(30, 39, Fraction(3618, 100)), lon=(104, 3, 57.6))
    facts = look(saved(scene(), kind, exif=block))
    assert facts.taken_at == datetime(2026, 11, 20, 8, 15, 30, tzinfo=CITY)
    assert (facts.lon, facts.lat) == (Decimal("104.066000"), Decimal("30.660050"))


@pytest.mark.parametrize(
    "written", ["0000:00:00 00:00:00", "2026:13:40 25:61:61", "0001:01:01 00:00:00", "    ", "昨天".encode()]
)
def test_a_senseless_capture_time_is_none(written):
    assert look(saved(scene(), exif=exif(taken=written))).taken_at is None


@pytest.mark.parametrize("offset", ["+99:00", "08:00", "+08", "Z", "+08:00:00"])
def test_a_senseless_offset_leaves_the_citys_time_zone(offset):
    moment = look(saved(scene(), exif=exif(taken="2026:11:20 08:15:30", offset=offset))).taken_at
    assert moment == datetime(2026, 11, 20, 8, 15, 30, tzinfo=CITY)


@pytest.mark.parametrize(
    ("lat", "lon", "sides", "expected"),
    [
        ((33, 51, 54), (151, 12, 36), ("S", "E"), ("151.210000", "-33.865000")),
        ((40, 41, 21), (74, 2, 40), ("N", "W"), ("-74.044444", "40.689167")),
        ((90, 0, 0), (180, 0, 0), ("N", "E"), ("180.000000", "90.000000")),
        ((91, 0, 0), (104, 0, 0), ("N", "E"), None),
        ((30, 0, 0), (180, 0, 1), ("N", "E"), None),
        ((0, 0, 0), (0, 0, 0), ("N", "E"), None),
        ((30, 0, 0), (104, 0, 0), ("", ""), None),
        ((30, 0), (104, 0), ("N", "E"), None),
    ],
)
def test_a_place_is_kept_only_when_it_is_on_earth(lat, lon, sides, expected):
    facts = look(saved(scene(), exif=exif(lat=lat, lon=lon, sides=sides)))
    assert (facts.lon, facts.lat) == (tuple(map(Decimal, expected)) if expected else (None, None))


def test_a_place_that_is_not_a_number_is_none():
    good = saved(scene(), exif=exif(lat=(30, 39, Fraction(1809, 50)), lon=(104, 3, Fraction(1809, 50))))
    by_zero = good.replace(struct.pack(">II", 1809, 50), struct.pack(">II", 1809, 0))
    assert look(good).lat is not None
    assert by_zero != good
    assert (look(by_zero).lon, look(by_zero).lat) == (None, None)


def test_broken_exif_never_costs_the_picture():
    """Every byte of the EXIF block is damaged in turn; the picture stays acceptable, whatever is read from it."""
    good = phone_jpeg()
    start = good.index(b"Exif\0\0")
    length = int.from_bytes(good[start - 2 : start])
    for at in range(start, start + length - 2):
        for value in (0x00, 0xFF):
            damaged = good[:at] + bytes([value]) + good[at + 1 :]
            facts = look(damaged)
            assert facts.format == "JPEG"
            assert facts.lon is None or abs(facts.lon) <= 180


def test_no_orientation_other_than_one_to_eight_is_believed():
    assert look(saved(scene(), exif=exif(orientation=9))).orientation == 1
    assert look(saved(scene(), exif=exif(orientation=0))).orientation == 1


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("IMG_0001.jpg", "IMG_0001.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\王\\照片 1.jpg", "照片 1.jpg"),
        ("a\x00b\r\nc\t.jpg", "a b c .jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("\u2066\u200bhidden\ufeff.png", "hidden.png"),
        ("<img src=x onerror=alert(1)>.jpg", "<img src=x onerror=alert(1)>.jpg"),
        ("x" * 300 + ".jpeg", "x" * 94 + "….jpeg"),
        ("y" * 300, "y" * 99 + "…"),
        (".htaccess", "htaccess"),
        ("half\ud800.jpg", "half.jpg"),
        ("e\u0301.jpg", "é.jpg"),
        ("", "photo"),
        ("../", "photo"),
        ("\u200b", "photo"),
    ],
)
def test_an_odd_name_is_made_fit_to_be_shown(raw, shown):
    assert shown_name(raw) == shown
