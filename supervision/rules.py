"""The engine's settings with their defaults (ENGINE 4, 5, 7, 24, 25); a city overrides them in its profile. Pure."""

from dataclasses import dataclass, fields
from typing import Any

from supervision.limits import Limit, hours, workdays, workhours


@dataclass(frozen=True)
class EngineRules:
    """What a city may set. Limits are `value unit` texts in the profile."""

    screen: Limit = workdays(1)
    dispatch: Limit = workhours(4)
    review: Limit = workdays(1)
    review_urgent: Limit = hours(4)
    decide: Limit = workdays(1)
    assist: Limit = workdays(3)
    instruct: Limit = workdays(3)  # where the leader names no day
    appeal: Limit = workdays(2)
    appeal_within: Limit = workdays(3)  # from the announcement of a ranking (DOMAIN 5)
    return_within: Limit = workhours(4)
    receive_within: Limit = workhours(4)  # as long as it may be returned freely; what is due sooner, by then
    rework_at_least: Limit = workhours(2)
    extensions: int = 1
    extension_moves_score: bool = False
    relapse_days: int = 30
    near_metres: int = 50
    onsite_metres: int = 500  # a checker within that is on the spot; phones between houses are a hundred off

    @classmethod
    def of(cls, overrides: dict[str, Any]) -> "EngineRules":
        """The defaults with a city's overrides; an unknown name or a wrong value is a ValueError."""
        known = {f.name: f for f in fields(cls)}
        values: dict[str, Any] = {}
        for name, value in overrides.items():
            if name not in known:
                raise ValueError(f"unknown engine setting {name!r}")
            values[name] = Limit.parse(value) if isinstance(known[name].default, Limit) else value
        return cls(**values)
