"""The command says the same as the page, and its exit code says whether the workbook can be taken."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from tests.importing.books import book
from tests.town import Town


def run(path: Path, capsys: pytest.CaptureFixture, *options: str) -> tuple[int, str]:
    code = 0
    with translation.override("zh-hans"):
        try:
            call_command("import_city", str(path), "--check", *options)
        except SystemExit as stop:
            code = int(stop.code or 0)
    return code, capsys.readouterr().out


def test_a_good_workbook_passes(town: Town, tmp_path: Path, capsys: pytest.CaptureFixture):
    file = tmp_path / "city.xlsx"
    file.write_bytes(
        book(单位=[("u1", "甲", "社区", "东城街道")], 点位=[("S001", "东门市场", "农贸市场", 120.1, 30.1)]).read()
    )
    code, said = run(file, capsys, "--all")
    assert code == 0
    assert "单位：新增 1" in said
    assert "东门菜市场 → 东门市场" in said


def test_every_bad_row_is_printed_with_its_place(town: Town, tmp_path: Path, capsys: pytest.CaptureFixture):
    file = tmp_path / "city.xlsx"
    file.write_bytes(book(单位=[("u1", "甲", "社区", "没有")], 点位=[("P1", "甲", "农贸市场", 30.1, 120.1)]).read())
    code, said = run(file, capsys)
    assert code == 1
    assert "单位 2 上级单位" in said
    assert "点位 2 经度" in said


def test_a_file_that_is_none_stops_with_a_sentence(town: Town, tmp_path: Path):
    file = tmp_path / "city.xlsx"
    with translation.override("en"), pytest.raises(CommandError, match="cannot be opened"):
        call_command("import_city", str(file), "--check")
    file.write_bytes(b"no workbook")
    with translation.override("en"), pytest.raises(CommandError, match="not an Excel workbook"):
        call_command("import_city", str(file), "--check")
