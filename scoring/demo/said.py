"""What was said about the demo city's rankings: points with their reasons, objections and answers, word by word."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Gift:
    """加减分: points for a unit by its code, or a fact of it; `back` is why they were taken back again."""

    unit: str
    points: str
    why: str
    fact: str = ""
    back: str = ""


@dataclass(frozen=True)
class Objection:
    """申诉: against the first late entry of a unit; `effect` is what becomes of it, empty where it is refused."""

    unit: str
    words: str
    answer: str
    effect: str = ""


# By how many weeks or months ago, counted from the latest ranking that is begun.
WEEKLY: Mapping[int, tuple[Gift, ...]] = {
    0: (Gift("street_a", "1.5", "占道经营疏堵结合的做法获市文明委简报刊发"),),
    2: (
        Gift("street_b", "-3", "占道经营反复回潮，被市电视台《曝光台》点名", fact="exposed"),
        Gift("sanitation", "2", "节后保洁突击三昼夜，市委市政府通报表扬", back="表扬对象为市城管局机关，非该单位"),
    ),
    3: (Gift("bus_group", "-2", "挂牌督办的候车亭破损销号后再次出现", fact="listed_relapse"),),
    4: (Gift("jingui", "0", "以往期照片充作整改照片，经督查科核实，本周一票否决", fact="office"),),
    5: (Gift("power", "1", "空中线缆“清网”做法获省文明办简报刊发"),),
}
MONTHLY: Mapping[int, tuple[Gift, ...]] = {
    0: (Gift("education", "2", "校园周边护学岗经验在全省推广，市文明委通报表扬"),),
    1: (Gift("jingui", "-2", "业主投诉查实两次，市住建局信用扣分通报"),),
}
CORRECTED = "首期漏列滨江街道被省级媒体暗访曝光一事，经督查科核实，予以更正重新发布"
OMITTED = Gift("street_c", "-4", "省级媒体暗访曝光该街道夜市占道、垃圾落地", fact="exposed")

OBJECTIONS: Mapping[int, tuple[Objection, ...]] = {
    0: (
        Objection(
            "street_a", "该件当日已整改到位，终端升级期间照片未能上传，附现场照片，请核定为按时整改。", answer=""
        ),
    ),
    1: (
        Objection(
            "urban_mgmt",
            "该件当日下午已清运完毕，作业车辆定位记录可查，因网络故障次日才补传反馈，附现场照片。",
            "经调取车辆定位和机房故障记录，情况属实，按按时整改计。",
            effect="on_time",
        ),
        Objection(
            "street_d",
            "该路段夜间施工，保洁车无法进场，请求不计入超时。",
            "施工协调属街道职责，期限内亦未申请延期，维持原认定。",
        ),
    ),
    3: (
        Objection(
            "traffic_police",
            "该点位停车泊位已移交属地街道管养，不属我支队职责，附移交现场照片。",
            "经核对移交清单，情况属实，该件不计入本期。",
            effect="out",
        ),
    ),
}

# What the office did with measures that the rules proposed: the first is followed up, the others are put aside.
CONFIRMED = "连续上榜，问题集中，请分管市领导约谈主要负责人。"
STATED = "我单位诚恳接受批评，已召开专题会议，按周梳理超时问题，明确专人盯办。"
DOCUMENT = "澜文明约〔{year}〕2号"
TALKED = "已约谈。要求一周内完成存量超时问题清零，两周后书面报告整改情况。"
TOO_LITTLE = "件数少，由督查科电话提醒，暂不约谈。"
PUT_ASIDE = (
    "主要负责人刚调整到位，先行督办，下期仍上榜再约谈。",
    "主要问题已列入挂牌督办，不重复约谈。",
)
