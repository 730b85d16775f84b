"""The rows of the working calendar: days off and make-up days, office hours by season, years with data."""

from django.db import models

from supervision.ids import new_id


class CalendarDay(models.Model):
    """A day that differs from its weekday: off, or worked."""

    class Kind(models.TextChoices):
        """Off or worked."""

        OFF = "off"
        WORK = "work"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    date = models.DateField(unique=True)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    name = models.CharField(max_length=40, blank=True)
    active = models.BooleanField(default=True)


class OfficeHours(models.Model):
    """Opening spans of a working day, with dates of validity; spans are ["08:30", "12:00"] pairs."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    spans = models.JSONField()


class CalendarYear(models.Model):
    """A year whose official notice has been entered; other years count Monday to Friday and are flagged."""

    year = models.PositiveSmallIntegerField(primary_key=True)


class LadderVersion(models.Model):
    """A version of the ladder as data; running clocks keep the one they started with."""

    version = models.PositiveSmallIntegerField(primary_key=True)
    rules = models.JSONField()
    valid_from = models.DateTimeField()
