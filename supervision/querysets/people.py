"""Questions asked of posts: who held which one at a moment."""

from datetime import datetime
from typing import Any, Self

from django.db.models import Q, QuerySet


class PostQuerySet(QuerySet[Any]):
    """Posts by date."""

    def at(self, moment: datetime) -> Self:
        """Posts in force at this moment; the end is exclusive."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=moment), valid_from__lte=moment)

    def open_to(self, user_id: object, moment: datetime) -> Self:
        """Posts this person may act in now: their own, and those they stand in for."""
        acting = Q(actings__user_id=user_id, actings__valid_from__lte=moment, actings__valid_to__gt=moment)
        return self.at(moment).filter(Q(user_id=user_id) | acting).distinct()
