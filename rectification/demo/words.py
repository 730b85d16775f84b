"""What people of the demo town write: sentences by category and by occasion, each time another one."""

import random
from collections import defaultdict
from functools import lru_cache

from rectification.demo.files import rows
from rectification.demo.pictures import chance_of
from sites.models import Site


@lru_cache(maxsize=1)
def scenes() -> dict[str, list[str]]:
    """The drawn scenes that show problems of a category or of a group of categories, the most fitting first."""
    return {row["category"]: row["scenes"].split() for row in rows("scenes")}


def scene_of(code: str, where: str = "") -> str:
    """The scene for a category; where several fit, the same place always gets the same one."""
    fitting = scenes().get(code) or scenes()[code.split("-")[0]]
    return chance_of(f"{code}/{where}").choice(fitting) if where else fitting[0]


class Phrases:
    """Sentences from the tables `seen` (by category) and `said` (by occasion and group of categories)."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.seen_: dict[str, list[str]] = defaultdict(list)
        self.said_: dict[str, list[str]] = defaultdict(list)
        for row in rows("seen"):
            self.seen_[row["category"]].append(row["words"])
        for row in rows("said"):
            self.said_[row["occasion"]].append(row["words"])

    def seen(self, code: str, site: Site | None) -> str:
        """What the finder saw there."""
        return self.chance.choice(self.seen_[code]).replace("{site}", site.name if site else "")

    def said(self, occasion: str, code: str = "") -> str:
        """What somebody says on an occasion; the category's own group has its own sentences where it needs them."""
        own = f"{occasion}/{code.split('-')[0]}"
        return self.chance.choice(self.said_[own] if own in self.said_ else self.said_[occasion])
