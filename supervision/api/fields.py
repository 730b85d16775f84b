"""Fields that take nothing on trust: unknown names, times without a zone and places off the earth are refused."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

FIRST_YEAR, LAST_YEAR = 2000, 2199
MICRO_DEGREE = Decimal("0.000001")
DEGREES: dict[str, Any] = {"max_digits": 24, "decimal_places": 20}


class StrictSerializer(serializers.Serializer):
    """A name that is not asked for is a mistake of the sender, who would otherwise never hear of it."""

    def to_internal_value(self, data: Any) -> Any:
        """The cleaned values; every unknown name gets its own sentence."""
        if isinstance(data, Mapping):
            unknown = [writable(str(name)[:60]) for name in data if name not in self.fields]
            if unknown:
                raise serializers.ValidationError({name: [_("There is no such field.")] for name in unknown[:20]})
        return super().to_internal_value(data)


def writable(name: str) -> str:
    """A name as an answer can hold it: half a character, which JSON may carry, is shown by its number."""
    return name.encode(errors="backslashreplace").decode()


class MomentField(serializers.DateTimeField):
    """A moment with its time zone; one without could be any of two dozen."""

    default_error_messages = {
        "naive": _("State the time zone, as in 2026-03-02T17:30:00+08:00."),
        "far": _("This year lies out of range."),
    }

    def enforce_timezone(self, value: datetime) -> datetime:
        """Refuses what the parent would have put into the city's own zone."""
        if timezone.is_naive(value):
            self.fail("naive")
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            self.fail("far")
        return value


class PlaceField(StrictSerializer):
    """{"lon": ..., "lat": ...} in degrees, WGS-84; six digits are kept."""

    lon = serializers.DecimalField(min_value=Decimal(-180), max_value=Decimal(180), **DEGREES)
    lat = serializers.DecimalField(min_value=Decimal(-90), max_value=Decimal(90), **DEGREES)

    def to_internal_value(self, data: Any) -> tuple[Decimal, Decimal]:
        """(lon, lat) as a step takes it."""
        given = super().to_internal_value(data)
        return given["lon"].quantize(MICRO_DEGREE), given["lat"].quantize(MICRO_DEGREE)
