"""Which pages a role works with: data, read by the frame of every page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy as _p

from supervision.models import DutyKind
from supervision.roles import Role


@dataclass(frozen=True)
class Page:
    """One place to go: the name of its address, and the kinds of duty whose number stands beside it."""

    name: str
    label: str | Promise
    icon: str
    kinds: tuple[str, ...] = ()
    also: tuple[str, ...] = ()  # names of pages that belong to this one
    below: str = ""  # the pages whose addresses begin like this belong to it, too
    needs: str = ""  # shown only where the counts have some of this

    def url(self) -> str:
        """Its address, empty where the platform has no such page."""
        try:
            return reverse(self.name)
        except NoReverseMatch:
            return ""

    def count(self, counts: Mapping[str, int]) -> int:
        """How many duties wait behind it."""
        return sum(counts.get(kind, 0) for kind in self.kinds)


FIX = (DutyKind.RECTIFY, DutyKind.ASSIST, DutyKind.NOTE, DutyKind.INSTRUCTION)
SEND = (DutyKind.SCREEN, DutyKind.DISPATCH)
HOLDS = "holds"  # contracts in force
AWAITED = "awaited"  # what waits for the post's own word
INSTRUCTED = ("instruction", "instruction_new", "instruction_step")
PAGES = {
    "home": Page("home", _p("page", "Home"), "home"),
    "inbox": Page("inbox", _p("page", "Inbox"), "list", FIX, also=("receive_all",)),
    "dispatch": Page("dispatch", _p("page", "Dispatch"), "swap", SEND),
    "petitions": Page("petitions", _p("page", "Petitions"), "flag", (DutyKind.DECIDE,)),
    "review": Page("review", _p("page", "Review"), "eye", (DutyKind.REVIEW,), also=("review_one", "judge")),
    "mine": Page("inbox", _p("page", "My entries"), "list"),
    "ledger": Page("ledger", _p("page", "Ledger"), "search", also=("entry", "entry_due", "step", "bulk")),
    "unit_ledger": Page("ledger", _p("page", "Our ledger"), "search", also=("entry", "entry_due", "step")),
    "listed": Page("listed", _p("page", "Public board"), "flag", also=("measures", "measure")),
    # The office has many pages: instructions stand beside the public board and the measures.
    "orders": Page(
        "listed", _p("page", "Public board"), "flag", also=("measures", "measure", "instructions", *INSTRUCTED)
    ),
    "rankings": Page("rankings", _p("page", "Rankings"), "signal", below="/rankings/"),
    "unit": Page(
        "unit", _p("page", "Our people"), "user", also=("unit_hand_over", "leave", "leave_end", "nights", "nights_plan")
    ),
    "office": Page("office", _p("page", "Standing data"), "menu", also=("contract",), below="/office/"),
    "map": Page("map", _p("page", "Map"), "globe", below="/map/"),
    "ground": Page("ground", _p("page", "My ground"), "pin", also=("holder",), needs=HOLDS),
    "balance": Page("ground_balance", _p("page", "Balance"), "split"),
    "instructions": Page("instructions", _p("page", "Instructions"), "pen", also=INSTRUCTED),
    "instructed": Page("instructions", _p("page", "Instructions"), "pen", (AWAITED,), also=INSTRUCTED),
    "board": Page("board", _p("page", "Board"), "signal"),
    "file": Page("file", _p("page", "Write down"), "camera", also=("filed",)),
}
DESK: dict[str, tuple[str, ...]] = {
    Role.OFFICE: (
        "home",
        "board",
        "ledger",
        "map",
        "ground",
        "dispatch",
        "review",
        "petitions",
        "orders",
        "rankings",
        "unit",
        "office",
        "file",
    ),
    Role.TEAM_LEADER: (
        "home",
        "ledger",
        "map",
        "ground",
        "balance",
        "review",
        "petitions",
        "listed",
        "rankings",
        "unit",
        "file",
    ),
    Role.INSPECTOR: ("home", "mine", "ground", "review", "ledger", "listed", "rankings", "file"),
    Role.UNIT_HANDLER: ("home", "inbox", "ground", "unit_ledger", "listed", "rankings", "instructions", "unit"),
    Role.UNIT_HEAD: ("home", "inbox", "ground", "map", "unit", "unit_ledger", "listed", "rankings", "instructions"),
    Role.CITY_LEADER: (
        "board",
        "home",
        "instructed",
        "ground",
        "map",
        "balance",
        "listed",
        "rankings",
        "ledger",
        "file",
    ),
    Role.DISCIPLINE: (
        "home",
        "board",
        "ground",
        "map",
        "listed",
        "rankings",
        "instructions",
        "ledger",
        "review",
        "file",
    ),
}
PHONE: dict[str, tuple[str, ...]] = {
    Role.OFFICE: ("home", "dispatch", "ledger"),
    Role.TEAM_LEADER: ("home", "ground", "review", "file"),
    Role.INSPECTOR: ("home", "file", "review"),
    Role.UNIT_HANDLER: ("inbox", "home", "ground", "unit_ledger"),
    Role.UNIT_HEAD: ("inbox", "ground", "unit", "unit_ledger"),
    Role.CITY_LEADER: ("board", "home", "ground", "listed", "ledger"),
    Role.DISCIPLINE: ("home", "board", "ledger", "file"),
}


def counts_words(role: str) -> bool:
    """Whether a page of the role says how much waits for the post's own word."""
    return any(AWAITED in PAGES[name].kinds for name in DESK[role])


def items(names: tuple[str, ...], request: HttpRequest, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The pages as links of the frame."""
    found = []
    for page in (PAGES[name] for name in names):
        url = page.url()
        if url and (not page.needs or counts.get(page.needs)):
            found.append(
                {
                    "url": url,
                    "label": page.label,
                    "icon": page.icon,
                    "count": page.count(counts),
                    "current": is_current(page, request),
                }
            )
    return found


def is_current(page: Page, request: HttpRequest) -> bool:
    """Whether the page shown is this one or belongs to it."""
    match = request.resolver_match
    if match is None:
        return False
    if match.url_name == page.name:
        return True
    return match.url_name in page.also or (bool(page.below) and request.path.startswith(page.below))
