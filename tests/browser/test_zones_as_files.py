"""The office brings borders in as files: it reads why a file is wrong, looks before it writes, and takes them out."""

import io
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person, Stack
from tests.sites.zone_files import area, collection, communities, feature

pytestmark = pytest.mark.browser
CROSSED = [[120.0, 30.0], [120.1, 30.1], [120.1, 30.0], [120.0, 30.1], [120.0, 30.0]]
BOWTIE = {"type": "Polygon", "coordinates": [CROSSED]}


def send(page: Page, stack: Stack, layer: str, file: Path, content: bytes) -> None:
    """The file is sent, and looked at by the worker while the page looks on."""
    file.write_bytes(content)
    page.goto(f"{stack.url}/office/zones/files/")
    page.select_option("#id_layer", layer)
    page.locator("input[name=file]").set_input_files(file)
    page.get_by_role("button", name="核对").click()
    expect(page).to_have_url(re.compile(r"/office/zones/files/[0-9a-f-]{36}/"))
    stack.work()
    expect(page.locator(".im-runs")).to_have_count(0)


def bring_in(page: Page) -> None:
    page.fill("#id_why", "街道上报")
    page.locator(".zf-apply button[type=submit]").click()


def test_a_broken_file_says_why_and_nothing_is_written(person: Person, stack: Stack, size: str, tmp_path: Path):
    office = person("office", size)
    send(office, stack, f"files-{size}", tmp_path / "半个.geojson", b'{"type": "FeatureCollection", "features": [')
    expect(office.locator("[role=alert]")).to_contain_text("可能没有传完整")
    expect(office.locator("[role=alert]")).to_contain_text("没有写入任何数据")
    send(office, stack, f"files-{size}", tmp_path / "不是.zip", b"PK\x03\x04 and nothing more")
    expect(office.locator("[role=alert]")).to_contain_text("没有写入任何数据")
    swapped = area(30.0, 120.0, 30.05, 120.05)
    rows = collection(feature("x1", "交叉社区", BOWTIE), feature("x2", "颠倒社区", swapped)).read()
    send(office, stack, f"files-{size}", tmp_path / "两处错.geojson", rows)
    expect(office.locator("[data-row]", has_text="交叉社区").locator(".is-stop")).to_have_count(1)
    expect(office.locator("[data-row]", has_text="颠倒社区").locator(".is-stop")).to_contain_text("经纬度")
    expect(office.locator(".zf-apply")).to_have_count(0)
    office.goto(f"{stack.url}/office/zones/?layer=files-{size}")
    expect(office.locator(".zo-rows li")).to_have_count(0)


def test_a_shapefile_is_looked_at_brought_in_and_comes_back_as_geojson(
    person: Person, stack: Stack, size: str, tmp_path: Path
):
    office = person("office", size)
    shapes = communities((120.0, 30.0, 120.05, 30.05), (120.05, 30.0, 120.1, 30.05)).read()
    send(office, stack, f"files-{size}", tmp_path / "社区.zip", shapes)
    expect(office.locator("[data-row]")).to_have_count(2)
    expect(office.locator(".zf-shape").first).to_be_attached()
    office.goto(f"{stack.url}/office/zones/?layer=files-{size}")
    expect(office.locator(".zo-rows li")).to_have_count(0)  # it was a look
    office.go_back()
    bring_in(office)
    expect(office.locator("h1")).to_contain_text("已导入")
    office.goto(f"{stack.url}/office/zones/?layer=files-{size}")
    expect(office.locator(".zo-rows li")).to_have_count(2)

    office.goto(f"{stack.url}/office/zones/files/")
    office.select_option("#zf-layer", f"files-{size}")
    with office.expect_download() as fetched:
        office.locator(".zf-out button[value=geojson]").click()
    taken = tmp_path / "taken.geojson"
    fetched.value.save_as(taken)
    found = json.loads(taken.read_text())["features"]
    assert [one["properties"]["code"] for one in found] == ["c1", "c2"]
    with office.expect_download() as fetched:
        office.locator(".zf-out button[value=shapefile]").click()
    assert fetched.value.suggested_filename.endswith(".zip")

    found[0]["properties"]["name"] = "湖滨社区"
    again = io.BytesIO(json.dumps({"type": "FeatureCollection", "features": found}).encode()).read()
    send(office, stack, f"files-{size}", tmp_path / "改名.geojson", again)
    expect(office.locator("[data-row]", has_text="湖滨社区").locator("ins").first).to_have_text("湖滨社区")
    bring_in(office)
    expect(office.locator("h1")).to_contain_text("已导入")
