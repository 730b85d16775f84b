"""What waits today: at the office, with whoever decides, at the units, and for the check."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from rectification.demo import lives, petitions, turns
from rectification.demo.past import LASTING, PAPERS
from rectification.demo.plan import Plan
from supervision.actions import people
from supervision.roles import Role

AT_A_COUNTER = ("PSA-06", "ACC-01", "ACC-02", "BHV-04", "BHV-05", "SVC-01", "SVC-02", "SVC-03", "SVC-04", "SVC-05")

# Office hours since it was filed, who owes it, the rung, the number of the confirmed document; has the unit stated its
# view, has the talk been held. The second circular of the same unit proposes a talk with it.
MEASURES = (
    (26, "", "listed", "-", False, False),
    (24, "", "listed", "-", False, False),
    (22, "street_b", "circular", "澜文明督〔{year}〕11号", False, False),
    (20, "", "talk", "澜文明约〔{year}〕3号", True, True),
    (18, "street_b", "circular", "澜文明督〔{year}〕12号", False, False),
    (16, "", "talk", "", True, False),
    (14, "", "accountability", "", False, False),
)
# Units called as a whole: office hours since the proposal, the unit, the rung, the number of the confirmed document.
CALLED = (
    (36, "commerce", "accountability", ""),
    (12, "urban_mgmt", "talk", "澜文明约〔{year}〕4号"),
)


def office_desk(plan: Plan) -> None:
    """Reports to screen, some declined; entries nobody owns yet."""
    for n in range(5):
        source = ("hotline", "public", "hotline", "media", "hotline")[n]
        problem = plan.problem(plan.filed_sometime(3), finder="office.second", source=source, most_days=8)
        plan.live(problem, partial(petitions.outside, verdict="n"))
    for n, hours in enumerate((0.3, 1.1, 2.4, 4.5, 9.5, 14)):
        source = ("hotline", "public", "hotline", "media", "public", "hotline")[n]
        problem = plan.problem(plan.filed_ago(hours), finder="office.second", source=source, most_days=8)
        plan.live(problem, partial(petitions.outside, verdict="o"))
    for hours in (4.5, 5.5, 7):
        problem = plan.problem(plan.filed_ago(hours), unit="urban_mgmt", units=("workday", "workhour"))
        plan.live(problem, partial(petitions.returns, verdicts="y"))
    plan.play.begin(plan.ago(2.6), partial(without_handler, plan))
    for hours in (2.3, 2.0, 1.7):
        problem = plan.problem(plan.filed_ago(hours), unit="post", codes=AT_A_COUNTER)
        plan.live(problem, lives.left_dispatching)


def without_handler(plan: Plan) -> Iterator[datetime]:
    """责任到人: for an hour the postal company has nobody to answer; what is filed then waits for the office."""
    play, office = plan.play, plan.play.cast.posts["office.first"]
    post = play.cast.posts["post.handler"]
    people.end_post(post, now=play.now, by=office)
    yield play.moments.later(play.now, 1.4)
    person = people.create_person("post.successor", "卓越然")
    fresh = people.appoint(person, post.unit_id, Role.UNIT_HANDLER, now=play.now, by=office, title="经办人", rank=10)
    fresh.unit, fresh.user = post.unit, person
    play.cast.add("post.handler", fresh)


def asked(plan: Plan) -> None:
    """Petitions that wait for a decision today: the office's and the teams'."""
    workdays: dict[str, Any] = {"units": ("workday",), "most_days": 7, "helped": False}
    for unit, hours in (("street_a", 0.8), ("urban_mgmt", 3.2), ("", 8.4)):
        problem = plan.problem(plan.due_in(3), unit=unit, **workdays)
        plan.live(problem, partial(petitions.extends, verdict="o", at=plan.ago(hours)))
    for unit, hours in (("street_a", 1.5), ("", 4.0), ("", 6.2)):
        problem = plan.problem(plan.due_in(2), unit=unit, units=("workday",), codes=LASTING)
        plan.live(problem, partial(petitions.suspends, verdict="o", days=60, at=plan.ago(hours)))
    for team, hours in (("team_1", 2.1), ("team_1", 4.4), ("team_2", 3.0)):
        problem = plan.problem(plan.filed_ago(hours), team=team, units=("workday",), most_days=8,
                               helped=False)  # fmt: skip
        plan.live(problem, partial(petitions.returns, verdicts="o"))
    problem = plan.problem(plan.filed_ago(6), team="team_1", unit="urban_mgmt", units=("workday",))
    plan.live(problem, partial(petitions.returns, verdicts="yo", to="street_a"))


def desk_of(plan: Plan, unit: str, late: int, today: int, week: int, fresh: int) -> None:
    """A unit's inbox: late, due today, due this week, not yet received."""
    hours: dict[str, Any] = {"units": ("workhour", "workday"), "most_days": 6}
    for n in range(late):
        due = plan.ago((2.5, 6, 12)[n % 3])
        problem = plan.problem(partial(plan.filed_for, due), unit=unit, helped=False, **hours)
        plan.live(problem, lives.left_rectifying)
    for n in range(today):
        remark = "city.leader" if n == 0 else ""
        body = partial(lives.left_rectifying, remark=remark)
        plan.live(plan.problem(plan.due_in(0), unit=unit, units=("workday",), most_days=6, helped=n == 0), body)
    for n in range(week):
        helped = "street_a" if n == 0 and not unit else n == 1
        problem = plan.problem(plan.due_in(1 + n % 4), unit=unit, units=("workday",), most_days=9, helped=helped)
        plan.live(problem, lives.left_rectifying)
    for n in range(fresh):
        problem = plan.problem(plan.filed_ago(0.2 + 0.5 * n), unit=unit, units=("workday",), most_days=8, helped=False)
        plan.live(problem, lives.left_assigned)
    if unit:
        problem = plan.problem(plan.filed_ago(9), unit=unit, units=("workhour", "workday"), most_days=1.2)
        plan.live(problem, partial(lives.reworked, share=0.4))
    if unit == "street_a":
        for until, back in (("down", 5), ("up", 8)):
            problem = plan.problem(plan.filed_ago(back), unit=unit, units=("workday",), most_days=8)
            plan.live(problem, partial(turns.sub_assigned, to="guihua", until=until))


