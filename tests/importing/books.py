"""Workbooks for the tests: tables of rows turned into files."""

import io
from typing import Any

from openpyxl import Workbook

UNITS = ("编码", "名称", "类型", "上级单位")
PEOPLE = ("登录名", "姓名", "手机号", "单位", "角色")
ZONES = ("编码", "名称", "图层", "责任单位", "边界")
SITES = ("编码", "名称", "类型", "经度", "纬度")
HEADS = {"单位": UNITS, "人员": PEOPLE, "网格": ZONES, "点位": SITES}


def book(**sheets: list[tuple[Any, ...]]) -> io.BytesIO:
    """Sheets with their usual headings; a first row that is a list replaces them."""
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        heads = rows.pop(0) if rows and isinstance(rows[0], list) else HEADS.get(title, ())
        sheet.append(list(heads))
        for row in rows:
            sheet.append(list(row))
    return saved(made)


def saved(made: Workbook) -> io.BytesIO:
    """The file."""
    out = io.BytesIO()
    made.save(out)
    out.seek(0)
    return out
