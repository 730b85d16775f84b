"""How units of the demo city differ: some are quick, some slow, some cheat, and with some it comes back."""

import random
from dataclasses import dataclass

from rectification.demo.files import rows


@dataclass(frozen=True)
class Character:
    """Chances out of one; shares are shares of the time limit."""

    soonest: float = 0.35  # hands in after so much of the limit at the earliest ...
    latest: float = 0.95  # ... and so much at the latest, when it is not late
    late: float = 0.07  # is late, by half a limit on average
    fails: float = 0.07  # the check finds it was not put right
    false: float = 0.002  # struck off although it never was
    relapses: float = 0.03  # there again within the month
    asks: float = 0.05  # asks for more time, if there is some to speak of
    returns: float = 0.03  # says that it is not its own

    def share(self, chance: random.Random) -> float:
        """After how much of its limit it hands in."""
        if chance.random() < self.late:
            return 1.02 + chance.expovariate(2.0)
        return chance.uniform(self.soonest, self.latest)


CHARACTERS = {
    "": Character(),
    "quick": Character(soonest=0.08, latest=0.45, late=0.01, fails=0.03, relapses=0.01, asks=0.01, returns=0.01),
    "slow": Character(soonest=0.7, latest=0.99, late=0.4, fails=0.09, asks=0.25, returns=0.08),
    "cheating": Character(soonest=0.06, latest=0.4, late=0.03, fails=0.36, false=0.05, relapses=0.06, returns=0.06),
    "relapsing": Character(late=0.09, fails=0.08, relapses=0.3),
}


def characters() -> dict[str, Character]:
    """The character of each unit by its code."""
    return {row["code"]: CHARACTERS[row["character"]] for row in rows("units")}
