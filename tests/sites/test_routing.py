"""ENGINE 22: who gets a problem - the routing rules as a table, then every category at every kind of site."""

import uuid
from collections import defaultdict

import pytest

from sites.catalogue_rules import Book
from sites.routing import Outcome, Resolution, RouteRow, SiteFacts, resolve, rows_for
from sites.vocabulary import Resolver

MANAGER, OWNER, STREET, URBAN, POLICE, HOLDER = (uuid.UUID(int=n) for n in range(1, 7))
NAMES = {MANAGER: "manager", OWNER: "owner", STREET: "street", URBAN: "urban", POLICE: "police", HOLDER: "holder"}
BOUND = {"urban_mgmt": URBAN, "police": POLICE}
SITE = SiteFacts(site_id=uuid.UUID(int=9), group="road", sector="urban_mgmt", manager=MANAGER, territorial=STREET)
UNMANAGED = SiteFacts(site_id=uuid.UUID(int=9), group="road", sector="urban_mgmt", territorial=STREET)
OWNED = SiteFacts(site_id=uuid.UUID(int=9), group="road", owner=OWNER, territorial=STREET)
NO_GROUND = SiteFacts(site_id=uuid.UUID(int=9), group="road", sector="parks")
FREE = SiteFacts(point=(114.0, 22.8), territorial=STREET)
NOWHERE = SiteFacts()


def rows(text: str) -> list[RouteRow]:
    """`road: unit urban_mgmt, +territorial` - rows in order, `+` for assisting, `*` for the empty group."""
    made = []
    for line in text.split(";"):
        group, _colon, chain = line.strip().partition(":")
        for priority, cell in enumerate(chain.split(","), 1):
            resolver, _space, arg = cell.strip().lstrip("+").partition(" ")
            name = "" if group == "*" else group
            made.append(RouteRow(name, priority, resolver, arg, cell.strip().startswith("+")))
    return made


@pytest.mark.parametrize(
    ("table", "facts", "lead", "assisting"),
    [
        # the lead rows are tried in turn and the first that resolves leads
        ("*: site_manager, sector, territorial", SITE, "manager", []),
        ("*: site_manager, sector, territorial", UNMANAGED, "urban", []),
        ("*: site_manager, sector, territorial", FREE, "street", []),
        ("*: site_manager, sector, territorial", NOWHERE, None, []),
        ("*: site_manager, sector, territorial", NO_GROUND, None, []),
        # a group's rows win over the empty group's, and the two are never mixed
        ("*: territorial; road: unit police", SITE, "police", []),
        ("*: territorial; road: unit unbound", SITE, None, []),
        ("*: territorial; road: unit police, +unit urban_mgmt", SITE, "police", ["urban"]),
        ("*: unit police; commerce: territorial", SITE, "police", []),
        # a free point without a site uses the empty group's rows
        ("*: territorial; road: unit police", FREE, "street", []),
        # every assisting row that resolves; the lead is not its own assistant, nobody assists twice
        ("*: unit urban_mgmt, +territorial, +unit police", SITE, "urban", ["street", "police"]),
        ("*: unit urban_mgmt, +sector, +territorial", SITE, "urban", ["street"]),
        ("*: site_manager, territorial, +territorial", FREE, "street", []),
        ("*: unit urban_mgmt, +territorial, +site_owner_or_territorial", SITE, "urban", ["street"]),
        ("*: unit urban_mgmt, +unit unbound, +zone_holder", SITE, "urban", []),
        # assisting units are found even where no lead is: the office dispatches and sees them
        ("*: unit unbound, +territorial", SITE, None, ["street"]),
        # the owner, else the street
        ("*: site_owner_or_territorial", OWNED, "owner", []),
        ("*: site_owner_or_territorial", SITE, "street", []),
        ("*: site_owner_or_territorial", NO_GROUND, None, []),
        # no rows at all
        ("road: territorial", FREE, None, []),
    ],
)
def test_a_problem_reaches_the_unit_the_table_names(table, facts, lead, assisting):
    found = resolve(rows(table), facts, BOUND)
    assert NAMES.get(found.lead) == lead
    assert [NAMES[unit] for unit in found.assisting] == assisting


