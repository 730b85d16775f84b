"""Questions to the ledger that somebody asks again and again."""

from django.db import models
from django.db.models import Q

from sites.models import Unit
from supervision.ids import new_id
from supervision.models import User


class SavedFilter(models.Model):
    """A filter under a name: one's own, or shared with everybody of a unit. The name is unique for its owner."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="saved_filters", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1000)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_filter_name")]
        indexes = [models.Index(fields=["unit"], name="saved_filter_shared", condition=Q(unit__isnull=False))]

    def __str__(self) -> str:
        return self.name
