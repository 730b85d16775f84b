"""The four sheets of the workbook and their columns, in the order in which they are written."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from sites.coordinates import BD09, GCJ02, WGS84
from sites.vocabulary import UnitKind
from supervision.roles import Role

UNITS, PEOPLE, ZONES, SITES = "units", "people", "zones", "sites"
EXAMPLE = ("示例", "EXAMPLE")  # a row whose first cell begins so shows how it is done and is left out
REMARKS = ("问题", "Remarks")  # the column a marked-up copy adds; coming back it is ignored
NOTES = ("填写说明", "Notes")
LISTS = ("可选", "Choices")  # the hidden sheet behind the drop-downs


class Kind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    CODE = "code"  # a name of one row, without spaces
    CHOICE = "choice"  # one of a few words
    UNIT = "unit"  # code or name of a unit
    ZONE = "zone"
    TYPE = "type"  # kind of site
    LAYER = "layer"
    FUNCTIONS = "functions"
    PHONE = "phone"
    WHOLE = "whole"
    DEGREES = "degrees"
    DATE = "date"
    SHAPE = "shape"


@dataclass(frozen=True)
class Column:
    """One column: its headings, what it holds, and how long that may be."""

    key: str
    zh: str
    en: str
    kind: Kind = Kind.TEXT
    required: bool = False
    most: int = 80
    also: tuple[str, ...] = ()
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)  # stored word -> how it may be written

    def titled(self, language: str) -> str:
        """Its heading; a star says that it must be filled in."""
        return (self.en if language.startswith("en") else self.zh) + "*" * self.required


@dataclass(frozen=True)
class Sheet:
    """One sheet."""

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    also: tuple[str, ...] = ()

    def titled(self, language: str) -> str:
        """Its name."""
        return self.en if language.startswith("en") else self.zh

    def column(self, key: str) -> Column:
        """The column of that key."""
        return next(column for column in self.columns if column.key == key)


UNIT_KINDS: dict[str, tuple[str, ...]] = {
    UnitKind.CITY: ("市", "市级", "City"),
    UnitKind.OFFICE: ("市文明办", "文明办", "City civilization office"),
    UnitKind.DEPARTMENT: ("市直部门", "部门", "Department"),
    UnitKind.DISTRICT: ("区县", "区", "县", "District or county"),
    UnitKind.STREET: ("街道", "街道办", "Sub-district"),
    UnitKind.TOWN: ("镇", "乡镇", "Town"),
    UnitKind.COMMUNITY: ("社区（村）", "社区", "村", "Community or village"),
    UnitKind.ENTERPRISE: ("企业", "Enterprise"),
    UnitKind.INSTITUTION: ("事业单位", "Public institution"),
    UnitKind.DISCIPLINE: ("纪检监察", "纪委", "Discipline inspection"),
    UnitKind.TEAM: ("督查组", "督导组", "Supervision team"),
}
ROLES: dict[str, tuple[str, ...]] = {
    Role.OFFICE: ("市文明办", "文明办", "City office"),
    Role.TEAM_LEADER: ("督查组长", "组长", "Team leader"),
    Role.INSPECTOR: ("督查员", "Inspector"),
    Role.UNIT_HANDLER: ("单位经办人", "经办人", "Unit handler"),
    Role.UNIT_HEAD: ("单位负责人", "负责人", "Unit head"),
    Role.CITY_LEADER: ("市领导", "City leader"),
    Role.DISCIPLINE: ("纪检监察", "纪委", "Discipline inspection"),
}
SYSTEMS = {
    WGS84: ("WGS-84", "WGS84", "GPS", "CGCS2000", "天地图"),
    GCJ02: ("GCJ-02", "GCJ02", "火星坐标", "高德", "腾讯"),
    BD09: ("BD-09", "BD09", "百度"),
}
SYSTEM = Column("system", "坐标系", "Coordinate system", Kind.CHOICE, choices=SYSTEMS)
NAME = Column("name", "名称", "Name", required=True)
NAME_EN = Column("name_en", "英文名称", "English name", most=120, also=("英文名",))

SHEETS = (
    Sheet(
        UNITS,
        "单位",
        "Units",
        (
            Column("code", "编码", "Code", Kind.CODE, True, 40, ("单位编码", "代码")),
            replace(NAME, also=("单位名称",)),
            NAME_EN,
            Column("kind", "类型", "Kind", Kind.CHOICE, True, also=("单位类型",), choices=UNIT_KINDS),
            Column("parent", "上级单位", "Parent unit", Kind.UNIT, also=("上级", "上级单位编码")),
            Column("group", "排名分组", "Ranking group", most=24),
            Column("functions", "职能", "Functions", Kind.FUNCTIONS, most=400),
        ),
        ("单位表", "部门", "责任单位"),
    ),
    Sheet(
        PEOPLE,
        "人员",
        "People",
        (
            Column("username", "登录名", "Sign-in name", Kind.CODE, most=60, also=("账号", "用户名")),
            Column("name", "姓名", "Name", required=True, most=60),
            Column("phone", "手机号", "Phone", Kind.PHONE, most=20, also=("手机", "电话", "联系电话")),
            Column("unit", "单位", "Unit", Kind.UNIT, True, also=("所在单位", "单位编码")),
            Column("role", "角色", "Role", Kind.CHOICE, True, choices=ROLES),
            Column("title", "职务", "Title", most=60),
            Column("rank", "排序", "Rank", Kind.WHOLE, also=("顺序",)),
            Column("since", "任职日期", "In post from", Kind.DATE, also=("到岗日期",)),
        ),
        ("人员表", "人员名单", "用户"),
    ),
    Sheet(
        ZONES,
        "网格",
        "Zones",
        (
            Column("code", "编码", "Code", Kind.CODE, True, 40, ("网格编码", "代码")),
            replace(NAME, also=("网格名称",)),
            NAME_EN,
            Column("layer", "图层", "Layer", Kind.LAYER, True, also=("网格类型",)),
            Column("parent", "上级网格", "Parent zone", Kind.ZONE),
            Column("unit", "责任单位", "Unit", Kind.UNIT, also=("属地单位", "督查组")),
            Column("shape", "边界", "Boundary", Kind.SHAPE, most=200_000, also=("范围", "坐标串")),
            SYSTEM,
        ),
        ("网格表", "片区", "区域"),
    ),
    Sheet(
        SITES,
        "点位",
        "Sites",
        (
            Column("code", "编码", "Code", Kind.CODE, True, 40, ("点位编码", "代码")),
            replace(NAME, also=("点位名称",)),
            NAME_EN,
            Column("type", "类型", "Type", Kind.TYPE, True, also=("点位类型",)),
            Column("address", "地址", "Address", most=160),
            Column("lon", "经度", "Longitude", Kind.DEGREES, True),
            Column("lat", "纬度", "Latitude", Kind.DEGREES, True),
            SYSTEM,
            Column("zone", "所属网格", "Zone", Kind.ZONE, also=("所在网格", "网格")),
            Column("manager", "管理单位", "Managing unit", Kind.UNIT, also=("责任单位", "主管单位")),
            Column("owner", "产权单位", "Owner", Kind.UNIT),
            Column("shape", "线路或范围", "Line or area", Kind.SHAPE, most=200_000, also=("线路",)),
            Column("since", "启用日期", "In use from", Kind.DATE),
        ),
        ("点位表", "实地考察点位"),
    ),
)  # fmt: skip
BY_NAME = {sheet.name: sheet for sheet in SHEETS}


@dataclass(frozen=True)
class Layer:
    """A way to divide the city that a workbook may bring along, as in the tables."""

    code: str
    zh: str
    en: str
    tree: bool
    overlap: bool
    required: bool


LAYERS = {
    layer.code: layer
    for layer in (
        Layer("administrative", "行政区划", "Administrative areas", True, False, True),
        Layer("supervision", "督查片区", "Supervision areas", False, False, True),
        Layer("road", "道路路段", "Road sections", False, True, False),
        Layer("grid", "网格", "Grid", True, False, False),
        Layer("building", "楼栋", "Buildings", False, False, False),
    )
}
