"""Files that are no workbook, or one that was made to do harm: each gets a sentence, none gets through."""

import io
import struct
import time
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from supervision.actions.imports.check import look_at
from supervision.importing.markup import write_marked
from supervision.importing.reasons import BadFile
from supervision.importing.tables import read_tables
from supervision.importing.workbook import MAX_BYTES, OLE, read_workbook
from tests.importing.books import UNITS, book, saved
from tests.town import MONDAY, Town

GOOD = ("u1", "甲", "社区", None)


def refused(file: io.BytesIO) -> str:
    with pytest.raises(BadFile) as caught:
        read_tables(read_workbook(file))
    assert "%(" not in caught.value.problem.words
    return caught.value.problem.code


def changed(*, add: dict[str, bytes] | None = None, replace: tuple[str, bytes, bytes] | None = None) -> io.BytesIO:
    """A good workbook with a part added or altered."""
    out = io.BytesIO()
    with zipfile.ZipFile(book(单位=[GOOD])) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            if replace and part.filename == replace[0]:
                assert replace[1] in content
                content = content.replace(replace[1], replace[2])
            target.writestr(part.filename, content)
        for name, content in (add or {}).items():
            target.writestr(name, content)
    out.seek(0)
    return out


def test_what_is_no_workbook_says_what_it_is():
    assert refused(io.BytesIO(b"")) == "not_xlsx"
    assert refused(io.BytesIO("编码,名称\n".encode())) == "not_xlsx"
    assert refused(io.BytesIO(OLE + b"\0" * 600)) == "old_xls"
    assert refused(io.BytesIO(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))) == "password"
    assert refused(io.BytesIO(b"PK\x03\x04 cut off")) == "damaged"
    assert refused(io.BytesIO(b"0" * (MAX_BYTES + 1))) == "too_big"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    assert refused(out) == "not_xlsx"


def test_macros_are_refused_and_links_to_other_files_left_alone():
    assert refused(changed(add={"xl/vbaProject.bin": b"x"})) == "macros"
    found = read_workbook(changed(add={"xl/externalLinks/externalLink1.xml": b"<x/>"}))
    assert [remark.code for remark in found.remarks] == ["links"]


def test_a_bomb_is_refused_by_its_declared_size_before_it_is_unpacked():
    began = time.process_time()
    assert refused(changed(add={"xl/media/x.bin": b"0" * 310_000_000})) == "bomb"
    assert refused(changed(add={"xl/x/sharedStrings.xml": b"0" * 70_000_000})) == "bomb"
    lying = changed().getvalue()
    at = lying.rindex(b"xl/worksheets/sheet1.xml") - 46  # the directory's entry says that the part is tiny
    lying = lying[: at + 24] + struct.pack("<L", 10) + lying[at + 28 :]
    assert refused(io.BytesIO(lying)) == "damaged"
    assert time.process_time() - began < 20


def test_entities_are_not_expanded():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    file = changed(replace=("xl/worksheets/sheet1.xml", b"<worksheet", bomb + b"<worksheet"))
    assert refused(file) == "damaged"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_a_damaged_part_is_told_as_damage(part: str):
    assert refused(changed(replace=(part, b">", b""))) == "damaged"


def test_a_million_empty_rows_are_counted_not_kept():
    made = Workbook()
    sheet = made.active
    sheet.title = "单位"
    sheet.append(list(UNITS))
    sheet.append(list(GOOD))
    sheet["A1048576"] = " "
    began = time.process_time()
    found = read_tables(read_workbook(saved(made)))
    assert len(found.rows("units")) == 1
    assert [remark.code for remark in found.remarks] == ["empty_rows"]
    assert time.process_time() - began < 20


def test_too_many_rows_and_columns_are_refused():
    rows = [(f"u{n}", "甲", "社区", None) for n in range(20_001)]
    assert refused(book(单位=rows)) == "too_many_rows"
    assert refused(book(单位=[[*UNITS, *map(str, range(70))], GOOD])) == "too_many_columns"


def test_sheets_and_headings_that_are_not_ours_are_named():
    assert refused(book(Sheet1=[GOOD])) == "no_sheet"
    assert refused(book(单位=[["甲", "乙"], GOOD])) == "no_headings"
    assert refused(book(单位=[["编码", "类型"], ("u1", "社区")])) == "missing_column"
    assert refused(book(单位=[["编码", "名称", "Name", "类型"], ("u1", "甲", "乙", "社区")])) == "two_columns"
    assert refused(book(单位=[GOOD], Units=[["Code", "Name", "Kind"], GOOD])) == "two_sheets"
    assert refused(book(单位=[])) == "empty_file"


def test_nothing_runs_in_the_marked_up_copy(town: Town):
    rows = [("=cmd|' /C calc'!A0", '=HYPERLINK("http://x")', "社区", "@SUM(1)"), ("u2", "a" * 40_000, "-1", "+1")]
    file = book(单位=rows, 其它=[["=1+1"]])
    found = look_at(file, MONDAY)
    file.seek(0)
    out = io.BytesIO()
    write_marked(read_workbook(file), found.tables, out)
    marked = load_workbook(out)
    cells = [cell for sheet in marked for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert marked["单位"]["A2"].value == "=cmd|' /C calc'!A0"
    assert marked["单位"]["A2"].fill.fgColor.rgb == "00F8CBAD"
    assert marked["单位"]["E1"].value in ("问题", "Remarks")
    assert marked["单位"]["E2"].value
    assert marked["单位"]["A2"].comment is not None


def test_a_marked_up_copy_comes_back_as_it_went(town: Town):
    file = book(单位=[("u1", " 甲", "社区", "没有"), ("u2", "乙", "社区", "东城街道")], 备注=[["随便"]])
    found = look_at(file, MONDAY)
    file.seek(0)
    out = io.BytesIO()
    write_marked(read_workbook(file), found.tables, out)
    again = look_at(out, MONDAY)
    assert again.counts == found.counts
    assert [remark.code for remark in again.tables.remarks] == ["unknown_sheet"]


def test_the_template_comes_back_empty_of_mistakes(town: Town):
    from django.utils import timezone

    from supervision.actions.imports.standing import known_city
    from supervision.importing.template import template

    known = known_city(MONDAY, timezone.localtime(MONDAY).date())
    for city in (known, None):
        made = template(city)
        found = look_at(io.BytesIO(made), MONDAY)
        assert {row.status for row in found.tables.every()} == {"left"}
        assert found.tables.remarks == []
    sheet = load_workbook(io.BytesIO(template(known)))["点位" if "点位" in load_workbook(io.BytesIO(made)) else "Sites"]
    assert len(sheet.data_validations.dataValidation) == 2
