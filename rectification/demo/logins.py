"""The people with whom a visitor of the demo city may sign in, one for each role."""

from dataclasses import dataclass

from django.utils.functional import Promise

from supervision.demo_signins import PASSWORD, SIGNINS

DEMO_PASSWORD = PASSWORD


@dataclass(frozen=True)
class DemoLogin:
    """One sign-in: the post in which the person begins, and what they do, in the reader's language."""

    username: str
    name: str
    post: str
    words: str | Promise


DEMO_LOGINS = tuple(
    DemoLogin(username, name, post, SIGNINS[username])
    for username, name, post in (
        ("inspector", "王砚秋", "team_1.first"),
        ("team_leader", "孙立本", "team_1.leader"),
        ("street_clerk", "李知微", "street_a.handler"),
        ("other_clerk", "许若谷", "urban_mgmt.handler"),
        ("unit_head", "高明远", "street_a.head"),
        ("office", "陈伯言", "office.first"),
        ("city_leader", "林正清", "city.leader"),
        ("discipline", "魏严", "discipline.first"),
    )
)
