"""Points and facts the demo city's office has stated, with the reason of each (加减分)."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Gift:
    """Points for a unit by its code; `back` is why they were taken back before the announcement."""

    unit: str
    points: str
    why: str
    fact: str = ""
    back: str = ""


# By how many periods ago, counted from the latest one that is begun.
WEEKLY: Mapping[int, tuple[Gift, ...]] = {
    0: (Gift("town_a", "1.5", "全市农贸市场整治现场会在白石镇召开，经验印发各镇街学习"),),
    2: (
        Gift("street_b", "-3", "占道经营反复回潮，被市电视台《曝光台》点名", fact="exposed"),
        Gift("sanitation", "2", "抗击寒潮保洁突击三昼夜，市委市政府通报表扬", back="表扬对象为市城管局机关，非该单位"),
    ),
    3: (Gift("bus_group", "-2", "挂牌督办的候车亭破损销号后再次出现", fact="listed_relapse"),),
    5: (Gift("power", "1", "弱电线缆“清网”做法获省文明办简报刊发"),),
    6: (Gift("commerce", "0", "弄虚作假整改照片，经督查科核实，本周一票否决", fact="office"),),
}
MONTHLY: Mapping[int, tuple[Gift, ...]] = {
    0: (Gift("street_c", "2", "承办省级文明实践观摩活动，市文明委通报表扬"),),
    1: (Gift("jingui", "-2", "业主投诉查实两次，市住建局信用扣分通报"),),
}
CORRECTED = "首期漏计白石镇承办全省农村人居环境现场会加分，经镇政府来函、督查科核实，予以更正"
OMITTED = Gift("town_a", "3", "承办全省农村人居环境现场会，省文明办通报表扬")
