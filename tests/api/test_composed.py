"""A query composed once answers as one composed anew, for each value, and for values of every kind of field."""

from datetime import timedelta

import pytest
from django.db import models
from django.db.models import Q

from rectification.models import Ticket
from sites.models import Unit
from supervision.composed import Composed, Slot
from supervision.models import Post
from tests.town import MONDAY, at, file_ticket

pytestmark = pytest.mark.django_db


def test_rows_with_what_they_are_joined_to(town):
    posts = Composed(
        lambda: (
            Post.objects.select_related("unit", "user")
            .filter(unit_id=Slot("unit", models.UUIDField()), valid_from__lte=Slot("now", models.DateTimeField()))
            .order_by("id")
        )
    )
    now = at(MONDAY, "09:00")
    for unit in Unit.objects.all():
        plain = Post.objects.select_related("unit", "user").filter(unit=unit, valid_from__lte=now).order_by("id")
        found = posts(unit=unit.pk, now=now)
        assert found == list(plain)
        assert [(str(row.user), row.unit.label) for row in found] == [(str(p.user), p.unit.label) for p in plain]
    assert posts(unit=unit.pk, now=now - timedelta(days=40_000)) == []


def test_plain_values_behind_a_mark_and_by_a_list_of_keys(town, django_assert_num_queries):
    entries = [file_ticket(town, anyway="another stall") for _ in range(3)]
    columns = ("id", "number", "filed_at", "lon", "main_duty__due_at", "main_duty__unit__name")
    behind = Composed(
        lambda: (
            Ticket.objects.filter(
                Q(filed_at__lt=Slot("at", models.DateTimeField()))
                | Q(pk__in=[Slot(n, models.UUIDField()) for n in "ab"])
            )
            .order_by("id")
            .values(*columns)
        )
    )
    for mark in (entries[0].filed_at, entries[0].filed_at + timedelta(seconds=1)):
        for a, b in ((entries[0], entries[2]), (entries[1], entries[1])):
            plain = Ticket.objects.filter(Q(filed_at__lt=mark) | Q(pk__in=[a.pk, b.pk])).order_by("id")
            expected = list(plain.values(*columns))
            with django_assert_num_queries(1):
                assert behind(at=mark, a=a.pk, b=b.pk) == expected
            assert expected


def test_a_value_that_is_missing_is_an_error_and_not_a_query_without_it(town):
    units = Composed(lambda: Unit.objects.filter(pk=Slot("unit", models.UUIDField())))
    with pytest.raises(KeyError):
        units()
