"""What is over by today: most of it struck off in time, some late, some after a turn."""

from datetime import datetime
from functools import partial
from typing import Any

from rectification.demo import lives, petitions, turns
from rectification.demo.casting import days_of
from rectification.demo.plan import Plan
from sites.models import Category

SLOW = 9  # office days; whoever has longer than that and wants to be done begins early
PAPERS = ("DOC-01", "DOC-02", "DOC-03", "DOC-04", "DOC-05", "DOC-06")
# What cannot be mended in days: building work, disputes, whole districts.
LASTING = ("APP-02", "APP-03", "APP-05", "FAC-01", "FAC-11", "FIR-05", "GRN-02", "ORD-03", "RUR-04", "RUR-05", "JUV-02",
           "ACC-01", "ACC-02", "GRN-01", "MKT-03", "NCP-03")  # fmt: skip
# 挂账: by petition (y) or the office's own order (d); so many office days ago; for so many days.
SUSPENSIONS = (("y", 20, 70), ("y", 15, 120), ("y", 9, 45), ("d", 18, 90), ("d", 6, 60), ("y", 3, 30))


def done(plan: Plan) -> None:
    """Struck off: in time, late, after rework; from teams, leaders, re-checks and discipline."""
    chance = plan.play.chance
    sources = [("", "team")] * 16 + [("", "recheck")] * 4 + [("", "round")] * 2
    sources += [("city.leader", "leader")] * 2 + [("city.second", "leader")]
    sources += [("discipline.first", "discipline")] * 3
    for finder, source in sources:
        settled(plan, chance.uniform(0.3, 0.95), finder=finder, source=source)
    for _ in range(4):
        settled(plan, 0.6, source="round", codes=PAPERS)
    for _ in range(6):
        settled(plan, chance.uniform(1.05, 1.8), most_days=6)
    for failures in (1, 1, 1, 1, 2, 2):
        settled(plan, chance.uniform(0.3, 0.9), failures=failures, most_days=6)
    for _ in range(2):
        settled(plan, 0.7, most_days=4, false=True)


def settled(plan: Plan, share: float, failures: int = 0, false: bool = False, **wanted: Any) -> None:
    """One entry that has been struck off by today."""
    needed: dict[str, float] = {}

    def filed_at(row: Category) -> datetime:
        part = min(share, 4 / days_of(row)) if days_of(row) > SLOW else share
        needed["share"] = part
        return plan.sometime(part * days_of(row) + 1.8 + 2.2 * failures + 2 * false)

    problem = plan.problem(filed_at, **wanted)
    plan.live(problem, partial(lives.fixed, share=needed["share"], failures=failures, false=false))


def turned(plan: Plan) -> None:
    """Everything that did not go straight, by now mostly over."""
    soon: dict[str, Any] = {"most_days": 5}
    street: dict[str, Any] = {"unit": "street_a", "most_days": 4}
    for verdict in ("y", "y", "y", "n", "w"):
        problem = plan.problem(plan.filed_sometime(12), units=("workday",), most_days=5)
        plan.live(problem, partial(petitions.extends, verdict=verdict, then=0.6))
    for verdicts, to in (("y", "street_b"), ("y", "street_d"), ("n", ""), ("y", "")):
        problem = plan.problem(plan.filed_sometime(9), unit="urban_mgmt", units=("workhour", "workday"), **soon)
        plan.live(problem, partial(petitions.returns, verdicts=verdicts, to=to, then=0.7))
    for until, days in (("end", 6), ("end", 8)):
        problem = plan.problem(plan.filed_sometime(days), units=("workday",), **street)
        plan.live(problem, partial(turns.sub_assigned, to="dongmen", until=until))
    for source in ("hotline", "hotline", "public", "media"):
        problem = plan.problem(plan.filed_sometime(8), finder="office.first", source=source, **soon)
        plan.live(problem, partial(petitions.outside, verdict="y", then=0.6))
    for again, filed_at in (
        (0.7, plan.filed_sometime(16)),
        (0.8, plan.filed_sometime(15)),
        (None, plan.filed_ago(7 * 6.5)),
    ):
        problem = plan.problem(filed_at, team="team_1", most_days=3)
        body = partial(turns.relapsing, finder="team_1.second", share=0.6, again=again)
        plan.live(problem, body)
    for _ in range(2):
        problem = plan.problem(plan.filed_sometime(7), finder="team_1.second", team="team_1", **soon)
        plan.live(problem, partial(turns.joined, by="team_1.first", share=0.7))
    plan.live(plan.problem(plan.filed_sometime(6), units=("workday",), **street),
              partial(turns.handed_over, to="street_a.colleague", share=0.6))  # fmt: skip
    plan.live(plan.problem(plan.filed_sometime(7), units=("workday",), **soon), partial(turns.recalled, share=0.5))
    problem = plan.problem(
        plan.filed_sometime(9), team="team_2", unit="urban_mgmt", units=("workday", "workhour"), **soon
    )
    plan.live(problem, partial(turns.reassigned, leader="team_2.leader", to="street_b", share=0.6))
    for _ in range(3):
        plan.live(plan.problem(plan.filed_sometime(3), most_days=8), turns.voided)
    for hours in (12, 15, 18):
        problem = plan.problem(plan.filed_ago(hours), finder="team_1.second", team="team_1",
                               units=("workhour",), most_days=2)  # fmt: skip
        plan.live(problem, partial(turns.merged, finder="team_1.first", leader="team_1.leader"))


def rest(plan: Plan) -> None:
    """Every kind of problem can be seen once: those that nothing else has shown, struck off."""
    for row in [row for row in plan.casting.categories if not plan.casting.used[row.code]]:
        settled(plan, 0.6, codes=(row.code,), most_days=99)


def long_entries(plan: Plan) -> None:
    """挂账 by petition and by the office; one target date has come and gone."""
    for verdict, days_ago, days in SUSPENSIONS:
        problem = plan.problem(plan.filed_ago(7 * days_ago), units=("workday", "day"),
                               codes=LASTING, most_days=99)  # fmt: skip
        plan.live(problem, partial(petitions.suspends, verdict=verdict, days=days))
