"""The base map is a setting: what is wrong stops the start, and the browser may reach exactly its host."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.env import Env, WrongSettingError
from config.tiles import Tiles, read_tiles

ROOT = Path(__file__).resolve().parents[1]


def tiles(**values: str) -> Tiles:
    return read_tiles(Env({f"TAIZHANG_MAP_{name}": value for name, value in values.items()}))


def test_without_a_word_there_is_no_base_map_and_no_host():
    assert tiles() == tiles(TILES="none") == Tiles()
    assert tiles().origins == [] and tiles().told() is None


def test_a_city_s_own_tiles_and_their_host():
    own = tiles(
        TILES="https://tiles.lanchuan.gov.cn:8443/base/{z}/{x}/{y}.png", SYSTEM="CGCS2000", CREDIT="澜川市自然资源局"
    )
    assert own.origins == ["https://tiles.lanchuan.gov.cn:8443"]
    assert own.told() == {"layers": own.layers, "system": "WGS-84", "credit": "澜川市自然资源局", "nearest": 18}
    assert own.said == "CGCS2000"


def test_a_wmts_is_an_address_with_its_words_spelt_out():
    words = "http://10.1.2.3/wmts?SERVICE=WMTS&REQUEST=GetTile&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
    assert tiles(TILES=words, SYSTEM="GCJ-02").system == "GCJ-02"
    assert tiles(TILES=words, SYSTEM="GCJ-02").origins == ["http://10.1.2.3"]


def test_tianditu_wants_a_key_and_is_drawn_as_it_says():
    found = tiles(TILES="tianditu", KEY="0123456789abcdef")
    assert found.origins == ["https://t0.tianditu.gov.cn"] and found.said == "CGCS2000" and len(found.layers) == 2
    assert all("tk=0123456789abcdef" in layer and "{z}" in layer for layer in found.layers)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"TILES": "yes"}, "MAP_TILES must be none, tianditu, or an address"),
        ({"TILES": "https://host/{z}/{x}.png", "SYSTEM": "WGS-84"}, "MAP_TILES must be none"),
        ({"TILES": "https://{s}.host/{z}/{x}/{y}.png", "SYSTEM": "WGS-84"}, "MAP_TILES must be none"),
        ({"TILES": "ftp://host/{z}/{x}/{y}.png", "SYSTEM": "WGS-84"}, "MAP_TILES must be none"),
        ({"TILES": "https://a;script-src *//{z}/{x}/{y}", "SYSTEM": "WGS-84"}, "MAP_TILES must be none"),
        ({"TILES": "https://user:secret@host/{z}/{x}/{y}", "SYSTEM": "WGS-84"}, "MAP_TILES must be none"),
        ({"TILES": "https://host/{z}/{x}/{y}.png"}, "MAP_SYSTEM must be one of WGS-84, CGCS2000, GCJ-02"),
        ({"TILES": "https://host/{z}/{x}/{y}.png", "SYSTEM": "BD-09"}, "MAP_SYSTEM must be one of"),
        ({"TILES": "tianditu"}, "MAP_KEY must be the key"),
        ({"TILES": "tianditu", "KEY": "a b;c"}, "MAP_KEY must be the key"),
        ({"TILES": "tianditu", "KEY": "abc", "SYSTEM": "GCJ-02"}, "MAP_SYSTEM must be one of CGCS2000"),
        ({"TILES": "tianditu", "KEY": "abc", "NEAREST": "40"}, "MAP_NEAREST must be a whole number"),
    ],
)
def test_a_wrong_word_stops_the_start_with_a_sentence(values: dict, words: str):
    with pytest.raises(WrongSettingError, match=words) as stopped:
        tiles(**values)
    assert "secret" not in str(stopped.value)


def test_the_policy_names_the_host_of_the_tiles_and_no_other():
    code = "from django.conf import settings; print(settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src'])"
    environment = {"TAIZHANG_MAP_TILES": "https://t.example.cn/{z}/{x}/{y}.png", "TAIZHANG_MAP_SYSTEM": "GCJ-02"}
    assert "'https://t.example.cn'" in printed(code, environment) and "http" not in printed(code, {})


def printed(code: str, values: dict[str, str]) -> str:

    command = [sys.executable, "-c", f"import django; django.setup(); {code}"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", **values}
    return subprocess.check_output(command, cwd=ROOT, env=environment, text=True)
