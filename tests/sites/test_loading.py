"""Loading the catalogue: idempotent, all or nothing, and a new version leaves the old rows as they were."""

import datetime
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from small_town import DAY, EAST, NOON, WEST

from sites.actions.catalogue import BrokenCatalogueError, compare, load_catalogue, read_records
from sites.catalogue import (
    affected_standards,
    category_of,
    checklist,
    child_categories,
    current_category,
    current_number,
    needed_functions,
    primary_standard,
    route,
    route_rows,
    search_categories,
    typical_for,
    unbound_functions,
)
from sites.catalogue_files import COLUMNS, PACKAGED, Row
from sites.catalogue_records import digest_of, records_of
from sites.models import (
    CatalogueVersion,
    Category,
    Route,
    Site,
    SiteType,
    Standard,
    Unit,
    UnitFunction,
)

LATER = NOON + datetime.timedelta(days=30)


def shorter_limit(tables):
    """The same files with ENV-01 due in one hour instead of two, and one route of ENV-02 given to the police."""
    next(row for row in tables["issue_categories"] if row["code"] == "ENV-01")["time_limit_value"] = "1"
    row = next(row for row in tables["routing"] if row["issue_category_code"] == "ENV-02" and row["resolver"] == "unit")
    row["resolver_arg"] = "police"
    return tables


def test_what_the_files_say_is_what_the_database_holds(catalogue, tables):
    assert read_records(catalogue) == records_of(tables)
    assert catalogue.digest == digest_of(records_of(tables))


def test_loading_the_same_content_changes_nothing(catalogue, tables):
    again = load_catalogue(tables, now=LATER)
    assert (again.is_new, again.changes, again.version) == (False, [], catalogue)
    assert CatalogueVersion.objects.count() == 1
    assert Category.objects.count() == 140


def test_a_change_makes_a_new_version_and_says_what_changed(catalogue, tables):
    loaded = load_catalogue(shorter_limit(tables), now=LATER)
    assert loaded.version.number == 2
    assert sorted(str(change) for change in loaded.changes) == [
        "changed category ENV-01: limit_value: 2 → 1",
        f"changed routing row {loaded.changes[1].key}: resolver_arg: urban_mgmt → police",
    ]


def test_a_new_version_leaves_what_old_entries_point_to(catalogue, tables):
    old = current_category("ENV-01")
    before, rows = read_records(catalogue), route_rows(current_category("ENV-02"))
    load_catalogue(shorter_limit(tables), now=LATER)

    new = current_category("ENV-01")
    assert (current_number(), new.version_id, new.limit_value) == (2, 2, 1)
    old.refresh_from_db()
    assert (old.version_id, old.limit_value) == (1, 2)
    assert category_of(1, "ENV-01") == old
    assert read_records(catalogue) == before
    assert route_rows(category_of(1, "ENV-02")) == rows != route_rows(current_category("ENV-02"))


def test_going_back_to_the_old_files_is_a_third_version(catalogue, tables):
    old = records_of(tables)
    load_catalogue(shorter_limit(tables), now=LATER)
    for row in tables["issue_categories"]:
        if row["code"] == "ENV-01":
            row["time_limit_value"] = "2"
    third = load_catalogue(tables, now=LATER)
    assert (third.version.number, third.is_new) == (3, True)
    assert read_records(third.version)["Category"] == old["Category"]


def test_a_version_is_never_changed_or_removed(catalogue):
    category = current_category("ENV-01")
    category.limit_value = 99
    with pytest.raises(TypeError, match="never changed"):
        category.save()
    with pytest.raises(TypeError, match="never changed"):
        Category.objects.of(1).update(limit_value=99)
    with pytest.raises(TypeError, match="never deleted"):
        Route.objects.of(1).delete()
    with pytest.raises(TypeError, match="never deleted"):
        Route.objects.of(1).first().delete()
    with pytest.raises(ProtectedError):
        catalogue.delete()


