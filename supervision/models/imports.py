"""A city's workbook on its way in: what was found in it, what it has written, and how each field was before."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from supervision.ids import new_id
from supervision.models.jobs import Job
from supervision.models.people import Post, User


class Import(models.Model):
    """One workbook. `turn` is 1 while it is being written or taken back: only one can be at a time."""

    class State(models.TextChoices):
        """Where it stands."""

        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        REFUSED = "refused", _("cannot be read")
        IMPORTING = "importing", _("being imported")
        IMPORTED = "imported", _("imported")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    marked = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CHECKING)
    turn = models.PositiveSmallIntegerField(null=True, unique=True)
    good_only = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)  # sheet -> status -> rows
    remarks = models.JSONField(default=list)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="imports")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="imports")
    asked_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["-asked_at"], name="import_newest")]

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """A row that is worth telling of: bad, mended, new or changed. Once written, it names what it has made."""

    owner = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=8)
    problems = models.JSONField(default=list)  # [{code, column, params, cell}]
    changes = models.JSONField(default=list)  # [{field, before, after}]
    made = models.JSONField(default=dict)  # what was created: {"site": id}, {"user": id, "post": id}
    target = models.UUIDField(null=True)
    written_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["owner", "sheet", "number"], name="import_row_once")]
        indexes = [
            models.Index(fields=["owner", "status", "id"], name="import_row_status"),
            models.Index(fields=["owner", "id"], name="import_row_written", condition=Q(written_at__isnull=False)),
        ]
