"""The sender dies between sending and marking: the receiver hears everything, and what it hears twice has one key."""

from collections import defaultdict
from typing import Any

import pytest

from tests.faults.ground import SOAK, Ground, report
from tests.faults.keeper import wait_until
from tests.faults.writers import Tally
from tests.notices.receivers import WebReceiver, web_receiver

KILLS = 20 if SOAK else 3


@pytest.mark.soak
def test_a_system_that_follows_the_ledger_misses_nothing_though_its_sender_is_killed(ground: Ground):
    tally, journals = Tally(), ground.journals()
    with web_receiver() as outside:
        channel = ground.clerk.ask("follow", address=outside.url)
        wait_until(lambda: ground.clerk.ask("follows", channel=channel), "the system never began to follow", pause=0.5)
        with ground.writing(journals, tally):
            for _ in range(KILLS):
                ground.clerk.ask("backlog", tickets=3)  # the sweep's rungs are among what is followed
                ground.arm("letter_carried")
                wait_until(lambda: ground.reached("letter_carried"), "no letter was ever carried")
        ground.come_to_rest()
        wanted = wait_until(lambda: as_told(ground, channel, outside), "what was heard is not what happened", pause=0.5)
        ground.clerk.ask("unfollow", channel=channel)
    heard = defaultdict(list)
    for request in outside.heard:
        heard[request.key].append(request)
    for key, (ticket, seq, action) in wanted.items():
        first = heard[key][0].json
        assert (first["ticket"], first["seq"], first["action"]) == (ticket, seq, action)
        assert {request.body for request in heard[key]} == {heard[key][0].body}
    doubles = sum(len(requests) - 1 for requests in heard.values())
    assert doubles >= KILLS  # each of the dead had sent at least one letter
    assert {action for _, _, action in wanted.values()} >= {"file", "rung"}
    counts = ground.audit(journals)
    report("sender", kills=KILLS, heard=len(heard), doubles=doubles, **tally.figures(), **counts)


def as_told(ground: Ground, channel: str, outside: WebReceiver) -> dict[str, Any] | None:
    """What the ledger has to tell, once the receiver has heard that and nothing else."""
    wanted = ground.clerk.ask("to_be_told", channel=channel)
    return wanted if set(wanted) == {request.key for request in list(outside.heard)} else None
