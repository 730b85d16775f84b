"""Who answers for which ground in the demo city: contracts of every kind, and what became of some of them since."""

from datetime import datetime, timedelta

from rectification.demo.ground import Ground
from rectification.demo.people import Cast
from supervision.actions.contracts import Wanted, assign, change_end, end_contract, hand_over
from supervision.models import Contract

PAIRS = (
    ("dongmen", "education"), ("guihua", "housing"), ("xiyuan", "culture"), ("wangjiang", "transport"),
    ("nanqiao", "health"),
)  # fmt: skip
LINES = {"农贸市场整治": "market_reg.head", "交通秩序整治": "traffic_police.head", "背街小巷整治": "urban_mgmt.head"}
SECONDARY = ("S006", "S007")  # the other secondary roads have no chief yet: a gap to find
NOTE = "路口西侧夜市每晚九点收摊，需到场看一遍；沿街十二家商户的三包责任书已续签，底册在城管办。"


def contract_out(ground: Ground, cast: Cast, now: datetime, until: datetime) -> None:
    """All of them on the first day, kind by kind; then hand-overs, an end that comes near, one that has come."""
    office = cast.posts["office.first"]
    wanted = []
    for kind, holder, subject in contracts(ground):
        post = cast.posts[holder]
        wanted.append(Wanted(kind, post.unit_id, post.user_id, subject))
    assign(wanted, "创建工作分片包干", now=now, by=office)
    what_became_of_them(ground, cast, until)


def contracts(ground: Ground) -> list[tuple[str, str, tuple[str, str]]]:
    """(kind, post, subject) of every contract."""
    zones = ground.zones
    found = [
        ("area_chief", f"{street}.head", ("zone", str(zones[street].pk)))
        for street in sorted({*ground.streets.values()})
    ]
    found += [("pairing", f"{partner}.handler", ("zone", str(zones[community].pk))) for community, partner in PAIRS]
    found += [("line", holder, ("line", line)) for line, holder in LINES.items()]
    for site in ground.sites.values():
        street = ground.streets[site.code]
        place = "site", str(site.pk)
        if site.type_id == "road_main" or site.code in SECONDARY:
            found.append(("road_chief", f"{street}.head", ("zone", str(zones[site.code].pk))))
        elif site.type_id == "street_commercial":
            found.append(("street_chief", f"{street}.head", ("zone", str(zones[site.code].pk))))
        elif site.type_id == "alley_back":
            found.append(("lane_chief", f"{street}.handler", place))
        elif site.type_id == "compound_old":
            found.append(("building_chief", f"{street}.handler", place))
        elif site.type_id == "market_wet" and street != "town_a":
            found.append(("leader_link", "city.leader" if street < "street_c" else "city.second", place))
    return found


def what_became_of_them(ground: Ground, cast: Cast, until: datetime) -> None:
    """One was handed over three weeks ago with a note, one will be; one ends soon, one ended with nobody after it."""
    office = cast.posts["office.first"]

    def of(code: str) -> Contract:
        return Contract.objects.get(subject_key=str(ground.zones[code].pk), kind__in=("road_chief", "street_chief"))

    clerk, next_one = cast.posts["street_a.colleague"], cast.posts["street_c.colleague"]
    then = until - timedelta(days=21)
    hand_over(
        of("S002"), clerk.unit_id, clerk.user, now=then, by=office, note=NOTE, why="原路长调整分工，解放路交周海负责"
    )
    ahead = until.replace(hour=0, minute=0, second=0, microsecond=0)
    then = until - timedelta(days=2)
    hand_over(
        of("S003"), next_one.unit_id, next_one.user, now=then, by=office, since=ahead + timedelta(days=5),
        why="滨江大道下周起由谢东篱接手",
    )  # fmt: skip
    change_end(of("S004"), ahead + timedelta(days=9), now=then, by=office, why="挂职期满")
    end_contract(of("S013"), now=then, by=office, why="调离街道")
