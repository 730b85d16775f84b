"""What can be wrong in a row, as tables an office worker could read: the row, where it is wrong, and why."""

from datetime import datetime
from typing import Any

import pytest

from sites.coordinates import GCJ02, to_gcj02
from supervision.actions.imports.check import Findings, compare, look_at, read
from supervision.importing.columns import PEOPLE, SITES, UNITS, ZONES
from supervision.importing.reasons import ERRORS, WARNINGS
from supervision.importing.staged import read_staged, write_tables
from supervision.importing.tables import Row
from tests.importing.books import book
from tests.town import MONDAY, Town

SQUARE = "120.05,30.05 120.06,30.05 120.06,30.06 120.05,30.06"
FREE = ["编码", "名称", "图层", "上级网格", "责任单位", "边界"]
WIDE = ["编码", "名称", "类型", "经度", "纬度", "坐标系", "所属网格", "管理单位", "线路或范围", "启用日期", "地址"]
POST = ["登录名", "姓名", "手机号", "单位", "角色", "任职日期"]
FUNCTIONS = ["编码", "名称", "类型", "上级单位", "职能"]
GOOD_SITE = ("P1", "甲市场", "农贸市场", 120.15, 30.15)
GOOD_PERSON = ("zhangsan", "张三", "13800000000", "东城街道", "经办人")


def look(sheet: str, rows: list[Any], **others: list[Any]) -> Findings:
    """The check, and that what it keeps for the writing is what it has read."""
    tables = read(book(**{**others, sheet: rows}))
    assert read_staged(write_tables(tables)) == tables
    return compare(tables, MONDAY)


def said(row: Row) -> set[tuple[str, str]]:
    return {(problem.code, problem.column) for problem in row.problems}


