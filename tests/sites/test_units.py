"""Units: a tree without circles, walked in one query; functions bound to living units; names in two languages."""

import datetime
import random
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from pypinyin import Style, lazy_pinyin
from pypinyin.phrases_dict import phrases_dict
from small_town import DAY

from sites.actions.places import bind_function, move_unit
from sites.models import City, Unit, UnitFunction
from sites.pinyin import pinyin_initials


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("重庆", "cq"),
        ("东城街道", "dcjd"),
        ("市城管局（环卫）", "scgjhw"),
        ("12345热线", "12345rx"),
        ("KTV、网吧", "ktvwb"),
        ("", ""),
        ("——", ""),
    ],
)
def test_initials_are_what_people_type(name, initials):
    assert pinyin_initials(name) == initials


def test_initials_found_word_by_word_are_those_of_the_whole_name():
    draw = random.Random(1)  # the same names each time
    phrases = sorted(phrases_dict)
    for _ in range(3000):
        parts = [draw.choice(phrases) if draw.random() < 0.6 else draw.choice("市场重庆长行乐a1 ·-") for _ in range(4)]
        name = "".join(parts)
        whole = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
        assert pinyin_initials(name) == re.sub(r"[^a-z0-9]", "", whole)


def test_initials_follow_the_name_when_rows_are_saved_one_by_one_or_in_bulk(db):
    unit = Unit.objects.create(code="a", name="市城管局", kind="department")
    unit.name = "市水利局"
    unit.save()
    Unit.objects.bulk_create([Unit(code="b", name="白石镇", kind="town")])
    assert list(Unit.objects.order_by("code").values_list("initials", flat=True)) == ["sslj", "bsz"]


def test_a_unit_is_shown_in_the_readers_language(town):
    with translation.override("en"):
        assert (town.east.label, town.west.label) == ("East Street", "西城街道")
    with translation.override("zh-hans"):
        assert str(town.east) == "东城街道"


def test_everything_below_some_units_is_found_in_one_query(town, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert Unit.objects.subtree_ids([town.east.pk]) == {town.east.pk, town.community.pk}
    with django_assert_num_queries(1):
        assert len(Unit.objects.subtree_ids([town.city.pk, town.east.pk])) == 5
    with django_assert_num_queries(0):
        assert Unit.objects.subtree_ids([]) == set()


def test_everything_above_a_unit_comes_nearest_first(town, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert Unit.objects.ancestor_ids(town.community.pk) == [town.east.pk, town.city.pk]
    assert Unit.objects.ancestors(town.community.pk) == [town.east, town.city]
    assert Unit.objects.ancestor_ids(town.city.pk) == []


def test_a_tree_can_be_part_of_a_larger_query(town, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert set(Unit.objects.subtree([town.city.pk]).filter(kind="street")) == {town.east, town.west}
    assert set(Unit.objects.lineage([town.community.pk])) == {town.community, town.east, town.city}
    assert not Unit.objects.subtree([]).exists()


def test_moving_a_unit_takes_its_own_along(town):
    move_unit(town.community, town.west)
    assert Unit.objects.ancestor_ids(town.community.pk) == [town.west.pk, town.city.pk]
    assert move_unit(town.community, None).parent is None


def test_a_unit_cannot_stand_below_itself(town):
    for unit, parent in [(town.city, town.community), (town.east, town.community), (town.east, town.east)]:
        with pytest.raises(ValidationError, match="below itself"):
            move_unit(unit, parent)
        assert Unit.objects.get(pk=unit.pk).parent_id != parent.pk


def test_the_database_refuses_a_unit_as_its_own_parent(town):
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=town.east.pk).update(parent=town.east)


def test_a_circle_made_by_force_does_not_hang_the_queries(town):
    Unit.objects.filter(pk=town.city.pk).update(parent=town.community)
    assert Unit.objects.subtree_ids([town.east.pk]) >= {town.east.pk, town.community.pk, town.city.pk}
    assert town.city.pk in Unit.objects.ancestor_ids(town.east.pk)


def test_a_unit_holds_from_its_first_day_until_the_day_before_its_last(town):
    town.east.valid_from, town.east.valid_to = DAY, DAY + datetime.timedelta(days=2)
    town.east.save()
    days = [DAY + datetime.timedelta(days=n) for n in range(-1, 4)]
    assert [town.east.holds_on(day) for day in days] == [False, True, True, False, False]
    assert [town.east in Unit.objects.on(day) for day in days] == [False, True, True, False, False]


def test_a_span_that_ends_before_it_begins_is_refused(town):
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=town.east.pk).update(valid_from=DAY, valid_to=DAY)


def test_engine_22_a_function_is_held_by_one_unit_and_a_unit_may_hold_several(town):
    bind_function("police", town.urban)
    assert UnitFunction.objects.bindings(DAY) == {"urban_mgmt": town.urban.pk, "police": town.urban.pk}
    bind_function("police", town.west)
    assert UnitFunction.objects.bindings(DAY, ["police"]) == {"police": town.west.pk}
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitFunction.objects.create(code="police", unit=town.east)


def test_engine_22_a_function_of_a_unit_that_is_gone_is_unbound(town):
    assert UnitFunction.objects.unbound(["fire", "urban_mgmt"], DAY) == ["fire"]
    town.urban.valid_to = DAY
    town.urban.save()
    assert UnitFunction.objects.unbound(["fire", "urban_mgmt"], DAY) == ["fire", "urban_mgmt"]


def test_there_is_one_city(db):
    city = {"name": "临江市", "document_code": "临创文办", "series": "LC", "created_at": timezone.now()}
    assert City.objects.current() is None
    City.objects.create(**city)
    assert City.objects.current().series == "LC"
    with pytest.raises(IntegrityError), transaction.atomic():
        City.objects.create(**city)
    with pytest.raises(IntegrityError), transaction.atomic():
        City.objects.create(id=2, **city)


@pytest.mark.parametrize("series", ["", "lc", "临创", "L C", "1A"])
def test_ticket_numbers_are_ascii_from_the_first_letter(db, series):
    with pytest.raises(IntegrityError), transaction.atomic():
        City.objects.create(name="临江市", document_code="临创文办", series=series, created_at=timezone.now())
