"""The step table as DESIGN 3 and ENGINE say it, written out by hand for the tests: one line a civil servant could read.

action | from -> to (`same`: the status stays) | who | what must come with it. Groups of statuses: ALL; OPEN, not over;
OWNED, a unit owes the fix; HELD, it is the unit's turn.
"""

from dataclasses import dataclass

WRITTEN = """
join         | OPEN -> same                                | finder                   | something
admit        | REPORTED -> ASSIGNED DISPATCHING            | office                   |
decline      | REPORTED -> DECLINED                        | office                   | words
dispatch     | DISPATCHING -> ASSIGNED                     | office                   | unit
receive      | ASSIGNED -> RECTIFYING                      | unit                     |
sub_assign   | HELD -> RECTIFYING                          | unit                     | unit
finish       | OWNED -> same                               | sub_unit assistant       | duty
confirm_sub  | RECTIFYING -> same                          | unit                     | duty verdict
hand_over    | HELD SUSPENDED -> same                      | unit                     | person
deal_out     | REVIEWING -> same                           | leader                   | person
submit       | HELD -> REVIEWING                           | unit                     | photos
recall       | REVIEWING -> RECTIFYING                     | unit                     |
pass         | REVIEWING -> CLOSED                         | verifier                 | onsite
fail         | REVIEWING -> RECTIFYING                     | verifier                 | words
reassign     | OWNED -> ASSIGNED                           | leader office            | unit words
reclassify   | REPORTED DISPATCHING HELD -> same           | leader office            | category words
merge        | OPEN -> VOIDED                              | leader office            | target words
ask          | HELD -> same                                | unit                     | petition words
withdraw     | HELD -> same                                | unit                     | petition
decide       | HELD -> same ASSIGNED DISPATCHING SUSPENDED | decider                  | petition verdict words
suspend      | HELD -> SUSPENDED                           | office                   | words until
resume       | SUSPENDED -> RECTIFYING                     | unit office worker       |
note         | SUSPENDED -> same                           | unit                     | words
void         | OPEN -> VOIDED                              | office                   | words
set_rung     | OWNED -> same                               | city_leader office       | rung words
confirm_rung | OWNED -> same                               | office confirmer         | rung
revoke_rung  | OPEN -> same                                | office                   | rung words
state        | OWNED -> same                               | unit                     | rung words
record_talk  | OWNED -> same                               | office                   | person words until
correct      | OPEN -> same                                | worker                   |
comment      | ALL -> same                                 | reader                   | words
mark_relapse | OPEN -> same                                | leader office discipline | target
mark_false   | CLOSED -> same                              | office discipline        | words
erase        | ALL -> same                                 | office                   | words
"""

STATUSES = (
    "reported", "dispatching", "assigned", "rectifying", "reviewing", "suspended", "closed", "declined", "voided",
)  # fmt: skip
OVER = ("closed", "declined", "voided")
GROUPS = {"all": STATUSES, "open": STATUSES[:6], "owned": STATUSES[2:6], "held": STATUSES[2:4]}
PARTIES = (
    "finder", "unit", "sub_unit", "assistant", "team", "leader", "verifier", "decider",
    "office", "discipline", "city_leader", "confirmer", "reader", "worker",
)  # fmt: skip
FILED = ("reported", "assigned", "dispatching")


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    before: frozenset[str]
    after: tuple[str, ...]
    who: frozenset[str]
    needs: tuple[str, ...]

    def to(self, before: str) -> set[str]:
        """Where the action may lead from a status."""
        return {before if after == "same" else after for after in self.after} if before in self.before else set()


def _read() -> dict[str, Line]:
    lines = {}
    for row in WRITTEN.strip().splitlines():
        action, arrow, who, needs = (cell.strip() for cell in row.split("|"))
        before, after = (side.lower().split() for side in arrow.split("->"))
        statuses = [status for word in before for status in GROUPS.get(word, [word])]
        lines[action] = Line(frozenset(statuses), tuple(after), frozenset(who.split()), tuple(needs.split()))
    return lines


TABLE = _read()
ARROWS = [
    *(("file", "", after) for after in FILED),
    *((act, before, after) for act, line in TABLE.items() for before in STATUSES for after in sorted(line.to(before))),
]
