"""The kinds of contract (包干) a city begins with, and the rules of each: data, changed by the office afterwards.

Sources: DOMAIN 7: 分片包干 with seven teams, city leaders linked to one or two sub-districts and two or three roads;
街长 with five duties and 巷长 with four on a sign, 路长, 楼长, departments paired with communities.
"""

from typing import Any, NamedTuple

ZONE, SITE, UNIT_GROUP, LINE = "zone", "site", "unit_group", "line"
SUBJECTS = (ZONE, SITE, UNIT_GROUP, LINE)
PERSON, UNIT = "person", "unit"  # who may hold it: a person in a unit, or the unit alone as well


class Kind(NamedTuple):
    """One kind with its rules; `models/contracts.py` says what each rule means."""

    code: str
    name: str
    name_en: str
    subjects: tuple[str, ...]
    layer: str = ""
    holder: str = PERSON
    many: bool = False
    required: bool = False
    routes: bool = False
    moves_duties: bool = False
    shown_on_sign: bool = False
    duties: str = ""
    duties_en: str = ""

    def columns(self, order: int) -> dict[str, Any]:
        """As a row."""
        return {**self._asdict(), "subjects": list(self.subjects), "order": order}


STREET_DUTIES = """每日巡查路段，督促沿街商户落实门前三包
发现问题当场处置，处置不了的记入台账
管好占道经营、乱停乱放、乱贴乱画
协调城管、交警、市场监管部门共同整治
宣传文明创建，听取商户和居民意见"""
STREET_DUTIES_EN = """Walk the street every day; see that shops keep their three duties at the door
Settle on the spot what can be settled, write down the rest
Keep goods off the pavement, vehicles in order, walls without bills
Bring city management, traffic police and market regulation together
Explain the campaign; listen to shops and residents"""
ROAD_DUTIES = """每日巡查路面、人行道和公共设施
发现坑洼、破损、积水及时报修
管好道路保洁、绿化和交通秩序
督促责任单位按时限整改并回看"""
ROAD_DUTIES_EN = """Check carriageway, pavement and public facilities every day
Have holes, damage and standing water mended
Keep the road clean, its green tended, its traffic in order
See that units fix in time, and look again"""
LANE_DUTIES = """每日巡查背街小巷，清理卫生死角
劝导乱堆乱放、飞线充电、毁绿种菜
督促门前三包，做到路平灯亮沟通
收集居民意见，及时反馈办理结果"""
LANE_DUTIES_EN = """Walk the lane every day and have neglected corners cleaned
Talk people out of piling things up, charging by hanging wires, gardening in the green
See to the three duties at the door: even ground, lit lamps, open gutters
Gather what residents say, and tell them what came of it"""
BUILDING_DUTIES = """保持楼道清洁畅通，不堆杂物
劝导楼内停放充电、高空抛物
照看老幼病残住户，调解邻里纠纷
及时上报楼内隐患和住户诉求"""
BUILDING_DUTIES_EN = """Keep stairs and passages clean and free
Talk people out of charging indoors and throwing things down
Look after the old, the young and the sick; settle quarrels
Report dangers in the house and what its residents ask for"""
AREA_DUTIES = """统筹片区创建工作，一月一调度
带队巡查片区点位，每周不少于一次
协调解决跨部门的难点问题
督促责任单位按时限整改销号"""
AREA_DUTIES_EN = """Steer the work of the area, with a meeting each month
Lead a walk through its sites at least once a week
Settle what is between departments
See that units fix and close in time"""

BUILT_IN = (
    Kind("area_chief", "片长", "Area chief", (ZONE,), "administrative", required=True, routes=True, moves_duties=True,
         shown_on_sign=True, duties=AREA_DUTIES, duties_en=AREA_DUTIES_EN),
    Kind("street_chief", "街长", "Street chief", (ZONE,), "road", routes=True, moves_duties=True, shown_on_sign=True,
         duties=STREET_DUTIES, duties_en=STREET_DUTIES_EN),
    Kind("road_chief", "路长", "Road chief", (ZONE,), "road", routes=True, moves_duties=True, shown_on_sign=True,
         duties=ROAD_DUTIES, duties_en=ROAD_DUTIES_EN),
    Kind("lane_chief", "巷长", "Lane chief", (ZONE, SITE), "road", routes=True, moves_duties=True, shown_on_sign=True,
         duties=LANE_DUTIES, duties_en=LANE_DUTIES_EN),
    Kind("building_chief", "楼长", "Building chief", (ZONE, SITE), "building", routes=True, moves_duties=True,
         shown_on_sign=True, duties=BUILDING_DUTIES, duties_en=BUILDING_DUTIES_EN),
    Kind("leader_link", "市领导挂点", "City leader's link", (ZONE, SITE), many=True),
    Kind("pairing", "部门结对", "Department pairing", (ZONE, SITE, UNIT_GROUP), holder=UNIT, many=True),
    Kind("team_area", "督导组", "Supervision team", (ZONE,), "supervision", holder=UNIT),
    Kind("line", "战线", "Line of work", (LINE, UNIT_GROUP)),
)  # fmt: skip


def rows() -> list[dict[str, Any]]:
    """The kinds as rows, in their order."""
    return [kind.columns(10 * n) for n, kind in enumerate(BUILT_IN, 1)]