# sheet, headings or None, the row, (reason, column)
ERRORS_OF_A_ROW = [
    ("单位", None, ("", "甲", "社区", None), ("empty", "code")),
    ("单位", None, ("a b/c?", "甲", "社区", None), ("bad_code", "code")),
    ("单位", None, ("x" * 41, "甲", "社区", None), ("too_long", "code")),
    ("单位", None, ("u1", "甲" * 81, "社区", None), ("too_long", "name")),
    ("单位", None, ("u1", "甲\n乙", "社区", None), ("unprintable", "name")),
    ("单位", None, ("u1", "+86", "社区", None), ("runs", "name")),
    ("单位", None, ("u1", "=1+1", "社区", None), ("formula", "name")),
    ("单位", None, ("u1", "甲", "居委会", None), ("bad_choice", "kind")),
    ("单位", None, ("u1", "甲", "市文明办", None), ("special_kind", "kind")),
    ("单位", None, ("team_1", "督查一组", "街道", None), ("fixed_kind", "kind")),
    ("单位", None, ("u1", "甲", "社区", "东成街道"), ("unknown_unit", "parent")),
    ("单位", None, ("u1", "甲", "社区", "u1"), ("above_itself", "parent")),
    ("单位", None, ("street_a", "东城街道", "街道", "东门社区"), ("circle", "parent")),
    ("单位", FUNCTIONS, ("u1", "甲", "部门", None, "urban_mgmt;打更"), ("unknown_function", "functions")),
    ("人员", None, ("zhang san!", "张三", None, "东城街道", "经办人"), ("bad_username", "username")),
    ("人员", None, (None, "张三", None, "东城街道", "经办人"), ("no_username", "username")),
    ("人员", None, ("zs", None, None, "东城街道", "经办人"), ("empty", "name")),
    ("人员", None, ("zs", "张三", "一三八", "东城街道", "经办人"), ("bad_phone", "phone")),
    ("人员", None, ("zs", "张三", None, None, "经办人"), ("empty", "unit")),
    ("人员", None, ("zs", "张三", None, "北城街道", "经办人"), ("unknown_unit", "unit")),
    ("人员", None, ("zs", "张三", None, "东城街道", "科长"), ("bad_choice", "role")),
    ("人员", None, ("zs", "张三", None, "东城街道", "督查员"), ("wrong_role", "role")),
    ("人员", None, ("zs", "张三", None, "东城街道", "市文明办"), ("wrong_role", "role")),
    ("人员", None, ("zs", "张三", None, "督查一组", "经办人"), ("wrong_role", "role")),
    ("人员", POST, ("zs", "张三", None, "东城街道", "经办人", "2026-02-30"), ("impossible_date", "since")),
    ("人员", POST, ("zs", "张三", None, "东城街道", "经办人", "去年"), ("bad_date", "since")),
    ("人员", POST, ("zs", "张三", None, "东城街道", "经办人", 45000), ("bad_date", "since")),
    ("人员", POST, ("zs", "张三", None, "东城街道", "经办人", datetime(1900, 5, 1)), ("far_date", "since")),
    ("网格", None, ("z1", "甲片", "商圈", None, SQUARE), ("unknown_layer", "layer")),
    ("网格", None, ("z1", "甲片", "行政区划", None, SQUARE), ("overlap", "shape")),
    ("网格", None, ("z1", "甲片", "督查片区", None, "120.05,30.05"), ("bad_shape", "shape")),
    ("网格", None, ("z1", "甲片", "督查片区", None, "120,30 120.1,30.1 120,30.1 120.1,30"), ("bad_shape", "shape")),
    ("网格", None, ("z1", "甲片", "督查片区", None, "POLYGON((1 2, 3"), ("bad_shape", "shape")),
    ("网格", None, ("z1", "甲片", "督查片区", None, "110,30 110.1,30 110.1,30.1"), ("bad_shape", "shape")),
    ("网格", FREE, ("z1", "甲片", "督查片区", "二片", None, SQUARE), ("unknown_zone", "parent")),
    ("网格", FREE, ("east", "东城", "行政区划", "east", None, None), ("zone_circle", "parent")),
    ("点位", None, ("P1", "甲市场", "农贸市长", 120.1, 30.1), ("unknown_type", "type")),
    ("点位", None, ("P1", "甲市场", "农贸市场", 30.1, 120.1), ("swapped", "lon")),
    ("点位", None, ("P1", "甲市场", "农贸市场", 121.1, 30.1), ("outside", "lon")),
    ("点位", None, ("P1", "甲市场", "农贸市场", "东经", 30.1), ("bad_number", "lon")),
    ("点位", None, ("P1", "甲市场", "农贸市场", "nan", 30.1), ("bad_number", "lon")),
    ("点位", None, ("P1", "甲市场", "农贸市场", None, 30.1), ("empty", "lon")),
    ("点位", None, ("P1", "甲市场", "农贸市场", True, 30.1), ("bad_number", "lon")),
    ("点位", None, ("P1", "甲市场", "农贸市场", "=A2", 30.1), ("formula", "lon")),
    ("点位", None, ("P1", "#REF!", "农贸市场", 120.1, 30.1), ("excel_error", "name")),
    ("点位", WIDE, (*GOOD_SITE, "北京54"), ("bad_choice", "system")),
    ("点位", WIDE, (*GOOD_SITE, None, "不存在"), ("unknown_zone", "zone")),
    ("点位", WIDE, (*GOOD_SITE, None, None, "不存在"), ("unknown_unit", "manager")),
    ("点位", WIDE, (*GOOD_SITE, None, None, None, None, "2026/13/1"), ("impossible_date", "since")),
    ("点位", WIDE, (*GOOD_SITE, *[None] * 5, "甲" * 100_000), ("too_long", "address")),
]  # fmt: skip
WARNINGS_OF_A_ROW = [
    ("单位", None, (" u1", "甲", "社区", None), ("trimmed", "code")),
    ("单位", None, ("u1", "甲\u3000", "社区", None), ("trimmed", "name")),
    ("单位", None, (1001, "甲", "社区", None), ("text_from_number", "code")),
    ("单位", None, ("ｕ１", "甲", "社区", None), ("half_width", "code")),
    ("单位", None, ("u1", "甲", "社区", "无"), ("nothing", "parent")),
    ("单位", FUNCTIONS, ("u1", "甲", "部门", None, "urban_mgmt"), ("moves", "functions")),
    ("人员", None, (None, "张三", 13800000000, "东城街道", "经办人"), ("phone_as_name", "phone")),
    ("人员", None, ("inspector", "王小二", None, "督查一组", "督查员"), ("other_name", "username")),
    ("人员", POST, ("zs", "张三", None, "东城街道", "经办人", "2020-01-01"), ("past", "since")),
    ("人员", POST, ("zs", "张三", None, "东城街道", "经办人", "2027年1月5日"), ("date_from_text", "since")),
    ("点位", None, ("P1", "甲市场", "农贸市场", " 120.1", "30.1"), ("number_from_text", "lon")),
    ("点位", None, ("P1", "甲市场", "农贸市场", "１２０．１", 30.1), ("number_from_text", "lon")),
    ("点位", None, ("P1", "甲市场", "农贸市场", 119.95, 30.1), ("no_ground", "lon")),
    ("点位", WIDE, (*GOOD_SITE, "高德"), ("converted", "system")),
]


