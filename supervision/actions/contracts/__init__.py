"""Contracts (分片包干): given, handed over, ended, one at a time or many at once; and the rules of their kinds."""

from supervision.actions.contracts.ending import change_end, end_contract
from supervision.actions.contracts.facts import Wanted
from supervision.actions.contracts.giving import Rows, assign, hand_over, make_contract
from supervision.actions.contracts.kinds import change_kind, enter_kind, seed_kinds
from supervision.actions.contracts.planning import Line, plan

__all__ = [
    "Line",
    "Rows",
    "Wanted",
    "assign",
    "change_end",
    "change_kind",
    "end_contract",
    "enter_kind",
    "hand_over",
    "make_contract",
    "plan",
    "seed_kinds",
]