@pytest.mark.parametrize(
    "spoilt",
    [
        {"limit_value": None},
        {"limit_value": 0},
        {"photo_min": 4},
        {"verify": ""},
        {"limit_unit": "week"},
        {"urgency": "D"},
        {"parent": None},
    ],
)
def test_the_database_refuses_half_a_category(db, spoilt):
    version = CatalogueVersion.objects.create(number=1, digest="x", loaded_at=NOON)
    top = Category.objects.create(version=version, code="X", name="x", name_en="x", initials="x", source="illustrative")
    whole = {
        "version": version, "code": "X-01", "parent": top, "name": "x", "name_en": "x",
        "urgency": "B", "limit_value": 2, "limit_unit": "hour", "deduction": 1, "photo_min": 1, "verify": "onsite",
        "initials": "x", "source": "illustrative",
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Category.objects.create(**(whole | spoilt))
    Category.objects.create(**whole)


def test_a_broken_catalogue_changes_nothing(catalogue, tables):
    tables["routing"][0]["resolver"] = "luck"
    tables["issue_categories"][1]["verify"] = ""
    with pytest.raises(BrokenCatalogueError) as refused:
        load_catalogue(tables, now=LATER)
    assert {problem.file for problem in refused.value.problems} == {"routing", "issue_categories"}
    assert CatalogueVersion.objects.count() == 1


def test_a_text_too_long_for_its_column_is_refused_before_anything_is_written(db, tables):
    tables["issue_categories"][1]["name_zh"] = "长" * 81
    with pytest.raises(BrokenCatalogueError, match="ENV-01: name is longer than 80 characters"):
        load_catalogue(tables, now=NOON)
    assert not CatalogueVersion.objects.exists()
    assert not SiteType.objects.exists()


def test_a_kind_of_site_that_leaves_the_files_is_retired_and_its_sites_stay(catalogue, tables):
    kind = SiteType.objects.get(code="road_main")
    site = Site.objects.create(code="R1", name="大道", type=kind, lon=114.0, lat=22.8)
    new = records_of(tables)
    del new["SiteType"]["road_main"]
    assert [str(change) for change in compare(records_of(tables), new)] == ["removed site type road_main"]

    without(tables, "road_main")
    load_catalogue(tables, now=LATER)
    site.refresh_from_db()
    assert site.type.retired
    assert site.type.name == "主干道"


def without(tables, kind):
    """The files with one kind of site renamed, as an office would do it: everywhere."""
    for rows in tables.values():
        for row in rows:
            for column, cell in row.items():
                if kind in cell.split(";"):
                    row[column] = ";".join("avenue" if part == kind else part for part in cell.split(";"))


# --- the command ----------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    for name in COLUMNS:
        (tmp_path / f"{name}.csv").write_bytes((PACKAGED / f"{name}.csv").read_bytes())
    return tmp_path


def spoil(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_command_says_in_plain_words_what_it_did(db, capsys, folder, settings):
    settings.LANGUAGE_CODE = "en"
    call_command("load_catalogue")
    said = capsys.readouterr().out
    assert "Catalogue version 1 loaded:" in said
    assert "188 standards" in said

    call_command("load_catalogue")
    assert capsys.readouterr().out == "Nothing changed: the catalogue is version 1.\n"

    spoil(folder / "issue_categories.csv", "B,2,workhour,市城管局（环卫）,0.5", "B,3,workhour,市城管局（环卫）,0.25")
    call_command("load_catalogue", "--from", str(folder))
    said = capsys.readouterr().out
    assert "version 2 loaded" in said
    assert "limit_value: 2 → 3" in said
    assert "deduction: 0.50 → 0.25" in said


def test_many_changes_are_shortened_unless_asked_for(catalogue, capsys, folder, settings):
    settings.LANGUAGE_CODE = "en"
    spoil(folder / "issue_categories.csv", ",photo_ok,", ",onsite,")
    call_command("load_catalogue", "--from", str(folder))
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 42
    assert "--verbosity 2" in said[-1]


def test_the_command_refuses_a_broken_catalogue_line_by_line(db, folder):
    spoil(folder / "routing.csv", "ENV-01,,1,site_manager", "ENV-01,,1,luck")
    with pytest.raises(CommandError, match=r"routing\.csv:2: luck"):
        call_command("load_catalogue", "--from", str(folder))
    (folder / "routing.csv").unlink()
    with pytest.raises(CommandError, match=r"routing\.csv"):
        call_command("load_catalogue", "--from", str(folder))
    assert not CatalogueVersion.objects.exists()


def test_the_command_names_the_functions_that_no_unit_holds(town, capsys, settings):
    settings.LANGUAGE_CODE = "en"
    call_command("load_catalogue")
    said = capsys.readouterr().out
    assert "No unit holds the function fire (Fire Rescue Detachment)." in said
    assert "urban_mgmt" not in said.split("routing rows")[1]


# --- questions ------------------------------------------------------------------------------------------------


def test_a_category_is_found_by_name_code_or_initials(catalogue):
    for typed in ("路面", "ENV-01", "env-01", "lmdm", "LM DM", "Dirty ground"):
        assert "ENV-01" in {category.code for category in search_categories(typed)}, typed
    assert {category.code for category in search_categories("dirty")} >= {"ENV-01"}
    assert search_categories("").count() == child_categories().count() == 123
    assert current_category("ENV") is None  # a parent only groups
    assert current_category("X") is None


def test_a_problem_counts_against_the_site_types_own_standard_where_there_is_one(catalogue):
    category = current_category("ENV-01")
    assert primary_standard(category).code == "I07-C03-S1"
    assert primary_standard(category, "park").code == "I07-C03-S1"
    assert primary_standard(category, "bus").code == "I07-C10-S1"
    for site_type in ("market_surroundings", ""):
        codes = [standard.code for standard in affected_standards(category, site_type)]
        assert codes[0] == "I07-C03-S1"
        assert ("I04-C04-S2" in codes) is (site_type == "market_surroundings")


def test_every_category_has_a_standard_at_every_kind_of_site(catalogue):
    for category in child_categories():
        assert primary_standard(category) is not None


def test_a_checklist_keeps_its_order(catalogue, tables):
    wanted = next(row for row in tables["site_types"] if row["code"] == "road_main").list("checklist_items")
    assert [item.code for item in checklist("road_main")] == wanted == [i.code for i in checklist("road_main", 1)]


def test_amounts_are_exact(catalogue):
    category = current_category("ENV-01")
    assert category.deduction == Decimal("0.5")
    assert typical_for(category, "road_main")
    assert not typical_for(category, "hospital")
    assert sum(standard.max_score for standard in Standard.objects.of(1)) == 1000


def test_engine_22_functions_without_a_unit_are_listed(catalogue, town):
    assert len(needed_functions()) == 36
    missing = {function.code for function in unbound_functions(DAY)}
    assert {"office", "discipline", "fire"} <= missing
    assert "urban_mgmt" not in missing


def test_engine_22_a_problem_is_routed_at_a_site_and_at_a_free_point(catalogue, town, django_assert_num_queries):
    category = current_category("ENV-01")
    road = Site.objects.select_related("type").get(code="R1")
    route_rows(category)
    with django_assert_num_queries(3):
        _facts, found = route(category, road, (114.02, 22.82), DAY)
    assert (found.lead, found.assisting) == (town.urban.pk, (town.west.pk,))
    with django_assert_num_queries(2):
        _facts, found = route(category, None, EAST, DAY)
    assert found.lead == town.east.pk
    assert route(category, None, WEST, DAY)[1].lead == town.west.pk
    assert route(category, None, None, DAY)[1].lead is None


def test_engine_22_the_contract_holder_is_asked_with_the_facts(catalogue, town):
    rows = Route.objects.of(1).filter(resolver="zone_holder").select_related("category__version")
    row = rows.first()
    kind = SiteType.objects.filter(group=row.site_group).first() if row.site_group else town.road.type
    site = Site.objects.create(code="H1", name="点", type=kind, lon=EAST[0], lat=EAST[1])
    asked = []

    def holder(facts):
        asked.append(facts)
        return town.community.pk

    _facts, found = route(row.category, site, None, DAY, holder)
    assert town.community.pk in (found.lead, *found.assisting)
    assert [facts.site_id for facts in asked] == [site.pk]


def test_in_a_set_up_city_every_category_reaches_a_unit_at_every_typical_site(catalogue, town, tables):
    for function in needed_functions():
        unit = Unit.objects.create(code=f"f-{function.code}", name=function.name, kind="department")
        UnitFunction.objects.get_or_create(code=function.code, defaults={"unit": unit})
    facts = {}
    for kind in SiteType.objects.all():
        site = Site.objects.create(code=f"S-{kind.code}", name=kind.name, type=kind, lon=EAST[0], lat=EAST[1])
        facts[kind.code] = site
    for category in child_categories():
        kinds = facts if category.typical_site_types == ["*"] else category.typical_site_types
        for kind in list(kinds)[:1]:
            assert route(category, facts[kind], None, DAY)[1].lead, (category.code, kind)


def test_routes_that_could_not_be_seen_are_looked_for_again(catalogue):
    seen = current_category("ENV-02")
    gone = Category(pk=0, version=seen.version, code="GONE-01")  # its rows went, or are not there yet
    assert route_rows(gone) == ()
    gone.pk = seen.pk
    assert route_rows(gone) == route_rows(seen) != ()


def test_routes_read_once_are_not_read_again_and_versions_are_not_mixed(catalogue, tables, django_assert_num_queries):
    category = current_category("ENV-02")
    first = route_rows(category)
    with django_assert_num_queries(0):
        assert route_rows(category) == first
    assert isinstance(tables["routing"][0], Row)