@pytest.mark.parametrize(("sheet", "heads", "row", "why"), ERRORS_OF_A_ROW)
def test_a_row_that_is_wrong_says_where_and_why(town: Town, sheet: str, heads: Any, row: tuple, why: tuple):
    found = next(look(sheet, [*([heads] if heads else []), row]).tables.every())
    assert why in said(found)
    assert found.status == "bad"
    assert all(problem.words and "%(" not in problem.words for problem in found.problems)


@pytest.mark.parametrize(("sheet", "heads", "row", "why"), WARNINGS_OF_A_ROW)
def test_a_row_that_was_mended_is_taken_and_says_so(town: Town, sheet: str, heads: Any, row: tuple, why: tuple):
    found = next(look(sheet, [*([heads] if heads else []), row]).tables.every())
    assert why in said(found)
    assert found.status in ("new", "changed")
    assert all(problem.words and "%(" not in problem.words for problem in found.problems)


# sheet, rows, the row that is wrong, (reason, column)
BETWEEN_ROWS = [
    ("单位", [("u1", "甲", "社区", None), ("u1", "乙", "社区", None)], 1, ("twice", "code")),
    ("单位", [("u1", "甲", "社区", "u2"), ("u2", "乙", "社区", "u1")], 0, ("circle", "parent")),
    ("单位", [("u1", "甲", "社区", None), ("u2", "甲", "社区", None), ("u3", "丙", "社区", "甲")], 2,
     ("many_units", "parent")),
    ("单位", [("u1", "甲", "不知", None), ("u2", "乙", "社区", "u1")], 1, ("unit_row_bad", "parent")),
    ("人员", [GOOD_PERSON, ("lisi", "李四", "138 0000 0000", "东城街道", "经办人")], 1, ("phone_twice", "phone")),
    ("人员", [GOOD_PERSON, ("zhangsan", "李四", "13800000000", "西城街道", "经办人")], 1, ("other_person", "username")),
    ("人员", [GOOD_PERSON, GOOD_PERSON], 1, ("post_twice", "unit")),
    ("网格", [("z1", "甲", "督查片区", None, SQUARE), ("z2", "乙", "督查片区", None, SQUARE)], 1, ("overlap", "shape")),
    ("网格", [("z1", "甲", "督查片区", None, None), ("z1", "乙", "督查片区", None, None)], 1, ("twice", "code")),
    ("点位", [GOOD_SITE, GOOD_SITE], 1, ("twice", "code")),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "rows", "place", "why"), BETWEEN_ROWS)
def test_rows_are_compared_with_one_another(town: Town, sheet: str, rows: list, place: int, why: tuple):
    found = list(look(sheet, list(rows)).tables.every())[place]
    assert why in said(found)
    assert found.bad


def test_a_phone_number_of_somebody_in_the_city_is_not_given_twice(town: Town):
    person = town.people["inspector"]
    person.phone = "13800000000"
    person.save()
    found = look("人员", [GOOD_PERSON]).tables.rows(PEOPLE)[0]
    assert ("phone_taken", "phone") in said(found)
    assert "王砚秋" in found.problems[0].words


