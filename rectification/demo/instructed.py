"""What city leaders have instructed: on an entry, on ground, on a unit; answered, sent back, late, carried out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from rectification.demo.plan import Plan
from rectification.demo.play import Play
from rectification.facts import StepData
from rectification.instruction_steps import Wanted, instruct, take
from rectification.instruction_table import Act
from rectification.models import Ticket
from rectification.workflow import WITH_UNIT

Steps = tuple[tuple[float, Act, str, str], ...]  # office hours later, what, by whom, the words


@dataclass(frozen=True)
class Script:
    """One instruction: office hours ago, by whom, to which unit, the words; on a zone or on an entry of the unit."""

    ago: float
    leader: str
    unit: str
    words: str
    zone: str = ""
    on_entry: bool = False
    days: int | None = None  # office days that were named
    steps: Steps = ()


SCRIPTS = (
    Script(
        58, "city.leader", "street_b", "西城集贸市场周边占道经营反复，请街道牵头拿出疏堵结合的方案，本周内见成效。",
        steps=(
            (14, Act.ANSWER, "street_b.head", "已划定临时疏导点一处，安排专人早晚各巡一次，清退占道摊位。"),
            (5, Act.SEND_BACK, "city.leader", "疏导点的位置和开放时段没有写明，请补充，并附现场照片。"),
            (9, Act.ANSWER, "street_b.head", "疏导点设在文化路东段，开放时段每日六时至九时，已公示。"),
            (4, Act.ACCEPT, "city.leader", "同意。请坚持常态管理。"),
        ),
    ),
    Script(
        30, "city.second", "urban_mgmt", "近期夜间施工噪声投诉集中，请会同有关单位开展一次联合检查，结果书面报我。",
        steps=((16, Act.ANSWER, "urban_mgmt.head", "已联合住建、生态环境部门检查工地九处，责令整改三处，清单附后。"),),
    ),
    Script(36, "city.leader", "market_reg", "农贸市场熟食摊点防尘防蝇设施不全，请逐一核查并公示结果。"),
    Script(
        8, "city.leader", "street_a", "这一处群众反映强烈，请街道主要负责人到现场办公，彻底解决。",
        on_entry=True, days=1,
    ),
    Script(
        4, "city.second", "street_c", "请把这一片背街小巷的架空线缆排查一遍，列出清单和时序。", zone="street_c", days=6
    ),
    Script(
        20, "city.second", "commerce", "请报送迎检期间大型商场疏导方案。",
        steps=((3, Act.WITHDRAW, "city.second", "改由市文明办统一布置。"),),
    ),
)  # fmt: skip


def instructions(plan: Plan) -> None:
    """Each begins when it is written."""
    for script in SCRIPTS:
        plan.play.begin(plan.ago(script.ago), partial(life, plan.play, script))


def life(play: Play, script: Script) -> Iterator[datetime]:
    """Written, and what became of it since."""
    unit = play.cast.posts[f"{script.unit}.head"].unit_id
    entry = Ticket.objects.filter(lead_duty__unit=unit, status__in=list(WITH_UNIT)).order_by("filed_at", "id").first()
    wanted = Wanted(
        script.words,
        unit,
        ticket=entry.pk if entry and script.on_entry else None,
        zone=play.ground.zones[script.zone].pk if script.zone else None,
        until=play.moments.close(play.now, script.days) if script.days is not None else None,
    )
    pk = instruct(wanted, by=play.cast.actor(script.leader), now=play.now).stream_id
    for hours, act, who, words in script.steps:
        yield play.moments.later(play.now, hours)
        take(act, pk, StepData(words=words), by=play.cast.actor(who), now=play.now)