def reviews(plan: Plan) -> None:
    """Fixes to be checked: late, today's, fresh; some dealt out to the inspector."""
    queue = [("team_1", 15, True), ("team_1", 8, True), ("team_1", 7.5, False), ("team_1", 4, True),
             ("team_1", 2, False), ("team_1", 0.8, False), ("team_2", 13, False),
             ("team_2", 3, False), ("team_2", 1, False), ("team_3", 6, False), ("team_3", 2, False)]  # fmt: skip
    for hours in (5, 1.5):
        problem = plan.problem(plan.submitted_ago(hours), source="round", codes=PAPERS)
        plan.live(problem, partial(lives.left_reviewing, share=0.7))
    for n, (team, hours, dealt) in enumerate(queue):
        finder = "team_1.first" if dealt else ""
        verify = ("onsite", "photo_ok")[n % 2]
        problem = plan.problem(plan.submitted_ago(hours), finder=finder, team=team,
                               units=("workhour", "workday"), most_days=5, verify=verify)  # fmt: skip
        plan.live(problem, partial(lives.left_reviewing, share=0.7, dealt=dealt))
    problem = plan.problem(plan.filed_ago(20), units=("workday",), most_days=3)
    plan.live(problem, partial(turns.pressed, rung="listed"))
    for hours, unit, rung, number, stated, talked in MEASURES:
        problem = plan.problem(plan.filed_ago(hours), unit=unit, units=("workday",), most_days=8, helped=False)
        plan.live(problem, partial(turns.measured, rung=rung, number=number, stated=stated, talked=talked))
    for hours, unit, rung, number in CALLED:
        plan.play.begin(plan.ago(hours), partial(turns.called, plan.play, unit, rung, number))
    problem = plan.problem(plan.filed_ago(6), codes=("APP-06",))
    plan.live(problem, partial(turns.reclassified, code="APP-07"))
    problem = plan.problem(plan.filed_ago(7), unit="street_a", units=("workday",), most_days=8)
    plan.live(problem, partial(turns.handed_over, to="street_a.colleague"))
    problem = plan.problem(plan.filed_ago(8), team="team_1", unit="urban_mgmt", units=("workday",))
    plan.live(problem, partial(turns.reassigned, leader="team_1.leader", to="street_a"))
    for hours in (5, 10):
        problem = plan.problem(plan.filed_ago(hours), finder="discipline.first", source="discipline",
                               units=("workday",), most_days=8)  # fmt: skip
        plan.live(problem, lives.left_rectifying)