def test_whoever_names_a_bad_row_is_bad_down_to_the_last_site(town: Town):
    found = look(
        "点位",
        [WIDE, (*GOOD_SITE, None, None, "u2")],
        单位=[("u1", "甲", "不知", None), ("u2", "乙", "社区", "u1")],
        人员=[("zs", "张三", None, "u2", "经办人")],
    )
    assert [row.bad for row in found.tables.every()] == [True, True, True, True]
    assert ("unit_row_bad", "manager") in said(found.tables.rows(SITES)[0])


def test_a_word_that_is_nearly_right_gets_a_guess(town: Town):
    row = look("点位", [WIDE, ("P1", "甲", "农贸市长", 120.1, 30.1, None, None, "东成街道")]).tables.rows(SITES)[0]
    words = " ".join(problem.words for problem in row.problems)
    assert "东城街道" in words
    assert "农贸" in words.replace("农贸市长", "")


def test_a_merged_cell_is_named_with_its_area(town: Town):
    from openpyxl import load_workbook

    from tests.importing.books import saved

    made = load_workbook(book(单位=[("u1", "甲", "社区", None), ("u2", "甲", "社区", None)]))
    made["单位"].merge_cells("B2:B3")
    found = look_at(saved(made), MONDAY).tables.rows(UNITS)
    assert all(("merged", "name") in said(row) for row in found)
    assert "B2:B3" in found[0].problems[0].words


def test_a_point_of_a_chinese_map_is_turned_into_where_it_is(town: Town):
    there = to_gcj02((120.15, 30.15))
    found = look("点位", [WIDE, ("P1", "甲市场", "农贸市场", *there, GCJ02)]).tables.rows(SITES)[0]
    assert (found.given["lon"], found.given["lat"]) == ("120.15", "30.15")
    assert found.given["places"] == {"administrative": "east"}


def test_shapes_are_read_in_three_ways(town: Town):
    json = '{"type":"Polygon","coordinates":[[[120.05,30.05],[120.06,30.05],[120.06,30.06],[120.05,30.05]]]}'
    wkt = "POLYGON ((120.07 30.05, 120.08 30.05, 120.08 30.06, 120.07 30.05))"
    pairs = "120.09,30.05；120.095，30.05\n120.095,30.06"
    rows = [(f"z{n}", "片", "督查片区", None, text) for n, text in enumerate((json, wkt, pairs))]
    found = look("网格", rows).tables.rows(ZONES)
    assert [row.bad for row in found] == [False, False, False]
    assert all('"Polygon"' in row.given["shape"] for row in found)


def test_headings_may_be_english_in_any_order_and_with_more_beside_them(town: Town):
    heads = ["Memo", "Latitude*", "Longitude (deg)", "TYPE", "Name", "code"]
    found = look("Sites", [heads, ("x", 30.15, 120.15, "Wet market", "Market", "P1")])
    row = found.tables.rows(SITES)[0]
    assert not row.bad
    assert [remark.code for remark in found.tables.remarks] == ["unknown_column"]
    assert found.tables.tables[SITES].cell(row, "lon") == "C2"


def test_example_rows_are_left_out(town: Town):
    found = look("单位", [("示例-1", "甲", "不知", "谁"), ("u1", "乙", "社区", None)])
    assert found.counts["units"] == {"new": 1, "changed": 0, "same": 0, "bad": 0, "left": 1}


def test_every_reason_is_shown_by_a_row():
    """A rule that nobody can break is no rule: each sentence belongs to a row above or to a test below."""
    told = {row[-1][0] for row in (*ERRORS_OF_A_ROW, *WARNINGS_OF_A_ROW, *BETWEEN_ROWS)}
    elsewhere = {"merged", "phone_taken", "example", "ended_unit", "function_twice", "many_zones", "zone_row_bad",
                 "flat_layer", "changed_since", "shape_converted", "revived", "bad_whole"}  # fmt: skip
    assert (ERRORS.keys() | WARNINGS.keys()) - told == elsewhere
