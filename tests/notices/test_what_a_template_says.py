"""A template reads well, whether it speaks of one notice, of several, or of a morning."""

import pytest

from supervision.couriers.template import put
from tests.notices.conftest import channel, send, tell
from tests.town import MONDAY, at, file_ticket

pytestmark = pytest.mark.django_db
SMS = '{"text": "【台账】{number}（{what}），{until}前：{text}"}'


@pytest.mark.parametrize(
    ("template", "values", "reads"),
    [
        (
            "{number} due {until}: {text}",
            {"number": "LC-1", "until": "today 15:00", "text": "go"},
            "LC-1 due today 15:00: go",
        ),
        ("{number}（{what}），{text}", {"text": "今天：3 件到期"}, "今天：3 件到期"),
        ("({number}) [{what}] {text}", {"text": "Today: 3 due"}, "Today: 3 due"),
        ("{text}, {number}, {what}.", {"text": "Today: 3 due"}, "Today: 3 due."),
        ("{text}  {url}", {"text": "a", "url": "b"}, "a  b"),  # nothing is missing: as the office wrote it
        ("{person} {number} {text}", {"person": "李知微", "text": "two  blanks"}, "李知微 two blanks"),
        ("{number}", {}, ""),
        ("{text}\n{url}", {"text": "a", "url": ""}, "a\n"),
        ("plain (), {curly", {}, "plain (), {curly"),
    ],
)
def test_what_has_no_value_leaves_nothing_behind(template, values, reads):
    assert put(template, values) == reads


def test_a_value_that_looks_like_a_placeholder_is_not_filled_again():
    assert put("{number}: {text}", {"number": "1", "text": "{phone}"}) == "1: {phone}"


def told_of(town, receiver, n: int) -> dict:
    """What a gateway hears when so many entries are sent to one person at about the same time."""
    outside = receiver()
    channel(outside.url, template=SMS.replace('"}', '", "number": "{number}", "due": "{due}", "urgency": "{urgency}"}'))
    for minute in range(n):
        file_ticket(town, now=at(MONDAY, f"09:{50 + minute}"), photos=2, anyway="另一处")
    tell()
    assert send() == 1
    return outside.heard[0].json


def test_one_notice_is_named_with_its_number_and_by_when(town, receiver):
    heard = told_of(town, receiver, 1)
    assert heard["text"].startswith("【台账】LC2603-00001（暴露垃圾、卫生死角），今天 ")
    assert heard["due"].startswith("2026-03-02T")


def test_several_in_one_message_name_the_first_few_and_the_earliest_end(town, receiver):
    heard = told_of(town, receiver, 5)
    assert heard["number"] == "LC2603-00001、LC2603-00002、LC2603-00003及另外 2 个"
    assert heard["text"].startswith(
        "【台账】LC2603-00001、LC2603-00002、LC2603-00003及另外 2 个（暴露垃圾、卫生死角），今天 "
    )
    assert heard["due"].startswith("2026-03-02T")
    assert heard["urgency"] == "B"
