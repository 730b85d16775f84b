"""Names for the city's people: plausible, each only once, the same ones each time."""

import random
from collections.abc import Iterator

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘蒋蔡余杜叶程苏魏吕丁任卢姚"
    "沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛"
)
GIVEN = (
    ("建志国海文俊伟明宏永振立", "华强军平峰涛杰辉林波斌龙"),
    ("雅晓雨思佳秀丽慧静婉欣玉", "婷琳洁怡芳敏萍兰雯娟颖莹"),
)
SEED = "澜川人"


def names(taken: set[str]) -> Iterator[str]:
    """One name after the other, none of those that are taken."""
    chance = random.Random(SEED)  # noqa: S311 - a play, not a secret
    used = set(taken)
    while True:
        first, second = chance.choice(GIVEN)
        name = chance.choice(SURNAMES) + chance.choice(first) + chance.choice(second)
        if name not in used:
            used.add(name)
            yield name