@pytest.mark.parametrize(
    ("table", "facts", "why"),
    [
        ("*: unit fire", SITE, [("unit", "fire", Outcome.UNBOUND)]),
        ("*: sector", NO_GROUND, [("sector", "parks", Outcome.UNBOUND)]),
        ("*: sector", FREE, [("sector", "", Outcome.NO_SITE)]),
        ("*: site_manager", UNMANAGED, [("site_manager", "", Outcome.NO_MANAGER)]),
        ("*: site_manager", FREE, [("site_manager", "", Outcome.NO_SITE)]),
        ("*: territorial", NO_GROUND, [("territorial", "", Outcome.NO_TERRITORY)]),
        ("*: zone_holder", SITE, [("zone_holder", "", Outcome.NO_CONTRACT)]),
        (
            "*: site_manager, territorial, +unit fire, +territorial",
            UNMANAGED,
            [
                ("site_manager", "", Outcome.NO_MANAGER),
                ("territorial", "", Outcome.RESOLVED),
                ("unit", "fire", Outcome.UNBOUND),
                ("territorial", "", Outcome.SAME_AS_LEAD),
            ],
        ),
    ],
)
def test_a_row_that_does_not_resolve_says_why(table, facts, why):
    assert [(row.resolver, row.arg, row.outcome) for row in resolve(rows(table), facts, BOUND).tried] == why


def test_functions_that_nobody_holds_are_named_once():
    found = resolve(rows("*: unit fire, +unit gas, +unit fire"), SITE, BOUND)
    assert found.functions_missing == ("fire", "gas")


def test_the_contract_holder_is_looked_up_only_when_a_row_asks_and_only_once():
    asked = []

    def holder():
        asked.append(1)
        return HOLDER

    assert resolve(rows("*: territorial"), SITE, BOUND, holder).lead == STREET
    assert asked == []
    found = resolve(rows("*: zone_holder, territorial, +zone_holder"), SITE, BOUND, holder)
    assert (found.lead, len(asked)) == (HOLDER, 1)
    assert resolve(rows("*: zone_holder"), SITE, BOUND, HOLDER).lead == HOLDER


def test_rows_are_taken_in_order_of_priority_however_they_come():
    mixed = list(reversed(rows("*: site_manager, territorial; road: unit police, +territorial")))
    assert [row.resolver for row in rows_for(mixed, "road")] == ["unit", "territorial"]
    assert [row.resolver for row in rows_for(mixed, "window")] == ["site_manager", "territorial"]
    assert [row.resolver for row in rows_for(mixed, "")] == ["site_manager", "territorial"]


# --- the shipped table ------------------------------------------------------------------------------------------


@pytest.fixture
def shipped(tables):
    """Category -> its rows, from the shipped files."""
    found = defaultdict(list)
    for row in tables["routing"]:
        cells = (row["site_group"], int(row["priority"]), row["resolver"], row["resolver_arg"], row["assisting"] == "1")
        found[row["issue_category_code"]].append(RouteRow(*cells))
    return found


def everywhere(tables):
    """Every child category at each of its typical site types, and at a free point."""
    book = Book(tables)
    for category, row in book.children.items():
        yield category, None
        for site_type in sorted(book.site_types_in(row, "typical_site_types")):
            yield category, book.site_types[site_type]


def at(site_type, **known) -> SiteFacts:
    """Facts of a site of that type, or of a free point."""
    if site_type is None:
        return SiteFacts(**{key: value for key, value in known.items() if key == "territorial"})
    return SiteFacts(
        site_id=uuid.UUID(int=9),
        site_type=site_type["code"],
        group=site_type["group"],
        sector=site_type["sector_department"],
        **known,
    )


def test_every_category_reaches_somebody_at_every_typical_site_once_the_city_is_set_up(tables, shipped):
    bound = {code: uuid.uuid5(uuid.NAMESPACE_OID, code) for code in Book(tables).functions}
    places = list(everywhere(tables))
    assert len(places) > 1000
    for category, site_type in places:
        bare = resolve(shipped[category], at(site_type, territorial=STREET), bound)
        full = resolve(
            shipped[category], at(site_type, territorial=STREET, manager=MANAGER, owner=OWNER), bound, HOLDER
        )
        for found in (bare, full):
            assert found.lead is not None, (category, site_type)
            assert found.lead not in found.assisting
            assert len(set(found.assisting)) == len(found.assisting)


def test_in_a_city_that_has_set_up_nothing_every_category_says_what_is_missing(tables, shipped):
    for category, site_type in everywhere(tables):
        found = resolve(shipped[category], at(site_type), {})
        assert found == Resolution(None)
        assert found.tried, category
        for row in found.tried:
            assert row.outcome not in (Outcome.RESOLVED, Outcome.SAME_AS_LEAD)
            assert row.outcome != Outcome.UNBOUND or row.arg, "an unbound function is named"


def test_the_shipped_table_uses_every_way_to_find_a_unit(tables):
    assert {row["resolver"] for row in tables["routing"]} == set(Resolver.values)
