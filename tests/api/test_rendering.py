"""What programs read is the same text, whoever writes it: the quick renderer beside the framework's own."""

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils.functional import lazystr
from rest_framework.renderers import JSONRenderer
from rest_framework.utils.serializer_helpers import ReturnDict

from sites.vocabulary import UnitKind
from supervision.api.rendering import FastJSONRenderer

AT = datetime(2026, 3, 2, 9, 30, 5, 120, tzinfo=UTC)
SHANGHAI = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    "value",
    [
        None, True, 0, -1, 2**53 + 1, 1.5, "", "占道经营", 'quote " back \\ slash', "tab\tline\nend\r",
        "\u2028 or \u2029",
        "\x00\x1f\x7f", "😀", AT, AT.replace(microsecond=0), AT.astimezone(SHANGHAI), AT.replace(tzinfo=None),
        AT.date(), date(2026, 12, 31), time(8, 30), timedelta(hours=2), Decimal("121.473701"), Decimal("-0.10"),
        UUID("0192f3a4-0000-7000-8000-000000000001"), lazystr("办公室"), UnitKind.STREET, ("a", 1), {"b": 1, "a": None},
        {1: "number"}, ReturnDict({"x": 1}, serializer=None), b"bytes", {"set"},
    ],
)  # fmt: skip
def test_a_value_is_written_as_the_framework_writes_it(value):
    body = {"value": value, "among": [value, value]}
    assert FastJSONRenderer().render(body) == JSONRenderer().render(body)


def test_nothing_is_an_empty_body_and_an_indent_is_kept():
    assert FastJSONRenderer().render(None) == b""
    indented = FastJSONRenderer().render({"a": [1]}, "application/json; indent=2", {})
    assert (json.loads(indented), b"\n  " in indented) == ({"a": [1]}, True)
