"""Columns that are computed from another column whenever the row is written, in bulk too."""

from typing import Any

from django.db import models

from sites.geometry import extent
from sites.pinyin import pinyin_initials

SIDES = ("west", "south", "east", "north")


class InitialsField(models.CharField):
    """Pinyin initials of `source`, for search."""

    def __init__(self, *args: Any, source: str = "name", **kwargs: Any):
        self.source = source
        kwargs.setdefault("max_length", 120)
        kwargs.update(editable=False, blank=True, default="")
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for key in ("editable", "blank", "default"):
            kwargs.pop(key, None)
        return name, path, args, kwargs | {"source": self.source}

    def pre_save(self, instance, add):
        value = pinyin_initials(getattr(instance, self.source))[: self.max_length]
        setattr(instance, self.attname, value)
        return value


class EdgeField(models.FloatField):
    """One side of the box around the row's `geometry` (and its own point, where it has one), in degrees."""

    def __init__(self, *args: Any, side: str, **kwargs: Any):
        self.side = side
        kwargs.update(editable=False, null=True)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for key in ("editable", "null"):
            kwargs.pop(key, None)
        return name, path, args, kwargs | {"side": self.side}

    def pre_save(self, instance, add):
        box = extent(instance.geometry, getattr(instance, "lon", None), getattr(instance, "lat", None))
        value = box[SIDES.index(self.side)] if box else None
        setattr(instance, self.attname, value)
        return value
